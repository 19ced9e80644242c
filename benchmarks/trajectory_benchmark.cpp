#include <benchmark/benchmark.h>

#include <fstream>
#include <string>

#include "arb/trajectory.hpp"
#include "benchmarks/eigen_trajectory.hpp"
#include "benchmarks/random_tasks.hpp"
#include "recursion/trajectory.hpp"

// One trajectory per iteration. report_ratios.py reads the names: <what>/n:../d:../K:../T:../bits:..
namespace margincert::benchmarks {
namespace {

using recursion::Observables;
using recursion::Parameters;
using recursion::Regime;
using recursion::Task;

/// The arguments n, d, K, T and, but for the double program, the precision in bits.
struct Workload {
  explicit Workload(const benchmark::State& state)
      : task(random_task(static_cast<std::size_t>(state.range(0)), static_cast<std::size_t>(state.range(1)),
                         static_cast<int>(state.range(2)))),
        parameters(typical_parameters(task, static_cast<int>(state.range(3)))) {}

  Task task;
  Parameters parameters;
};

/// The arithmetic that a rung of this precision uses (recursion::enclose_observables).
bool runs_on_balls(long bits) { return bits <= 113; }

numeric::Precision precision_of(const benchmark::State& state) {
  return numeric::Precision(static_cast<int>(state.range(4)));
}

void double_states(benchmark::State& state) {
  const Workload work(state);
  for (auto _ : state) benchmark::DoNotOptimize(eigen_states(work.task, work.parameters));
}

void arb_states(benchmark::State& state) {
  const Workload work(state);
  for (auto _ : state) {
    benchmark::DoNotOptimize(arb::states({work.task, work.parameters}, Regime::full, state.range(4)));
  }
}

template <class Arithmetic>
void run_states(benchmark::State& state, const Arithmetic& arithmetic) {
  const Workload work(state);
  for (auto _ : state) {
    benchmark::DoNotOptimize(recursion::final_state({work.task, work.parameters}, Regime::full, arithmetic));
  }
}

void margincert_states(benchmark::State& state) {
  if (runs_on_balls(state.range(4))) {
    run_states(state, recursion::BallArithmetic());
  } else {
    run_states(state, recursion::IntervalArithmetic(precision_of(state)));
  }
}

/// The reference arithmetic at every precision, to show what the balls buy.
void interval_states(benchmark::State& state) { run_states(state, recursion::IntervalArithmetic(precision_of(state))); }

void arb_observables(benchmark::State& state) {
  const Workload work(state);
  for (auto _ : state) {
    benchmark::DoNotOptimize(arb::observables({work.task, work.parameters}, Regime::full, state.range(4)));
  }
}

void margincert_observables(benchmark::State& state) {
  const Workload work(state);
  const numeric::Precision precision = precision_of(state);
  for (auto _ : state) {
    benchmark::DoNotOptimize(recursion::enclose_observables({work.task, work.parameters}, Regime::full, precision));
  }
}

void sizes(benchmark::internal::Benchmark* bench) {
  bench->ArgNames({"n", "d", "K", "T"})->Args({40, 5, 3, 4})->Args({200, 16, 8, 6})->Unit(benchmark::kMillisecond);
}

void sizes_and_precisions(benchmark::internal::Benchmark* bench) {
  bench->ArgNames({"n", "d", "K", "T", "bits"})->Unit(benchmark::kMillisecond);
  for (const long bits : {53, 113, 256}) bench->Args({40, 5, 3, 4, bits})->Args({200, 16, 8, 6, bits});
}

void growing_tasks(benchmark::internal::Benchmark* bench) {
  sizes_and_precisions(bench);
  for (const long points : {80, 160, 320}) bench->Args({points, 5, 3, 4, 113});
}

BENCHMARK(double_states)->Apply(sizes);
BENCHMARK(arb_states)->Apply(sizes_and_precisions);
BENCHMARK(margincert_states)->Apply(sizes_and_precisions);
BENCHMARK(interval_states)->Apply(sizes_and_precisions);
BENCHMARK(arb_observables)->Apply(sizes_and_precisions);
BENCHMARK(margincert_observables)->Apply(growing_tasks);

std::string cpu_model() {
  std::ifstream cpuinfo("/proc/cpuinfo");
  for (std::string line; std::getline(cpuinfo, line);) {
    if (line.starts_with("model name")) return line.substr(line.find(':') + 2);
  }
  return "unknown CPU";
}

}  // namespace
}  // namespace margincert::benchmarks

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 64;
  benchmark::AddCustomContext("cpu_model", margincert::benchmarks::cpu_model());
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
}
