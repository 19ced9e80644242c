#include <benchmark/benchmark.h>

#include <cmath>
#include <random>

#include "benchmarks/fma_peak.hpp"
#include "transformer/kernel.hpp"

// One training step's gradient per iteration, on one thread, and the machine's rate of multiply-adds in the same run.
// report_ratios.py reads the names <what>/d:../K:../n:../T:.. and the counter "flops".
namespace margincert::benchmarks {
namespace {

using recursion::Task;
using transformer::Kernel;
using transformer::Shape;

constexpr std::size_t batch = 256;

Task random_task(const Shape& shape, std::mt19937_64& engine) {
  std::normal_distribution<double> gaussian;
  std::uniform_int_distribution<int> label(0, shape.classes - 1);
  Task task{shape.classes,
            recursion::Rows<double>(static_cast<std::size_t>(shape.context),
                                    static_cast<std::size_t>(shape.feature_dim), 0.0),
            {},
            std::vector<double>(static_cast<std::size_t>(shape.feature_dim)),
            label(engine)};
  const double size = 1 / std::sqrt(shape.feature_dim);
  for (std::size_t i = 0; i < task.features.rows(); ++i) {
    for (double& x : task.features[i]) x = size * gaussian(engine);
    task.labels.push_back(label(engine));
  }
  for (double& x : task.probe) x = size * gaussian(engine);
  return task;
}

/// Floating operations of one task's loss and gradient, exactly as the kernel does them: a multiply-add is two,
/// Highway's exponential 34 (14 multiply-adds, 5 products, a sum). Maxima, divisions and the loss itself are not
/// counted. With w = d+K and q queries (n+1, and 1 in the last layer) a layer costs
///     forward   q (4w² + n (4w + 2 + 34))    W_QK z, W_OV average; logits, averages; shift, sum, exponential
///     backward  q (6w² + n (4w + 2))         both matrices and the average; slopes of attention and of queries
///             + q (2w² + n 4w)               by the layer's input, but for the first layer
double operations(const Shape& shape) {
  const double w = shape.width(), n = shape.context, exponential = 34;
  double sum = 0;
  for (int t = 0; t < shape.layers; ++t) {
    const double q = t + 1 == shape.layers ? 1 : n + 1;
    sum += q * (4 * w * w + n * (4 * w + 2 + exponential)) + q * (6 * w * w + n * (4 * w + 2));
    if (t > 0) sum += q * (2 * w * w + n * 4 * w);
  }
  return sum;
}

/// The arguments d, K, n, T.
struct Workload {
  explicit Workload(const benchmark::State& state)
      : shape{static_cast<int>(state.range(0)), static_cast<int>(state.range(1)), static_cast<int>(state.range(2)),
              static_cast<int>(state.range(3))} {
    std::mt19937_64 engine(1);
    std::normal_distribution<double> gaussian;
    for (std::size_t k = 0; k < batch; ++k) tasks.push_back(random_task(shape, engine));
    for (std::size_t k = 0; k < shape.weights(); ++k) weights.push_back(0.3 * gaussian(engine));
  }

  template <class Act>
  void for_each_group(Act&& act) const {
    for (std::size_t first = 0; first < batch; first += transformer::tasks_per_group) {
      act(std::span(tasks).subspan(first, transformer::tasks_per_group));
    }
  }

  Shape shape;
  std::vector<Task> tasks;
  std::vector<double> weights;
};

void gradient(benchmark::State& state) {
  const Workload work(state);
  Kernel kernel(work.shape);
  for (auto _ : state) {
    work.for_each_group(
        [&](std::span<const Task> group) { benchmark::DoNotOptimize(kernel.loss_and_gradient(work.weights, group)); });
  }
  state.counters["flops"] =
      benchmark::Counter(batch * operations(work.shape), benchmark::Counter::kIsIterationInvariantRate);
}

void label_logits(benchmark::State& state) {
  const Workload work(state);
  Kernel kernel(work.shape);
  std::vector<double> logits(transformer::tasks_per_group * static_cast<std::size_t>(work.shape.classes));
  for (auto _ : state) {
    work.for_each_group([&](std::span<const Task> group) { kernel.label_logits(work.weights, group, logits); });
    benchmark::DoNotOptimize(logits.data());
  }
}

void peak(benchmark::State& state) {
  std::uint64_t done = 0;
  for (auto _ : state) done += run_independent_fmas(100000);
  state.counters["flops"] = benchmark::Counter(static_cast<double>(done), benchmark::Counter::kIsRate);
}

void shapes(benchmark::internal::Benchmark* bench) {
  bench->ArgNames({"d", "K", "n", "T"})->Args({5, 3, 40, 4})->Args({8, 5, 60, 6})->Unit(benchmark::kMillisecond);
}

BENCHMARK(peak);
BENCHMARK(gradient)->Apply(shapes);
BENCHMARK(label_logits)->Apply(shapes);

}  // namespace
}  // namespace margincert::benchmarks

BENCHMARK_MAIN();
