#pragma once

#include <string>

#include "numeric/run_control.hpp"
#include "recursion/task.hpp"
#include "reports/trace.hpp"

namespace margincert {

/// What the observables of a task are, layer by layer.
struct TraceRequest {
  recursion::Task task;
  recursion::Parameters parameters;  ///< of the task's d and K
  recursion::Regime regime = recursion::Regime::full;
  numeric::Precision precision{113};  ///< of the enclosures, in bits
};

/// Encloses them in intervals, ends rounded outward at every operation. A stop keeps whole layers. Progress counts
/// layers.
reports::Trace trace(const TraceRequest& request, const numeric::RunControl& control = {});

/// The task layer by layer, as an SVG file. Refusal of a task that cannot be drawn: other than of 2 or 3 dimensions, or
/// too large.
std::string draw(const TraceRequest& request);

}  // namespace margincert
