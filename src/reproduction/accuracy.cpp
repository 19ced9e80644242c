#include "reproduction/accuracy.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace margincert::reproduction {

std::string accuracy_note(const Scale& scale, const std::string& tasks) {
  return fmt::format("{:g} % Clopper–Pearson intervals; differences paired on the same {} {} (seed {}).",
                     100 * accuracy_level, scale.test_tasks, tasks, scale.test_seed);
}

std::vector<bool> correct_on(const Context& context, const transformer::Weights& weights,
                             const transformer::TaskSource& tasks) {
  throw_if_stopped(context);
  return transformer::correct_predictions(weights, tasks, context.scale.test_tasks, context.jobs);
}

std::vector<bool> correct_on(const Context& context, const transformer::Weights& weights, const Size& size) {
  return correct_on(context, weights, fresh_tasks(size, {}, context.scale.test_seed));
}

Estimate with_range(double value, const statistics::Range& range) { return {value, range.lo, range.hi}; }

Estimate accuracy(const std::vector<bool>& correct) {
  const long right = std::ranges::count(correct, true), all = std::ssize(correct);
  return with_range(static_cast<double>(right) / static_cast<double>(all),
                    statistics::proportion(right, all, accuracy_level));
}

Estimate paired_difference(const std::vector<bool>& first, const std::vector<bool>& second) {
  long only_first = 0, only_second = 0;
  for (std::size_t k = 0; k < first.size(); ++k) {
    if (first[k] && !second[k]) ++only_first;
    if (second[k] && !first[k]) ++only_second;
  }
  const long all = std::ssize(first);
  return with_range(static_cast<double>(only_first - only_second) / static_cast<double>(all),
                    statistics::paired_difference(only_first, only_second, all, accuracy_level));
}

}  // namespace margincert::reproduction
