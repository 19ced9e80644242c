#include "transformer/predict.hpp"

#include <algorithm>

#include "numeric/parallel.hpp"
#include "transformer/forward.hpp"

namespace margincert::transformer {
namespace {

int prediction(const Weights& weights, const recursion::Task& task) {
  const State<double> last = states(task, weights, recursion::DoubleArithmetic()).back();
  const auto label = last.labels[last.probe()];
  return static_cast<int>(std::ranges::max_element(label) - label.begin());
}

/// value(k) for every k < count, in order.
std::vector<int> for_all(std::uint64_t count, int jobs, const std::function<int(std::uint64_t)>& value) {
  std::vector<int> values(count);
  numeric::for_each_index(
      count, jobs, [] { return false; }, [&](std::uint64_t k) { values[k] = value(k); });
  return values;
}

}  // namespace

std::vector<int> predictions(const Weights& weights, const TaskSource& task, std::uint64_t count, int jobs) {
  return for_all(count, jobs, [&](std::uint64_t k) { return prediction(weights, task(k)); });
}

std::vector<bool> correct_predictions(const Weights& weights, const TaskSource& task, std::uint64_t count, int jobs) {
  const std::vector<int> correct = for_all(count, jobs, [&](std::uint64_t k) {
    const recursion::Task drawn = task(k);
    return prediction(weights, drawn) == drawn.probe_class ? 1 : 0;
  });
  return {correct.begin(), correct.end()};
}

}  // namespace margincert::transformer
