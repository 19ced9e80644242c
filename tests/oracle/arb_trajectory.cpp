#include "tests/oracle/arb_trajectory.hpp"

#include <algorithm>
#include <variant>

namespace margincert::oracle {
namespace {

using recursion::AttentionObservables;
using recursion::Extent;
using recursion::LayerParameters;
using recursion::Observables;
using recursion::Parameters;
using recursion::Regime;
using recursion::Task;

// Arb's vector functions walk arrays of arb_struct with a stride; a row of balls is such an array.
static_assert(sizeof(Ball) == sizeof(arb_struct));

arb_srcptr balls(Row row) { return reinterpret_cast<arb_srcptr>(row.data()); }

void dot(Ball& result, Row a, Row b, slong bits) {
  arb_dot(result.get(), nullptr, 0, balls(a), 1, balls(b), 1, static_cast<slong>(a.size()), bits);
}

// A stride of zero repeats the same factor: the sum of a row, or that sum times a number.
void scaled_sum(Ball& result, Row terms, const Ball& factor, slong bits) {
  arb_dot(result.get(), nullptr, 0, balls(terms), 1, factor.get(), 0, static_cast<slong>(terms.size()), bits);
}

Ball inner_product(Row a, Row b, slong bits) {
  Ball result;
  dot(result, a, b, bits);
  return result;
}

Ball difference(const Ball& a, const Ball& b, slong bits) {
  Ball result;
  arb_sub(result.get(), a.get(), b.get(), bits);
  return result;
}

/// δ, rounded only where it is a fraction.
struct BackgroundValue {
  int classes;
  slong bits;

