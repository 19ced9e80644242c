#include "benchmarks/exp_peak.hpp"

#include <benchmark/benchmark.h>

#define HWY_DISABLED_TARGETS (HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128 | HWY_RVV | HWY_SSSE3)
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "benchmarks/exp_peak.cpp"
#include <hwy/foreach_target.h>
// The above has to come first.
#include <hwy/highway.h>

#include "engine/elementary-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace margincert::benchmarks::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

/// A quarter of the first cache for arguments, a quarter for results.
constexpr std::size_t arguments = 1024;

std::uint64_t run_exps(std::uint64_t rounds) {
  const hn::ScalableTag<double> tag;
  HWY_ALIGN static double x[arguments], result[arguments];
  for (std::size_t i = 0; i < arguments; ++i) x[i] = -30 * static_cast<double>(i) / arguments;
  for (std::uint64_t round = 0; round < rounds; ++round) {
    for (std::size_t i = 0; i < arguments; i += hn::Lanes(tag))
      hn::Store(engine::lanes::HWY_NAMESPACE::exp(tag, hn::Load(tag, x + i)), tag, result + i);
    benchmark::DoNotOptimize(result);
  }
  return rounds * arguments;
}

}  // namespace margincert::benchmarks::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace margincert::benchmarks {

HWY_EXPORT(run_exps);

std::uint64_t run_independent_exps(std::uint64_t rounds) { return HWY_DYNAMIC_DISPATCH(run_exps)(rounds); }

}  // namespace margincert::benchmarks
#endif
