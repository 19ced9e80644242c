#include <benchmark/benchmark.h>

#include <cmath>
#include <cstdio>
#include <deque>
#include <vector>

#include "arb/trajectory.hpp"
#include "benchmarks/eigen_trajectory.hpp"
#include "benchmarks/exp_peak.hpp"
#include "benchmarks/fma_peak.hpp"
#include "benchmarks/random_tasks.hpp"
#include "engine/engine.hpp"
#include "recursion/trajectory.hpp"
#ifdef MARGINCERT_HAS_MPFI
#include "benchmarks/mpfi_trajectory.hpp"
#endif

// The engine beside its peers, each on the same eight tasks. measure_engine.py reads the names
// <what>/n:../d:../K:../T:.., "items_per_second", which are trajectories per second of CPU time, and the counters
// "flops" and "exps".
namespace margincert::benchmarks {
namespace {

using engine::Question;
using recursion::Parameters;
using recursion::Regime;
using recursion::Task;

struct Size {
  long n, d, K, T;
};

constexpr Size small{40, 5, 3, 4}, large{200, 16, 8, 6};
constexpr long peer_bits = 53;

struct Batch {
  explicit Batch(Size size) {
    for (std::size_t seed = 1; seed <= engine::tasks_at_once; ++seed) {
      Task task = random_task(static_cast<std::size_t>(size.n), static_cast<std::size_t>(size.d),
                              static_cast<int>(size.K), seed);
      if (seed == 1) parameters = typical_parameters(task, static_cast<int>(size.T));
      instances.emplace_back(std::move(task), parameters);
    }
    for (const recursion::Instance& instance : instances) questions.emplace_back(instance);
  }

