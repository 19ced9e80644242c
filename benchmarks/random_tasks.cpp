#include "benchmarks/random_tasks.hpp"

#include <cmath>
#include <random>
#include <span>

namespace margincert::benchmarks {
namespace {

void fill_with_unit_vector(std::span<double> vector, std::mt19937_64& engine) {
  std::normal_distribution<double> gaussian;
  double norm_squared = 0;
  for (double& coordinate : vector) {
    coordinate = gaussian(engine);
    norm_squared += coordinate * coordinate;
  }
  for (double& coordinate : vector) coordinate /= std::sqrt(norm_squared);
}

}  // namespace

recursion::Task random_task(std::size_t points, std::size_t features, int classes, std::uint64_t seed) {
  std::mt19937_64 engine(seed);
  std::uniform_int_distribution<int> label(0, classes - 1);
  recursion::Task task{classes, recursion::Rows<double>(points, features, 0.0), {}, std::vector<double>(features), 0};
  for (std::size_t i = 0; i < points; ++i) {
    fill_with_unit_vector(task.features[i], engine);
    task.labels.push_back(label(engine));
  }
  fill_with_unit_vector(task.probe, engine);
  return task;
}

recursion::Parameters typical_parameters(const recursion::Task& task, int depth) {
  recursion::Parameters parameters{task.feature_dim(), task.classes, recursion::MinusOneOverClasses{}, {}};
  parameters.layers.assign(static_cast<std::size_t>(depth), {2.5, 4.0, 0.4, 0.5});
  return parameters;
}

}  // namespace margincert::benchmarks
