#include "benchmarks/eigen_trajectory.hpp"

#include <benchmark/benchmark.h>

#include "benchmarks/random_tasks.hpp"

// The plain Eigen program alone, to be built for the very machine it runs on. It is a program of its own because one
// program must not hold Eigen's templates compiled for two machines.
namespace margincert::benchmarks {
namespace {

void eigen_native_states(benchmark::State& state) {
  std::vector<recursion::Task> tasks;
  for (std::uint64_t seed = 1; seed <= 8; ++seed) {
    tasks.push_back(random_task(static_cast<std::size_t>(state.range(0)), static_cast<std::size_t>(state.range(1)),
                                static_cast<int>(state.range(2)), seed));
  }
  const auto parameters = typical_parameters(tasks.front(), static_cast<int>(state.range(3)));
  std::size_t next = 0;
  for (auto _ : state) benchmark::DoNotOptimize(eigen_states(tasks[next++ % tasks.size()], parameters));
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()));
}

BENCHMARK(eigen_native_states)
    ->ArgNames({"n", "d", "K", "T"})
    ->Args({40, 5, 3, 4})
    ->Args({200, 16, 8, 6})
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace margincert::benchmarks

BENCHMARK_MAIN();