  std::deque<recursion::Instance> instances;
  Parameters parameters;
  std::vector<Question> questions;
};

/// What the states of one trajectory need, exponentials apart: a multiply-add is two operations. With w = d+K, a query
/// costs w products for α x and γ C y and 2w for its update, a pair of query and key 2w operations for the logit, 2w
/// for the average, and three for shift, maximum and total.
double operations(Size size) {
  const double queries = static_cast<double>(size.n + 1), keys = static_cast<double>(size.n),
               w = static_cast<double>(size.d + size.K);
  return static_cast<double>(size.T) * queries * (3 * w + keys * (4 * w + 3));
}

double exponentials(Size size) { return static_cast<double>(size.T * (size.n + 1) * size.n); }

void count(benchmark::State& state, Size size, double trajectories) {
  using benchmark::Counter;
  state.SetItemsProcessed(static_cast<std::int64_t>(trajectories));
  state.counters["flops"] = Counter(trajectories * operations(size), Counter::kIsRate);
  state.counters["exps"] = Counter(trajectories * exponentials(size), Counter::kIsRate);
}

/// One of the eight per iteration, in turn.
template <class Run>
auto one_by_one(Size size, Run run) {
  return [size, run](benchmark::State& state) {
    const Batch batch(size);
    std::size_t next = 0;
    for (auto _ : state) benchmark::DoNotOptimize(run(batch.questions[next++ % batch.questions.size()]));
    count(state, size, static_cast<double>(state.iterations()));
  };
}

/// All eight per iteration.
template <class Run>
auto together(Size size, Run run) {
  return [size, run](benchmark::State& state) {
    const Batch batch(size);
    for (auto _ : state) benchmark::DoNotOptimize(run(batch.questions));
    count(state, size, static_cast<double>(state.iterations()) * static_cast<double>(batch.questions.size()));
  };
}

template <class Function>
void add(const char* what, Size size, Function function) {
  char name[96];
  std::snprintf(name, sizeof name, "%s/n:%ld/d:%ld/K:%ld/T:%ld", what, size.n, size.d, size.K, size.T);
  benchmark::RegisterBenchmark(name, function)->Unit(benchmark::kMillisecond);
}

void add_states(Size size) {
  add("engine_states", size, together(size, engine::enclose_states));
  add("plain_states", size, together(size, engine::plain_states));
  add("eigen_states", size, one_by_one(size, [](const Question& q) { return eigen_states(q.task, q.parameters); }));
  add("balls_states", size, one_by_one(size, [](const Question& q) {
        return recursion::final_state({q.task, q.parameters}, q.regime, recursion::BallArithmetic());
      }));
  add("arb_states", size,
      one_by_one(size, [](const Question& q) { return arb::states({q.task, q.parameters}, q.regime, peer_bits); }));
#ifdef MARGINCERT_HAS_MPFI
  add("mpfi_states", size, one_by_one(size, [](const Question& q) { return mpfi_final_tokens(q.task, q.parameters); }));
#endif
}

void add_observables(Size size) {
  add("engine_observables", size, together(size, engine::enclose_tasks));
  add("balls_observables", size, one_by_one(size, [](const Question& q) {
        return recursion::enclose_observables({q.task, q.parameters}, q.regime, numeric::Precision(peer_bits));
      }));
  add("arb_observables", size,
      one_by_one(size, [](const Question& q) { return arb::observables({q.task, q.parameters}, q.regime, peer_bits); }));
}

void add_growth() {
  for (const long n : {40, 80, 160, 400, 1000, 2000, 4000}) {
    const Size size{n, small.d, small.K, small.T};
    add("growing_states", size, together(size, engine::enclose_states));
    add("growing_tasks", size, together(size, engine::enclose_tasks));
    add("growing_points", size, one_by_one(size, [](const Question& q) { return engine::enclose_points(q); }));
  }
}

void add_peaks() {
  benchmark::RegisterBenchmark("fma_peak", [](benchmark::State& state) {
    std::uint64_t done = 0;
    for (auto _ : state) done += run_independent_fmas(100000);
    state.counters["flops"] = benchmark::Counter(static_cast<double>(done), benchmark::Counter::kIsRate);
  });
  benchmark::RegisterBenchmark("exp_peak", [](benchmark::State& state) {
    std::uint64_t done = 0;
    for (auto _ : state) done += run_independent_exps(1000);
    state.counters["exps"] = benchmark::Counter(static_cast<double>(done), benchmark::Counter::kIsRate);
  });
}

/// Programs that are timed against each other must compute the same thing: every label of the last layer, to nine
/// digits.
bool peers_agree() {
  const Batch batch(small);
  const auto certified = engine::enclose_states(batch.questions), plain = engine::plain_states(batch.questions);
  for (std::size_t task = 0; task < batch.instances.size(); ++task) {
    if (!certified[task] || !plain[task]) return false;
    const auto eigen = eigen_states(batch.instances[task].task(), batch.parameters).back();
#ifdef MARGINCERT_HAS_MPFI
    const auto mpfi = mpfi_final_tokens(batch.instances[task].task(), batch.parameters);
#endif
    for (std::size_t j = 0; j <= static_cast<std::size_t>(small.n); ++j) {
      for (std::size_t c = 0; c < static_cast<std::size_t>(small.K); ++c) {
        const double label = certified[task]->labels[j][c];
        const auto agrees = [&](double other) { return std::abs(other - label) < 1e-9; };
        if (!agrees(plain[task]->labels[j][c])) return false;
        if (!agrees(eigen.y(static_cast<Eigen::Index>(c), static_cast<Eigen::Index>(j)))) return false;
#ifdef MARGINCERT_HAS_MPFI
        const auto enclosed = mpfi[j][static_cast<std::size_t>(small.d) + c];
        if (!(enclosed.lo < label + 1e-9 && label - 1e-9 < enclosed.hi && enclosed.hi - enclosed.lo < 1e-3))
          return false;
#endif
      }
    }
  }
  return true;
}

}  // namespace
}  // namespace margincert::benchmarks

int main(int argc, char** argv) {
  using namespace margincert::benchmarks;
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 64;
  if (!peers_agree()) {
    std::fputs("engine_benchmark: the programs to compare do not compute the same labels; nothing was timed\n", stderr);
    return 70;
  }
  for (const auto size : {small, large}) add_states(size), add_observables(size);
  add_growth();
  add_peaks();
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
}
