#pragma once

#include <utility>
#include <variant>
#include <vector>

#include "recursion/instance.hpp"
#include "recursion/observe.hpp"
#include "recursion/parameters.hpp"
#include "recursion/step.hpp"
#include "recursion/task.hpp"

namespace margincert::recursion {

/// z^0: features as given, y_i^0 = e_{c_i} (0 for an unlabelled point), y_*^0 = 0.
template <Arithmetic A, class S = typename A::Scalar>
State<S> initial_state(const Task& task, const A& arithmetic) {
  const std::size_t tokens = task.labels.size() + 1, d = task.probe.size();
  State<S> z{Rows<S>(tokens, d, arithmetic.exact(0)), Rows<S>(tokens, task.classes, arithmetic.exact(0))};
  for (std::size_t i = 0; i + 1 < tokens; ++i) {
    for (std::size_t k = 0; k < d; ++k) z.features[i][k] = arithmetic.exact(task.features[i][k]);
    if (task.labels[i]) z.labels[i][*task.labels[i]] = arithmetic.exact(1);
  }
  for (std::size_t k = 0; k < d; ++k) z.features[z.probe()][k] = arithmetic.exact(task.probe[k]);
  return z;
}

/// δ as a scalar: an enclosure of the exact fraction, or the exact double.
template <Arithmetic A>
typename A::Scalar label_background(const Parameters& parameters, const A& arithmetic) {
  if (const auto* fraction = std::get_if<Fraction>(&parameters.label_background)) {
    return arithmetic.ratio(fraction->numerator, fraction->denominator);
  }
  if (const auto* number = std::get_if<double>(&parameters.label_background)) return arithmetic.exact(*number);
  return arithmetic.ratio(-1, parameters.classes);
}

template <Arithmetic A, class S = typename A::Scalar>
Layer<S> layer_at(const Parameters& parameters, int t, const A& arithmetic) {
  const LayerParameters& p = parameters.layers[t];
  return {arithmetic.exact(p.alpha), arithmetic.exact(p.gamma), arithmetic.exact(p.alpha_prime),
          arithmetic.exact(p.gamma_prime), label_background(parameters, arithmetic)};
}

/// All that the recursion starts from, as scalars. Whoever makes them by hand sees to it that they fit.
template <class S>
struct Inputs {
  State<S> start;                ///< z^0
  std::vector<Layer<S>> layers;  ///< t = 0..T-1
};

template <Arithmetic A, class S = typename A::Scalar>
Inputs<S> exact_inputs(const Task& task, const Parameters& parameters, const A& arithmetic) {
  Inputs<S> inputs{initial_state(task, arithmetic), {}};
  for (int t = 0; t < parameters.depth(); ++t) inputs.layers.push_back(layer_at(parameters, t, arithmetic));
  return inputs;
}

/// Runs the recursion and hands the observables of layers 0..T to `sink`, one layer at a time; at no moment does it
/// hold more than two states and one attention column. The task says who is of which class; the numbers are the
/// inputs'. `between` may rewrite the state after each layer, as the same numbers.
template <Arithmetic A, class Sink, class S = typename A::Scalar, std::invocable<State<S>&> Between>
void run(const Task& task, Inputs<S> inputs, Regime regime, const A& arithmetic, Sink&& sink, Between&& between) {
  const KeySets key_sets(task, regime);
  State<S> z = std::move(inputs.start);
  S label_growth = arithmetic.exact(1);
  const int depth = static_cast<int>(inputs.layers.size());
  for (int t = 0; t < depth; ++t) {
    const Layer<S>& layer = inputs.layers[t];
    LayerObserver<A> observer(task, z, t, label_growth, arithmetic);
    State<S> next =
        step(z, layer, key_sets, arithmetic, [&](const QueryView<S>& view) { observer.see(view, layer.alpha); });
    sink(observer.take());
    z = std::move(next);
    between(z);
    label_growth += label_growth * layer.gamma_prime;
  }
  LayerObserver<A> observer(task, z, depth, label_growth, arithmetic);
  observer.see_products_only();
  sink(observer.take());
}

template <Arithmetic A, class Sink, class S = typename A::Scalar>
void run(const Task& task, Inputs<S> inputs, Regime regime, const A& arithmetic, Sink&& sink) {
  run(task, std::move(inputs), regime, arithmetic, std::forward<Sink>(sink), [](State<S>&) {});
}

template <Arithmetic A, class Sink>
void run(const Instance& instance, Regime regime, const A& arithmetic, Sink&& sink) {
  run(instance.task(), exact_inputs(instance.task(), instance.parameters(), arithmetic), regime, arithmetic, std::forward<Sink>(sink));
}

/// The state after all layers, without observables.
template <Arithmetic A>
State<typename A::Scalar> final_state(const Instance& instance, Regime regime, const A& arithmetic) {
  using S = typename A::Scalar;
  const Parameters& parameters = instance.parameters();
  const KeySets key_sets(instance.task(), regime);
  State<S> z = initial_state(instance.task(), arithmetic);
  for (int t = 0; t < parameters.depth(); ++t) {
    z = step(z, layer_at(parameters, t, arithmetic), key_sets, arithmetic, [](const QueryView<S>&) {});
  }
  return z;
}

/// All layers' observables as enclosures whose ends carry `precision`. Up to 113 bits they are computed with balls
/// (which carry 128) and, where those run out of range, with Interval as above that.
std::vector<Observables<numeric::Interval>> enclose_observables(const Instance& instance, Regime regime,
                                                                numeric::Precision precision);

}  // namespace margincert::recursion
