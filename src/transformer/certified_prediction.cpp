#include "transformer/certified_prediction.hpp"

#include <algorithm>

#include "numeric/ladder.hpp"
#include "transformer/layer_outcome.hpp"

namespace margincert::transformer {
namespace {

using numeric::Interval;
using numeric::Precision;

template <class S>
bool is_poisoned(const Rows<S>& rows) {
  for (std::size_t row = 0; row < rows.rows(); ++row) {
    if (std::ranges::any_of(rows[row], [](const S& entry) { return entry.is_poisoned(); })) return true;
  }
  return false;
}

/// What one arithmetic says.
struct Attempt {
  Prediction prediction;
  bool left_its_range = false;
};

template <Arithmetic A, class S = typename A::Scalar>
Attempt attempt(const Weights& weights, const recursion::Task& task, const A& arithmetic, Precision precision,
                const numeric::StopQuestion& stopped) {
  State<S> z = recursion::initial_state(task, arithmetic);
  for (int t = 0; t < weights.depth(); ++t) {
    if (stopped && stopped()) return {};
    // Poison stays poison, but for features that the last layer makes: no label is made of those.
    if (is_poisoned(z.features) || is_poisoned(z.labels)) return {std::nullopt, true};
    z = step(z, matrices_at(weights, t, arithmetic), arithmetic, [](const QueryView<S>&) {});
  }
  std::vector<Interval> label;
  bool left_its_range = false;
  for (const S& entry : z.labels[z.probe()]) {
    label.push_back(as_interval(entry, precision));
    left_its_range = left_its_range || entry.is_poisoned();
  }
  return {predicted_class(label), left_its_range};
}

}  // namespace

Prediction certified_prediction(const Weights& weights, const recursion::Task& task,
                                const numeric::StopQuestion& stopped) {
  constexpr Precision of_balls(113);
  const Attempt balls = attempt(weights, task, recursion::BallArithmetic(), Precision(128), stopped);
  if (balls.prediction) return balls.prediction;
  const numeric::Ladder ladder = numeric::Ladder::standard();
  for (const Precision rung : ladder.rungs()) {
    const bool says_more = of_balls < rung || (rung == of_balls && balls.left_its_range);
    if (!says_more || (stopped && stopped())) continue;
    const Attempt intervals = attempt(weights, task, recursion::IntervalArithmetic(rung), rung, stopped);
    if (intervals.prediction) return intervals.prediction;
  }
  return std::nullopt;
}

std::uint64_t work_of_prediction(const Weights& weights, int points) {
  const auto tokens = static_cast<std::uint64_t>(points) + 1, width = static_cast<std::uint64_t>(weights.width());
  // Logits and averages take a product of every pair of tokens and coordinate each, and the two matrices theirs.
  return static_cast<std::uint64_t>(weights.depth()) * tokens * 2 * width * (tokens + width);
}

}  // namespace margincert::transformer
