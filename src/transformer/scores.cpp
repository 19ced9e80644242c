#include "transformer/scores.hpp"

#include <algorithm>

#include "numeric/parallel.hpp"

namespace margincert::transformer {
namespace {

constexpr std::uint64_t scored_at_once = 512;

void add(Score& score, int prediction, int first_prediction, int truth) {
  const bool right = prediction == truth, first_right = first_prediction == truth;
  score.correct += right;
  score.same += prediction == first_prediction;
  score.only_first += first_right && !right;
  score.only_this += right && !first_right;
}

std::vector<recursion::Task> tasks_from(const TaskSource& task, std::uint64_t start, std::uint64_t count, int jobs) {
  std::vector<recursion::Task> tasks(count);
  numeric::for_each_index(
      count, jobs, [] { return false; }, [&](std::uint64_t k) { tasks[k] = task(start + k); });
  return tasks;
}

}  // namespace

Scores score(const std::vector<const Weights*>& transformers, const TaskSource& task, std::uint64_t count, int jobs,
             const std::function<bool(std::uint64_t done)>& go_on) {
  Scores scores{0, std::vector<Score>(transformers.size())};
  for (std::uint64_t start = 0; start < count && go_on(start); start += scored_at_once) {
    const std::vector<recursion::Task> tasks = tasks_from(task, start, std::min(scored_at_once, count - start), jobs);
    const TaskSource drawn = [&](std::uint64_t k) { return tasks[k]; };
    std::vector<int> first;
    for (std::size_t w = 0; w < transformers.size(); ++w) {
      const std::vector<int> predicted = predictions(*transformers[w], drawn, tasks.size(), jobs);
      if (w == 0) first = predicted;
      for (std::size_t k = 0; k < tasks.size(); ++k) {
        add(scores.each[w], predicted[k], first[k], tasks[k].probe_class);
      }
    }
    scores.tasks += static_cast<long>(tasks.size());
  }
  return scores;
}

}  // namespace margincert::transformer