  Ball operator()(recursion::MinusOneOverClasses) const { return (*this)(recursion::Fraction{-1, classes}); }
  Ball operator()(recursion::Fraction fraction) const {
    Ball delta;
    arb_set_si(delta.get(), fraction.numerator);
    arb_div_si(delta.get(), delta.get(), fraction.denominator, bits);
    return delta;
  }
  Ball operator()(double delta) const { return Ball(delta); }
};

}  // namespace

Dynamics::Dynamics(const Task& task, const Parameters& parameters, Regime regime, slong bits)
    : task_(task),
      regime_(regime),
      bits_(bits),
      points_(task.labels.size()),
      features_(task.probe.size()),
      background_(std::visit(BackgroundValue{task.classes, bits}, parameters.label_background)),
      tokens_(points_ + 1, features_ + static_cast<std::size_t>(task.classes), Ball()),
      keys_by_column_(tokens_.columns(), points_, Ball()),
      queries_(tokens_),
      weights_(points_ + 1, points_, Ball()),
      averages_(tokens_),
      totals_(points_ + 1) {
  for (std::size_t j = 0; j <= points_; ++j) {
    const std::span<const double> x = j < points_ ? task.features[j] : std::span<const double>(task.probe);
    for (std::size_t k = 0; k < features_; ++k) arb_set_d(tokens_[j][k].get(), x[k]);
    if (j < points_ && task.labels[j]) arb_one(tokens_[j][features_ + static_cast<std::size_t>(*task.labels[j])].get());
  }
}

bool Dynamics::sees(std::size_t query, std::size_t key) const {
  if (regime_ == Regime::full || query == points_ || !task_.labels[query]) return true;
  return task_.labels[key] == task_.labels[query];
}

void Dynamics::form_queries(const LayerParameters& layer) {
  const Ball alpha(layer.alpha);
  const Ball gamma(layer.gamma);
  for (std::size_t j = 0; j <= points_; ++j) {
    const auto query = queries_[j];
    for (std::size_t k = 0; k < features_; ++k) arb_mul(query[k].get(), alpha.get(), tokens_[j][k].get(), bits_);
    scaled_sum(scratch_, y(j), background_, bits_);
    for (std::size_t k = features_; k < query.size(); ++k) {
      arb_add(query[k].get(), tokens_[j][k].get(), scratch_.get(), bits_);
      arb_mul(query[k].get(), query[k].get(), gamma.get(), bits_);
    }
  }
}

// C is symmetric, so ℓ_ij = ℓ_ji between training points: one exponential serves both. Softmax needs no shift by the
// largest logit, as the exponents of Arb are unbounded; a shift per query would break that symmetry.
void Dynamics::weigh(std::size_t query, std::size_t key) {
  const bool forward = sees(query, key);
  const bool backward = query < points_ && query != key && sees(key, query);
  if (!forward && !backward) return;
  dot(scratch_, queries_[query], tokens_[key], bits_);
  arb_exp(scratch_.get(), scratch_.get(), bits_);
  if (backward) arb_set(weights_[key][query].get(), scratch_.get());
  if (forward) arb_swap(weights_[query][key].get(), scratch_.get());
}

void Dynamics::average(std::size_t query) {
  const Row weights = weights_[query];
  scaled_sum(totals_[query], weights, one_, bits_);
  arb_inv(scratch_.get(), totals_[query].get(), bits_);
  const auto result = averages_[query];
  for (std::size_t k = 0; k < result.size(); ++k) {
    dot(result[k], weights, keys_by_column_[k], bits_);
    arb_mul(result[k].get(), result[k].get(), scratch_.get(), bits_);
  }
}

void Dynamics::attend(const LayerParameters& layer) {
  form_queries(layer);
  for (std::size_t j = 0; j <= points_; ++j) {
    for (std::size_t i = 0; i <= j && i < points_; ++i) weigh(j, i);
  }
  for (std::size_t i = 0; i < points_; ++i) {
    for (std::size_t k = 0; k < tokens_.columns(); ++k) keys_by_column_[k][i] = tokens_[i][k];
  }
  for (std::size_t j = 0; j <= points_; ++j) average(j);
}

void Dynamics::update(const LayerParameters& layer) {
  const Ball alpha_prime(layer.alpha_prime);
  const Ball gamma_prime(layer.gamma_prime);
  Ball mixed;
  for (std::size_t j = 0; j <= points_; ++j) {
    const auto token = tokens_[j];
    const Row average = averages_[j];
    for (std::size_t k = 0; k < features_; ++k) arb_addmul(token[k].get(), alpha_prime.get(), average[k].get(), bits_);
    scaled_sum(scratch_, average.subspan(features_), background_, bits_);
    for (std::size_t k = features_; k < token.size(); ++k) {
      arb_add(mixed.get(), average[k].get(), scratch_.get(), bits_);
      arb_addmul(token[k].get(), gamma_prime.get(), mixed.get(), bits_);
    }
  }
  arb_addmul(label_growth_.get(), label_growth_.get(), gamma_prime.get(), bits_);
}

State Dynamics::state() const {
  State result{{points_ + 1, features_, Ball()}, {points_ + 1, tokens_.columns() - features_, Ball()}};
  for (std::size_t j = 0; j <= points_; ++j) {
    std::ranges::copy(x(j), result.x[j].begin());
    std::ranges::copy(y(j), result.y[j].begin());
  }
  return result;
}

namespace {

void widen(std::optional<Extent<Ball>>& extent, const Ball& value, slong bits) {
  if (!extent) extent = Extent<Ball>{value, value};
  arb_min(extent->min.get(), extent->min.get(), value.get(), bits);
  arb_max(extent->max.get(), extent->max.get(), value.get(), bits);
}

template <class Product>
void widen_by_class(const Dynamics& dynamics, std::optional<Extent<Ball>>& in_class,
                    std::optional<Extent<Ball>>& cross_class, Product product) {
  for (std::size_t j = 0; j < dynamics.points(); ++j) {
    const bool same = dynamics.label(j) == dynamics.task().probe_class;
    if (dynamics.label(j)) widen(same ? in_class : cross_class, product(j), dynamics.bits());
  }
}

// For values that are never negative: zero where no point is labelled.
template <class Value>
Ball largest_over_labelled(const Dynamics& dynamics, Value value) {
  Ball largest;
  for (std::size_t j = 0; j < dynamics.points(); ++j) {
    if (dynamics.label(j)) arb_max(largest.get(), largest.get(), value(j).get(), dynamics.bits());
  }
  return largest;
}

void observe_norms(const Dynamics& dynamics, Observables<Ball>& seen) {
  for (std::size_t j = 0; j <= dynamics.points(); ++j) {
    const Ball norm_squared = inner_product(dynamics.x(j), dynamics.x(j), dynamics.bits());
    arb_max(seen.norm_squared.get(), seen.norm_squared.get(), norm_squared.get(), dynamics.bits());
  }
}

void observe_training_pairs(const Dynamics& dynamics, Observables<Ball>& seen) {
  for (std::size_t j = 0; j < dynamics.points(); ++j) {
    for (std::size_t i = 0; i <= j; ++i) {
      if (!dynamics.label(i) || !dynamics.label(j)) continue;
      const Ball product = inner_product(dynamics.x(i), dynamics.x(j), dynamics.bits());
      widen(dynamics.label(i) == dynamics.label(j) ? seen.same_class : seen.cross_class, product, dynamics.bits());
    }
  }
}

void observe_probe_products(const Dynamics& dynamics, Observables<Ball>& seen) {
  const Row probe = dynamics.x(dynamics.points());
  widen_by_class(dynamics, seen.probe_in_class, seen.probe_cross_class,
                 [&](std::size_t j) { return inner_product(probe, dynamics.x(j), dynamics.bits()); });
  if (!seen.probe_in_class || !seen.probe_cross_class) return;
  seen.geometric_margin = difference(seen.probe_in_class->min, seen.probe_cross_class->max, dynamics.bits());
}

void observe_probe_label(const Dynamics& dynamics, Observables<Ball>& seen) {
  const Row label = dynamics.y(dynamics.points());
  const auto probe_class = static_cast<std::size_t>(dynamics.task().probe_class);
  seen.probe_label.assign(label.begin(), label.end());
  std::optional<Extent<Ball>> coordinates;
  for (std::size_t c = 0; c < label.size(); ++c) {
    widen(coordinates, label[c], dynamics.bits());
    const Ball lead = difference(label[probe_class], label[c], dynamics.bits());
    if (c != probe_class) widen(seen.label_difference, lead, dynamics.bits());
  }
  if (coordinates) seen.label_spread = difference(coordinates->max, coordinates->min, dynamics.bits());
}

// Π y - G Π e_c = Π (y - G e_c): the deviation is centred once.
Ball label_deviation(const Dynamics& dynamics, std::size_t point) {
  const slong bits = dynamics.bits();
  const Row label = dynamics.y(point);
  std::vector<Ball> deviation(label.begin(), label.end());
  Ball& own = deviation[static_cast<std::size_t>(*dynamics.label(point))];
  own = difference(own, dynamics.label_growth(), bits);
  Ball mean;
  scaled_sum(mean, deviation, Ball(1.0), bits);
  arb_div_ui(mean.get(), mean.get(), deviation.size(), bits);
  Ball norm;
  for (Ball& coordinate : deviation) {
    coordinate = difference(coordinate, mean, bits);
    arb_abs(coordinate.get(), coordinate.get());
    arb_add(norm.get(), norm.get(), coordinate.get(), bits);
  }
  return norm;
}

Observables<Ball> observe_state(const Dynamics& dynamics, int layer) {
  Observables<Ball> seen;
  seen.layer = layer;
  observe_norms(dynamics, seen);
  observe_training_pairs(dynamics, seen);
  observe_probe_products(dynamics, seen);
  observe_probe_label(dynamics, seen);
  seen.label_deviation = largest_over_labelled(dynamics, [&](std::size_t j) { return label_deviation(dynamics, j); });
  return seen;
}

// An unlabelled key differs from every class.
Ball leakage(const Dynamics& dynamics, std::size_t point) {
  return dynamics.attention_mass(point, [&](std::size_t i) { return dynamics.label(i) != dynamics.label(point); });
}

// Σ exp ℓ = exp(m) Σ exp(ℓ - m), with m the largest midpoint: a point, so that taking it off and on costs no width.
std::optional<Ball> log_sum_exp(const std::vector<Ball>& logits, slong bits) {
  if (logits.empty()) return std::nullopt;
  const auto lower = [](const Ball& a, const Ball& b) { return arf_cmp(arb_midref(a.get()), arb_midref(b.get())) < 0; };
  Ball shift;
  arb_get_mid_arb(shift.get(), std::ranges::max_element(logits, lower)->get());
  Ball sum;
  for (const Ball& logit : logits) {
    Ball term = difference(logit, shift, bits);
    arb_exp(term.get(), term.get(), bits);
    arb_add(sum.get(), sum.get(), term.get(), bits);
  }
  arb_log(sum.get(), sum.get(), bits);
  arb_add(sum.get(), sum.get(), shift.get(), bits);
  return sum;
}

void observe_class(const Dynamics& dynamics, int wanted, AttentionObservables<Ball>& seen) {
  const auto in_class = [&](std::size_t i) { return dynamics.label(i) == wanted; };
  std::vector<Ball> logits;
  std::vector<Ball> feature_logits;
  for (std::size_t i = 0; i < dynamics.points(); ++i) {
    if (!in_class(i)) continue;
    logits.push_back(inner_product(dynamics.token(i), dynamics.probe_query(), dynamics.bits()));
    feature_logits.push_back(inner_product(dynamics.x(i), dynamics.probe_feature_query(), dynamics.bits()));
  }
  seen.class_mass.push_back(dynamics.attention_mass(dynamics.points(), in_class));
  seen.class_logit.push_back(log_sum_exp(logits, dynamics.bits()));
  seen.geometric_logit.push_back(log_sum_exp(feature_logits, dynamics.bits()));
}

std::optional<Ball> smallest_logit_gap(const AttentionObservables<Ball>& seen, const Dynamics& dynamics) {
  const auto probe_class = static_cast<std::size_t>(dynamics.task().probe_class);
  const auto& own = seen.class_logit[probe_class];
  if (!own) return std::nullopt;
  std::optional<Extent<Ball>> gaps;
  for (std::size_t c = 0; c < seen.class_logit.size(); ++c) {
    const auto& other = seen.class_logit[c];
    if (c != probe_class && other) widen(gaps, difference(*own, *other, dynamics.bits()), dynamics.bits());
  }
  return gaps ? std::optional(gaps->min) : std::nullopt;
}

void observe_pulls(const Dynamics& dynamics, AttentionObservables<Ball>& seen) {
  const std::size_t probe = dynamics.points();
  widen_by_class(dynamics, seen.probe_pull_in_class, seen.probe_pull_cross_class, [&](std::size_t j) {
    return inner_product(dynamics.average_x(probe), dynamics.x(j), dynamics.bits());
  });
  widen_by_class(dynamics, seen.train_pull_in_class, seen.train_pull_cross_class, [&](std::size_t j) {
    return inner_product(dynamics.x(probe), dynamics.average_x(j), dynamics.bits());
  });
}

AttentionObservables<Ball> observe_attention(const Dynamics& dynamics) {
  AttentionObservables<Ball> seen;
  for (int c = 0; c < dynamics.task().classes; ++c) observe_class(dynamics, c, seen);
  seen.leakage = largest_over_labelled(dynamics, [&](std::size_t j) { return leakage(dynamics, j); });
  seen.class_logit_gap = smallest_logit_gap(seen, dynamics);
  observe_pulls(dynamics, seen);
  return seen;
}

}  // namespace

Trajectory arb_states(const Task& task, const Parameters& parameters, Regime regime, long precision_bits) {
  Dynamics dynamics(task, parameters, regime, precision_bits);
  Trajectory trajectory{dynamics.state()};
  for (const LayerParameters& layer : parameters.layers) {
    dynamics.attend(layer);
    dynamics.update(layer);
    trajectory.push_back(dynamics.state());
  }
  return trajectory;
}

std::vector<Observables<Ball>> arb_observables(const Task& task, const Parameters& parameters, Regime regime,
                                               long precision_bits) {
  Dynamics dynamics(task, parameters, regime, precision_bits);
  std::vector<Observables<Ball>> layers;
  for (const LayerParameters& layer : parameters.layers) {
    layers.push_back(observe_state(dynamics, static_cast<int>(layers.size())));
    dynamics.attend(layer);
    layers.back().attention = observe_attention(dynamics);
    dynamics.update(layer);
  }
  layers.push_back(observe_state(dynamics, parameters.depth()));
  return layers;
}

}  // namespace margincert::oracle
