#pragma once

#include <functional>

#include "margincert/trace.hpp"

namespace margincert::work {

using TakeLayer = std::function<void(reports::TracedLayer&&)>;

/// Runs the recursion in one arithmetic and hands its layers on, from 0 to T, poison where it has no answer; none at
/// all where it has none for the whole task. Throws numeric::Stopped.
void layers_in(Arithmetic arithmetic, const TraceRequest& request, numeric::Precision precision, const TakeLayer& take);

}  // namespace margincert::work
