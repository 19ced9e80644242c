#include "recursion/trajectory.hpp"

#include <numeric>

namespace margincert::recursion {

KeySets::KeySets(const Task& task, Regime regime)
    : everyone_(task.labels.size()), by_class_(task.classes), restricted_to_(task.labels.size() + 1) {
  std::iota(everyone_.begin(), everyone_.end(), 0);
  if (regime == Regime::full) return;
  // The probe and unlabelled points have no class to keep to; they attend to all.
  for (std::size_t i = 0; i < task.labels.size(); ++i) {
    restricted_to_[i] = task.labels[i];
    if (task.labels[i]) by_class_[*task.labels[i]].push_back(i);
  }
}

std::vector<std::size_t> KeySets::keys_of(std::size_t query) const {
  return restricted_to_[query] ? by_class_[*restricted_to_[query]] : everyone_;
}

std::vector<Observables<numeric::Interval>> enclose_observables(const Task& task, const Parameters& parameters,
                                                                Regime regime, numeric::Precision precision) {
  std::vector<Observables<numeric::Interval>> layers;
  layers.reserve(parameters.depth() + 1);
  run(task, parameters, regime, IntervalArithmetic(precision),
      [&](Observables<numeric::Interval>&& layer) { layers.push_back(std::move(layer)); });
  return layers;
}

}  // namespace margincert::recursion
