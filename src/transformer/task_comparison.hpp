#pragma once

#include <utility>

#include "numeric/stop.hpp"
#include "transformer/comparison.hpp"
#include "transformer/layer_outcome.hpp"

namespace margincert::transformer {

/// Sizes of tables, taken over as enclosures entry by entry: a running maximum of balls would widen with every entry
/// whose order it cannot tell.
class Sizes {
 public:
  explicit Sizes(numeric::Precision precision) : precision_(precision) {}

  Size zero() const { return {numeric::Interval(precision_), numeric::Interval(precision_)}; }

  template <class S>
  Size of(const Rows<S>& table, std::size_t first_row, std::size_t end_row) const {
    Size size = zero();
    for (std::size_t row = first_row; row < end_row; ++row) {
      numeric::stop_point();
      for (const S& entry : table[row]) {
        const numeric::Interval x = as_interval(entry, precision_);
        size.largest = max(size.largest, abs(x));
        size.squares += sqr(x);
      }
    }
    return size;
  }

 private:
  numeric::Precision precision_;
};

/// A layer's tables, of which each quantity is a range of rows.
template <class S>
struct Tables {
  Rows<S> features, labels, centred_labels, attention, logits;
};

/// The tables of a − b; of attention and logits only where both have them.
template <Arithmetic A, class S = typename A::Scalar>
Tables<S> differences(const LayerOutcome<S>& a, const LayerOutcome<S>& b, const A& arithmetic) {
  Tables<S> tables{difference(a.next.features, b.next.features), difference(a.next.labels, b.next.labels), {}, {}, {}};
  tables.centred_labels = centred_rows(tables.labels, arithmetic);
  if (a.attention.rows() == 0 || b.attention.rows() == 0) return tables;
  tables.attention = difference(a.attention, b.attention);
  tables.logits = difference(a.logits, b.logits);
  return tables;
}

/// What a layer does to z: see Measured::own.
template <Arithmetic A, class S = typename A::Scalar>
Tables<S> effects(const LayerOutcome<S>& outcome, const State<S>& z, const A& arithmetic) {
  Tables<S> tables{difference(outcome.next.features, z.features),
                   difference(outcome.next.labels, z.labels),
                   {},
                   beyond_uniform(outcome.attention, arithmetic),
                   outcome.logits};
  tables.centred_labels = centred_rows(tables.labels, arithmetic);
  return tables;
}

template <class S>
PerQuantity<std::optional<Size>> sizes_of(const Tables<S>& tables, std::size_t probe, const Sizes& sizes) {
  PerQuantity<std::optional<Size>> result;
  result[Quantity::features] = sizes.of(tables.features, 0, probe);
  result[Quantity::labels] = sizes.of(tables.labels, 0, probe);
  result[Quantity::centred_labels] = sizes.of(tables.centred_labels, 0, probe);
  result[Quantity::probe_features] = sizes.of(tables.features, probe, probe + 1);
  result[Quantity::probe_label] = sizes.of(tables.labels, probe, probe + 1);
  result[Quantity::centred_probe_label] = sizes.of(tables.centred_labels, probe, probe + 1);
  if (tables.attention.rows() == 0) return result;
  result[Quantity::attention] = sizes.of(tables.attention, 0, probe + 1);
  result[Quantity::probe_attention] = sizes.of(tables.attention, probe, probe + 1);
  result[Quantity::logits] = sizes.of(tables.logits, 0, probe + 1);
  result[Quantity::probe_logits] = sizes.of(tables.logits, probe, probe + 1);
  return result;
}

/// Which quantities are what they would be had the layer not been there.
inline PerQuantity<bool> still_quantities(const Stillness& still) {
  PerQuantity<bool> result;
  result[Quantity::features] = result[Quantity::probe_features] = still.features;
  result[Quantity::labels] = result[Quantity::probe_label] = still.labels;
  result[Quantity::centred_labels] = result[Quantity::centred_probe_label] = still.centred_labels;
  result[Quantity::attention] = result[Quantity::probe_attention] = still.uniform_attention;
  result[Quantity::logits] = result[Quantity::probe_logits] = still.uniform_attention;
  return result;
}

/// Both dynamics from the task on, layer by layer: `other` on the transformer's states and on its own.
template <class D, Arithmetic A, class S = typename A::Scalar>
TaskComparison compare_in(const TransformerDynamics& transformer, const D& other, const recursion::Task& task,
                          const A& arithmetic, numeric::Precision precision) {
  const Sizes sizes(precision);
  TaskComparison layers;
  State<S> z = recursion::initial_state(task, arithmetic), others_own = z;
  for (int t = 0; t < transformer.depth(); ++t) {
    LayerOutcome<S> real = apply_layer(transformer, z, t, arithmetic);
    const LayerOutcome<S> forced = apply_layer(other, z, t, arithmetic);
    LayerOutcome<S> free = t == 0 ? forced : apply_layer(other, others_own, t, arithmetic);
    const auto forced_sizes = sizes_of(differences(forced, real, arithmetic), z.probe(), sizes);
    const auto free_sizes = sizes_of(differences(free, real, arithmetic), z.probe(), sizes);
    const auto own_sizes = sizes_of(effects(real, z, arithmetic), z.probe(), sizes);
    const Stillness still = transformer.stillness(t);
    const PerQuantity<bool> does_nothing = still_quantities(still),
                            both_do_nothing = still_quantities(still & other.stillness(t));
    PerQuantity<std::optional<Measured>>& layer = layers.emplace_back();
    for (const Quantity quantity : quantities()) {
      if (!forced_sizes[quantity]) continue;
      layer[quantity] = Measured{both_do_nothing[quantity] ? sizes.zero() : *forced_sizes[quantity],
                                 *free_sizes[quantity], does_nothing[quantity] ? sizes.zero() : *own_sizes[quantity]};
    }
    z = std::move(real.next);
    others_own = std::move(free.next);
  }
  return layers;
}

/// Holds `other` against the transformer; both have the same d, K and T. Up to 113 bits with balls, and where those run
/// out of range at 256 bits with Interval, as above that.
template <class D>
TaskComparer comparer(Weights weights, D other) {
  return [transformer = TransformerDynamics{std::move(weights)}, other = std::move(other)](
             const recursion::Task& task, numeric::Precision precision) {
    if (precision <= numeric::Precision(113)) {
      TaskComparison balls = compare_in(transformer, other, task, recursion::BallArithmetic(), precision);
      if (is_sound(balls)) return balls;
      precision = numeric::Precision(256);
    }
    return compare_in(transformer, other, task, recursion::IntervalArithmetic(precision), precision);
  };
}

}  // namespace margincert::transformer
