#pragma once

#include <cstdint>

namespace margincert::benchmarks {

/// Runs `rounds` rounds of fused multiply-adds that do not wait for one another, on the longest vectors there are, and
/// returns how many floating operations that was: two for each number and multiply-add. Without FMA instructions a
/// multiplication and an addition take their place.
std::uint64_t run_independent_fmas(std::uint64_t rounds);

}  // namespace margincert::benchmarks
