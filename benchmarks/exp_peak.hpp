#pragma once

#include <cstdint>

namespace margincert::benchmarks {

/// The engine's exponentials that do not wait for one another, of arguments in the first cache, by the machine's widest
/// vectors. Returns how many were taken in `rounds` rounds.
std::uint64_t run_independent_exps(std::uint64_t rounds);

}  // namespace margincert::benchmarks
