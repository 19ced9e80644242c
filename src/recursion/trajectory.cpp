#include "recursion/trajectory.hpp"

#include <numeric>
#include <optional>
#include <type_traits>
#include <utility>

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

/// Observables with another scalar in every field.
template <class From, class Convert>
auto convert_observables(const Observables<From>& from, const Convert& to) {
  using To = std::invoke_result_t<Convert, const From&>;
  const auto optional = [&](const std::optional<From>& x) { return x ? std::optional<To>(to(*x)) : std::nullopt; };
  const auto extent = [&](const std::optional<Extent<From>>& x) {
    return x ? std::optional(Extent<To>{to(x->min), to(x->max)}) : std::nullopt;
  };
  const auto each = [](const auto& values, const auto& convert) {
    std::vector<std::invoke_result_t<decltype(convert), decltype(values[0])>> result;
    for (const auto& value : values) result.push_back(convert(value));
    return result;
  };
  std::optional<AttentionObservables<To>> attention;
  if (const auto& a = from.attention) {
    attention = AttentionObservables<To>{each(a->class_mass, to),           to(a->leakage),
                                         each(a->class_logit, optional),    each(a->geometric_logit, optional),
                                         optional(a->class_logit_gap),      extent(a->probe_pull_in_class),
                                         extent(a->probe_pull_cross_class), extent(a->train_pull_in_class),
                                         extent(a->train_pull_cross_class), each(a->train_pull, extent)};
  }
  return Observables<To>{from.layer,
                         to(from.norm_squared),
                         extent(from.same_class),
                         extent(from.cross_class),
                         extent(from.probe_in_class),
                         extent(from.probe_cross_class),
                         optional(from.geometric_margin),
                         extent(from.label_difference),
                         to(from.label_spread),
                         to(from.label_deviation),
                         std::move(attention),
                         each(from.probe_label, to)};
}

/// The same enclosures from balls, or nothing when some quantity leaves their range.
std::optional<std::vector<Observables<Interval>>> observables_from_balls(const Task& task, const Parameters& parameters,
                                                                         Regime regime, numeric::Precision precision) {
  std::vector<Observables<Interval>> layers;
  layers.reserve(parameters.depth() + 1);
  bool in_range = true;
  run(task, parameters, regime, BallArithmetic(), [&](Observables<Ball>&& layer) {
    layers.push_back(convert_observables(layer, [&](const Ball& ball) {
      in_range = in_range && !ball.is_poisoned();
      return ball.to_interval(precision);
    }));
  });
  if (!in_range) return std::nullopt;
  return layers;
}

}  // namespace

std::vector<Observables<Interval>> enclose_observables(const Task& task, const Parameters& parameters, Regime regime,
                                                       numeric::Precision precision) {
  if (precision <= numeric::Precision(113)) {
    if (auto layers = observables_from_balls(task, parameters, regime, precision)) return *std::move(layers);
  }
  std::vector<Observables<Interval>> layers;
  layers.reserve(parameters.depth() + 1);
  run(task, parameters, regime, IntervalArithmetic(precision),
      [&](Observables<Interval>&& layer) { layers.push_back(std::move(layer)); });
  return layers;
}

}  // namespace margincert::recursion
