#include "transformer/scores.hpp"

#include <algorithm>

#include "numeric/parallel.hpp"
#include "numeric/stop.hpp"

namespace margincert::transformer {
namespace {

constexpr std::uint64_t scored_at_once = 512;

void add(Score& score, Prediction prediction, Prediction first_prediction, int truth) {
  score.correct += prediction == truth;
  score.unpredicted += !prediction;
  if (!prediction || !first_prediction) {
    ++score.unpaired;
    return;
  }
  score.same += prediction == first_prediction;
  score.only_first += first_prediction == truth && prediction != truth;
  score.only_this += prediction == truth && first_prediction != truth;
}

std::vector<recursion::Task> tasks_from(const TaskSource& task, std::uint64_t start, std::uint64_t count, int jobs) {
  std::vector<recursion::Task> tasks(count);
  numeric::for_each_index(
      count, jobs, [] { return false; }, [&](std::uint64_t k) { tasks[k] = task(start + k); });
  return tasks;
}

/// The first of the transformers with these weights, number for number: what predicts the same is asked once.
std::size_t first_like(const std::vector<const Weights*>& transformers, std::size_t w) {
  const auto has_them = [&](const Weights* other) { return other->layers == transformers[w]->layers; };
  return static_cast<std::size_t>(std::ranges::find_if(transformers, has_them) - transformers.begin());
}

}  // namespace

Scores score(const std::vector<const Weights*>& transformers, const TaskSource& task, std::uint64_t count,
             const numeric::RunControl& control) {
  const numeric::RunControl run = control.started();
  const int threads = run.thread_count();
  Scores scores{0, std::vector<Score>(transformers.size())};
  std::vector<Predictor> predictors;
  for (const Weights* weights : transformers) predictors.emplace_back(*weights, threads, run.stop);
  const numeric::StopScope scope(run.stop);
  run.show({"", 0, count});
  try {
    for (std::uint64_t start = 0; start < count && !run.asked_to_stop(); start += scored_at_once) {
      const std::vector<recursion::Task> tasks =
          tasks_from(task, start, std::min(scored_at_once, count - start), threads);
      const TaskSource drawn = [&](std::uint64_t k) { return tasks[k]; };
      std::vector<std::vector<Prediction>> predicted;
      for (std::size_t w = 0; w < predictors.size(); ++w) {
        const std::size_t twin = first_like(transformers, w);
        predicted.push_back(twin < w ? predicted[twin] : predictors[w](drawn, tasks.size()));
      }
      if (std::ranges::any_of(predictors, &Predictor::was_cut_short)) break;
      for (std::size_t w = 0; w < transformers.size(); ++w) {
        for (std::size_t k = 0; k < tasks.size(); ++k) {
          add(scores.each[w], predicted[w][k], predicted[0][k], tasks[k].probe_class);
        }
      }
      scores.tasks += static_cast<long>(tasks.size());
      run.show({"", start + tasks.size(), count});
    }
  } catch (const numeric::Stopped&) {  // in the middle of some that are scored together
  }
  return scores;
}

}  // namespace margincert::transformer
