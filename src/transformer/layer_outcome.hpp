#pragma once

#include <type_traits>

#include "numeric/ball.hpp"
#include "numeric/interval.hpp"
#include "numeric/stop.hpp"
#include "transformer/dynamics.hpp"

namespace margincert::transformer {

/// What one layer made of a state. Attention and logits have a row per query and a column per training point; both are
/// empty where the dynamics do not attend.
template <class S>
struct LayerOutcome {
  State<S> next;
  Rows<S> attention;  ///< A_ij
  Rows<S> logits;     ///< ℓ_ij − mean_i ℓ_ij: softmax ignores what is common to a query's logits
};

/// v − mean(v): for labels, Π v.
template <Arithmetic A, class S = typename A::Scalar>
void centre(std::span<S> v, const A& arithmetic) {
  S sum = v[0];
  for (std::size_t k = 1; k < v.size(); ++k) sum += v[k];
  const S mean = sum * arithmetic.ratio(1, static_cast<long>(v.size()));
  for (S& entry : v) entry -= mean;
}

template <class D, Arithmetic A, class S = typename A::Scalar>
LayerOutcome<S> apply_layer(const D& dynamics, const State<S>& z, int t, const A& arithmetic) {
  LayerOutcome<S> outcome;
  if constexpr (D::attends) {
    outcome.attention = Rows<S>(z.probe() + 1, z.probe(), arithmetic.exact(0));
    outcome.logits = outcome.attention;
  }
  outcome.next = dynamics.next(z, t, arithmetic, [&](const QueryView<S>& view) {
    for (std::size_t i = 0; i < view.attention.keys.size(); ++i) {
      outcome.attention[view.query][i] = view.attention.exponentials[i] / view.attention.normaliser;
      outcome.logits[view.query][i] = view.attention.logits[i];
    }
    centre(outcome.logits[view.query], arithmetic);
  });
  return outcome;
}

/// Entry by entry a − b.
template <class S>
Rows<S> difference(const Rows<S>& a, const Rows<S>& b) {
  Rows<S> result = a;
  for (std::size_t row = 0; row < a.rows(); ++row) {
    numeric::stop_point();
    for (std::size_t column = 0; column < a.columns(); ++column) result[row][column] -= b[row][column];
  }
  return result;
}

template <Arithmetic A, class S = typename A::Scalar>
Rows<S> centred_rows(Rows<S> rows, const A& arithmetic) {
  for (std::size_t row = 0; row < rows.rows(); ++row) centre(rows[row], arithmetic);
  return rows;
}

/// A_ij − 1/n: what attention does beyond weighting all alike.
template <Arithmetic A, class S = typename A::Scalar>
Rows<S> beyond_uniform(Rows<S> attention, const A& arithmetic) {
  const S uniform = arithmetic.ratio(1, static_cast<long>(attention.columns()));
  for (std::size_t row = 0; row < attention.rows(); ++row) {
    for (S& entry : attention[row]) entry -= uniform;
  }
  return attention;
}

inline numeric::Interval as_interval(const numeric::Ball& x, numeric::Precision precision) {
  return x.to_interval(precision);
}
inline numeric::Interval as_interval(const numeric::Interval& x, numeric::Precision) { return x; }

}  // namespace margincert::transformer
