#include "reproduction/accuracy.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace margincert::reproduction {

std::string accuracy_note(const Scale& scale, const std::string& tasks) {
  return fmt::format("{:g} % Clopper–Pearson intervals; differences paired on the same {} {} (seed {}).",
                     100 * accuracy_level, scale.test_tasks, tasks, scale.test_seed);
}

Hits correct_on(const Context& context, const transformer::Weights& weights, const transformer::TaskSource& tasks) {
  throw_if_stopped(context);
  transformer::Predictor predict(weights, context.control.thread_count(), context.control.stop);
  const std::vector<transformer::Prediction> predicted = predict(tasks, context.scale.test_tasks);
  throw_if_stopped(context);
  Hits correct;
  for (std::uint64_t k = 0; k < predicted.size(); ++k) {
    correct.push_back(predicted[k] ? std::optional(predicted[k] == tasks(k).probe_class) : std::nullopt);
  }
  return correct;
}

Hits correct_on(const Context& context, const transformer::Weights& weights, const Size& size) {
  return correct_on(context, weights, fresh_tasks(size, {}, context.scale.test_seed));
}

Estimate with_range(double value, const statistics::Range& range) { return {value, range.lo, range.hi}; }

Estimate accuracy(const Hits& correct) {
  const long right = std::ranges::count(correct, std::optional(true)), all = std::ssize(correct);
  const long unknown = std::ranges::count_if(correct, [](const auto& hit) { return !hit; });
  return with_range(unknown > 0 ? NAN : static_cast<double>(right) / static_cast<double>(all),
                    statistics::proportion(right, unknown, all, accuracy_level));
}

Estimate paired_difference(const Hits& first, const Hits& second) {
  long only_first = 0, only_second = 0, unknown = 0;
  for (std::size_t k = 0; k < first.size(); ++k) {
    if (!first[k] || !second[k]) {
      ++unknown;
    } else if (*first[k] != *second[k]) {
      ++(*first[k] ? only_first : only_second);
    }
  }
  const long all = std::ssize(first);
  return with_range(unknown > 0 ? NAN : static_cast<double>(only_first - only_second) / static_cast<double>(all),
                    statistics::paired_difference(only_first, only_second, unknown, all, accuracy_level));
}

}  // namespace margincert::reproduction
