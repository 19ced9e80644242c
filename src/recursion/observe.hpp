#pragma once

#include <cmath>
#include <optional>
#include <utility>
#include <vector>

#include "numeric/stop.hpp"
#include "recursion/observables.hpp"
#include "recursion/step.hpp"

namespace margincert::recursion {

/// Widens the extent of a set by one more element.
template <class S>
void include(std::optional<Extent<S>>& extent, const S& value) {
  using std::max;
  using std::min;
  if (!extent) {
    extent = Extent<S>{value, value};
    return;
  }
  extent->min = min(extent->min, value);
  extent->max = max(extent->max, value);
}

/// ‖Π y - G Π e_c‖₁ with Π = I - 11ᵀ/K: how far a training label is from G times its class's, up to the constant
/// direction that no logit sees. Computed as Σ_k |K y_k - Σ y - G (K [k = c] - 1)| / K, which is exact on exact labels.
template <Arithmetic A, class S = typename A::Scalar>
S label_deviation(std::span<const S> y, int c, const S& label_growth, const A& arithmetic) {
  using std::abs;
  const int classes = static_cast<int>(y.size());
  S total = y[0];
  for (int k = 1; k < classes; ++k) total += y[k];
  S norm = arithmetic.exact(0);
  for (int k = 0; k < classes; ++k) {
    const S scaled_unit = arithmetic.exact(k == c ? classes - 1 : -1);
    norm += abs(S(arithmetic.exact(classes) * y[k] - total - label_growth * scaled_unit));
  }
  return norm / arithmetic.exact(classes);
}

/// Collects the observables of one layer (theory.md §4) while the step goes by, so that no n x n table is ever held.
template <Arithmetic A>
class LayerObserver {
 public:
  using S = typename A::Scalar;

  /// `label_growth` is G_t = Π_{s<t} (1 + γ'_s).
  LayerObserver(const Task& task, const State<S>& state, int layer, const S& label_growth, const A& arithmetic)
      : task_(task), state_(state), arithmetic_(arithmetic), seen_(blank(layer)) {
    observe_probe_label();
    for (std::size_t j = 0; j < state.probe(); ++j) {
      if (const auto label = task.labels[j]) {
        using std::max;
        seen_.label_deviation =
            max(seen_.label_deviation, label_deviation(state.labels[j], *label, label_growth, arithmetic));
      }
    }
  }

  /// A query on its way through the step: its products, and what attention did with them.
  void see(const QueryView<S>& view, const S& alpha) {
    see_products(view.query, view.attention.gram);
    if (!seen_.attention) seen_.attention = blank_attention();
    if (view.query == state_.probe()) {
      see_probe_attention(view.attention, alpha);
      see_probe_pull(view.feature_average);
    } else if (task_.labels[view.query]) {
      see_training_attention(view);
    }
  }

  /// The last layer has no attention; its products are formed here.
  void see_products_only() {
    for (std::size_t j = 0; j <= state_.probe(); ++j) {
      numeric::stop_point();
      std::vector<S> gram;
      for (std::size_t i = 0; i < state_.probe(); ++i) gram.push_back(dot(state_.features[i], state_.features[j]));
      see_products(j, gram);
    }
  }

  Observables<S> take() {
    if (seen_.probe_in_class && seen_.probe_cross_class) {
      seen_.geometric_margin = seen_.probe_in_class->min - seen_.probe_cross_class->max;
    }
    return std::move(seen_);
  }

 private:
  Observables<S> blank(int layer) const {
    const S zero = arithmetic_.exact(0);
    return {layer, zero, {}, {}, {}, {}, {}, {}, zero, zero, {}, {}};
  }

  AttentionObservables<S> blank_attention() const {
    const S zero = arithmetic_.exact(0);
    return {std::vector<S>(task_.classes, zero),
            zero,
            {},
            {},
            {},
            {},
            {},
            {},
            {},
            std::vector<std::optional<Extent<S>>>(task_.classes)};
  }

  void observe_probe_label() {
    const auto y = state_.labels[state_.probe()];
    seen_.probe_label.assign(y.begin(), y.end());
    std::optional<Extent<S>> entries;
    for (int c = 0; c < task_.classes; ++c) {
      include(entries, y[c]);
      if (c != task_.probe_class) include(seen_.label_difference, S(y[task_.probe_class] - y[c]));
    }
    seen_.label_spread = entries->max - entries->min;
  }

