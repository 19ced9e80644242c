#pragma once

#include <cstddef>

#include "engine/frame.hpp"

namespace margincert::engine {

/// Every lane gets the greatest of all.
void spread_greatest(Lanes& lanes, std::size_t count);

/// Takes into `seen` what another block of queries saw of the same layer, lane by lane.
void merge(Seen& seen, const Seen& part);

/// Brings together what the lanes saw of different points of one task. The probe's own quantities are those of lane 0.
void bring_together(Seen& seen, std::size_t lanes);

}  // namespace margincert::engine
