#pragma once

#include <optional>
#include <string>
#include <vector>

#include "margincert/instance.hpp"
#include "margincert/run_control.hpp"
#include "reports/trace.hpp"

namespace margincert {

/// In what the recursion can be run (docs/rigor.md, "Arithmetics").
enum class Arithmetic {
  binary64,  ///< plain doubles: an approximation
  mpfr,      ///< numbers of any precision, rounded to nearest: an approximation
  interval,  ///< intervals with MPFR's ends
  ball,      ///< balls of 128 bits, for up to 113
  arb,       ///< Arb's balls
  engine     ///< binary64 with proven error bounds
};

/// In the order above.
struct ArithmeticEntry {
  Arithmetic arithmetic;
  std::string id;  ///< "double", "mpfr", "interval", "ball", "arb", "engine"
  bool is_enclosure;
  std::optional<numeric::Precision> fixed;  ///< its precision, where no other can be asked for
  std::optional<numeric::Precision> most;   ///< the largest that can be asked for
};
const std::vector<ArithmeticEntry>& arithmetics();
/// Refusal of any other id, with the nearest one.
Arithmetic find_arithmetic(const std::string& id);

/// What the observables of a task are, layer by layer.
struct TraceRequest {
  Instance instance;
  recursion::Regime regime = recursion::Regime::full;
  numeric::Precision precision{113};         ///< of all arithmetics that have no fixed one
  std::vector<Arithmetic> arithmetics = {};  ///< to run beside the enclosures, each at most once
};

/// Encloses them in intervals, ends rounded outward at every operation, and says beside each enclosure what the other
/// arithmetics make of it. Refusal of an arithmetic that is asked for twice, or for more bits than it has. Results are
/// the same whatever else is run. A stop keeps whole layers. Progress counts layers of all arithmetics together.
reports::Trace trace(const TraceRequest& request, const numeric::RunControl& control = {});

/// The task layer by layer, as an SVG file. Refusal of a task that cannot be drawn: other than of 2 or 3 dimensions, or
/// too large.
std::string draw(const TraceRequest& request);

}  // namespace margincert
