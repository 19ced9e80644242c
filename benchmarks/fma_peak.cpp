#include "benchmarks/fma_peak.hpp"

#include <benchmark/benchmark.h>

#define HWY_DISABLED_TARGETS (HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128 | HWY_RVV | HWY_SSSE3)
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "benchmarks/fma_peak.cpp"
#include <hwy/foreach_target.h>
// The above has to come first.
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace margincert::benchmarks::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

/// Enough for two units with a latency of five, few enough for sixteen registers.
constexpr int chains = 12;

std::uint64_t run(std::uint64_t rounds) {
  const hn::ScalableTag<double> tag;
  const auto factor = hn::Set(tag, 0.5), summand = hn::Set(tag, 1.0);
  hn::Vec<decltype(tag)> chain[chains];
  for (auto& x : chain) x = hn::Zero(tag);
  for (std::uint64_t k = 0; k < rounds; ++k) {
    for (auto& x : chain) x = hn::MulAdd(x, factor, summand);
  }
  auto sum = hn::Zero(tag);
  for (const auto& x : chain) sum = hn::Add(sum, x);
  benchmark::DoNotOptimize(hn::GetLane(sum));
  return rounds * chains * hn::Lanes(tag) * 2;
}

}  // namespace margincert::benchmarks::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace margincert::benchmarks {

HWY_EXPORT(run);

std::uint64_t run_independent_fmas(std::uint64_t rounds) { return HWY_DYNAMIC_DISPATCH(run)(rounds); }

}  // namespace margincert::benchmarks
#endif