  void see_products(std::size_t query, const std::vector<S>& gram) {
    using std::max;
    const bool is_probe = query == state_.probe();
    const S norm_squared = is_probe ? dot(state_.features[query], state_.features[query]) : gram[query];
    seen_.norm_squared = max(seen_.norm_squared, norm_squared);
    const std::optional<int> query_class = is_probe ? std::optional(task_.probe_class) : task_.labels[query];
    if (!query_class) return;
    auto& same = is_probe ? seen_.probe_in_class : seen_.same_class;
    auto& cross = is_probe ? seen_.probe_cross_class : seen_.cross_class;
    const std::size_t partners = is_probe ? gram.size() : query + 1;  // each training pair once
    for (std::size_t i = 0; i < partners; ++i) {
      if (const auto label = task_.labels[i]) include(*label == *query_class ? same : cross, gram[i]);
    }
  }

  void see_training_attention(const QueryView<S>& view) {
    using std::max;
    const Attention<S>& attention = view.attention;
    S leaked = arithmetic_.exact(0);
    for (std::size_t k = 0; k < attention.keys.size(); ++k) {
      if (task_.labels[attention.keys[k]] != task_.labels[view.query]) leaked += attention.exponentials[k];
    }
    seen_.attention->leakage = max(seen_.attention->leakage, S(leaked / attention.normaliser));
    const int query_class = *task_.labels[view.query];
    const bool in_class = query_class == task_.probe_class;
    const S pull = dot(state_.features[state_.probe()], std::span<const S>(view.feature_average));
    include(in_class ? seen_.attention->train_pull_in_class : seen_.attention->train_pull_cross_class, pull);
    include(seen_.attention->train_pull[query_class], pull);
  }

  void see_probe_attention(const Attention<S>& attention, const S& alpha) {
    auto& seen = *seen_.attention;
    for (std::size_t k = 0; k < attention.keys.size(); ++k) {
      if (const auto label = task_.labels[attention.keys[k]]) seen.class_mass[*label] += attention.exponentials[k];
    }
    for (S& mass : seen.class_mass) mass /= attention.normaliser;

    for (int c = 0; c < task_.classes; ++c) {
      std::vector<S> logits, geometric;
      for (std::size_t k = 0; k < attention.keys.size(); ++k) {
        if (task_.labels[attention.keys[k]] != std::optional(c)) continue;
        logits.push_back(attention.logits[k]);
        geometric.push_back(alpha * attention.gram[attention.keys[k]]);
      }
      seen.class_logit.push_back(log_sum_exp(logits));
      seen.geometric_logit.push_back(log_sum_exp(geometric));
    }
    observe_logit_gap(seen);
  }

  void observe_logit_gap(AttentionObservables<S>& seen) const {
    using std::min;
    const auto& own = seen.class_logit[task_.probe_class];
    if (!own) return;
    for (int c = 0; c < task_.classes; ++c) {
      if (c == task_.probe_class || !seen.class_logit[c]) continue;
      const S gap = *own - *seen.class_logit[c];
      seen.class_logit_gap = seen.class_logit_gap ? S(min(*seen.class_logit_gap, gap)) : gap;
    }
  }

  /// log Σ exp v_k = v_top + log Σ exp(v_k - v_top); which v_top is chosen matters for accuracy only.
  std::optional<S> log_sum_exp(const std::vector<S>& v) const {
    using std::exp;
    using std::log;
    if (v.empty()) return std::nullopt;
    const std::size_t top = looks_largest(v, arithmetic_);
    S sum = arithmetic_.exact(1);
    for (std::size_t k = 0; k < v.size(); ++k) {
      if (k != top) sum += exp(v[k] - v[top]);
    }
    return v[top] + log(sum);
  }

  void see_probe_pull(const std::vector<S>& feature_average) {
    for (std::size_t j = 0; j < state_.probe(); ++j) {
      if (!task_.labels[j]) continue;
      const bool in_class = *task_.labels[j] == task_.probe_class;
      include(in_class ? seen_.attention->probe_pull_in_class : seen_.attention->probe_pull_cross_class,
              dot(std::span<const S>(feature_average), state_.features[j]));
    }
  }

  const Task& task_;
  const State<S>& state_;
  const A& arithmetic_;
  Observables<S> seen_;
};

}  // namespace margincert::recursion
