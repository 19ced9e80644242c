#include "recursion/trajectory.hpp"

#include <numeric>
#include <optional>
#include <utility>

#include "recursion/convert_observables.hpp"

namespace margincert::recursion {

KeySets::KeySets(std::size_t training_points) : everyone_(training_points), restricted_to_(training_points + 1) {
  std::iota(everyone_.begin(), everyone_.end(), 0);
}

KeySets::KeySets(const Task& task, Regime regime) : KeySets(task.labels.size()) {
  if (regime == Regime::full) return;
  by_class_.resize(task.classes);
  // The probe and unlabelled points have no class to keep to; they attend to all.
  for (std::size_t i = 0; i < task.labels.size(); ++i) {
    restricted_to_[i] = task.labels[i];
    if (task.labels[i]) by_class_[*task.labels[i]].push_back(i);
  }
}

std::span<const std::size_t> KeySets::keys_of(std::size_t query) const {
  if (restricted_to_[query]) return by_class_[*restricted_to_[query]];
  return everyone_;
}

namespace {

using numeric::Ball;
using numeric::Interval;

/// The same enclosures from balls, or nothing when some quantity leaves their range.
std::optional<std::vector<Observables<Interval>>> observables_from_balls(const Instance& instance, Regime regime,
                                                                         numeric::Precision precision) {
  std::vector<Observables<Interval>> layers;
  layers.reserve(instance.parameters().depth() + 1);
  bool in_range = true;
  run(instance, regime, BallArithmetic(), [&](Observables<Ball>&& layer) {
    layers.push_back(convert_observables(layer, [&](const Ball& ball) {
      in_range = in_range && !ball.is_poisoned();
      return ball.to_interval(precision);
    }));
  });
  if (!in_range) return std::nullopt;
  return layers;
}

}  // namespace

std::vector<Observables<Interval>> enclose_observables(const Instance& instance, Regime regime,
                                                       numeric::Precision precision) {
  if (precision <= numeric::Precision(113)) {
    if (auto layers = observables_from_balls(instance, regime, precision)) return *std::move(layers);
  }
  std::vector<Observables<Interval>> layers;
  layers.reserve(instance.parameters().depth() + 1);
  run(instance, regime, IntervalArithmetic(precision),
      [&](Observables<Interval>&& layer) { layers.push_back(std::move(layer)); });
  return layers;
}

}  // namespace margincert::recursion
