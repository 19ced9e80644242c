#include "arb/dynamics.hpp"

#include <flint/flint.h>

#include <optional>
#include <variant>

#include "numeric/stop.hpp"

namespace margincert::arb {
namespace {

using recursion::LayerParameters;
using recursion::Parameters;
using recursion::Regime;
using recursion::Task;

// Arb's vector functions walk arrays of arb_struct with a stride; a row of balls is such an array.
static_assert(sizeof(Ball) == sizeof(arb_struct));

arb_srcptr balls(Row row) { return reinterpret_cast<arb_srcptr>(row.data()); }

// A stride of zero repeats the same factor: the sum of a row, or that sum times a number.
void scaled_sum(Ball& result, Row terms, const Ball& factor, long bits) {
  arb_dot(result.get(), nullptr, 0, balls(terms), 1, factor.get(), 0, static_cast<slong>(terms.size()), bits);
}

/// FLINT and Arb keep constants and memory for every thread, which a thread that ends has to give back.
struct ThreadMemory {
  ~ThreadMemory() { flint_cleanup(); }
};
void give_back_at_the_end_of_this_thread() { thread_local const ThreadMemory of_this_thread; }

/// δ, rounded only where it is a fraction.
struct BackgroundValue {
  int classes;
  long bits;

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

void dot(Ball& result, Row a, Row b, long bits) {
  arb_dot(result.get(), nullptr, 0, balls(a), 1, balls(b), 1, static_cast<slong>(a.size()), bits);
}

Dynamics::Dynamics(const Task& task, const Parameters& parameters, Regime regime, long bits)
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
  give_back_at_the_end_of_this_thread();
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

// C is symmetric, so ℓ_ij = ℓ_ji between training points: one exponential serves both. Arb's exponents are so long that
// softmax hardly ever needs a shift by the largest logit, and a shift per query would break that symmetry.
void Dynamics::weigh(std::size_t query, std::size_t key) {
  const bool forward = sees(query, key);
  const bool backward = query < points_ && query != key && sees(key, query);
  if (!forward && !backward) return;
  dot(scratch_, queries_[query], tokens_[key], bits_);
  arb_exp(scratch_.get(), scratch_.get(), bits_);
  if (backward) arb_set(weights_[key][query].get(), scratch_.get());
  if (forward) arb_swap(weights_[query][key].get(), scratch_.get());
}

// For logits of which Arb takes no exponential: taking one and the same real number off all of a query's logits changes
// nothing, and the weight of that number's own key is then exactly 1.
void Dynamics::weigh_shifted(std::size_t query) {
  std::vector<Ball> logits(points_);
  std::optional<std::size_t> top;
  for (std::size_t i = 0; i < points_; ++i) {
    if (!sees(query, i)) continue;
    dot(logits[i], queries_[query], tokens_[i], bits_);
    if (!top || arf_cmp(arb_midref(logits[i].get()), arb_midref(logits[*top].get())) > 0) top = i;
  }
  for (std::size_t i = 0; i < points_; ++i) {
    if (!sees(query, i)) continue;
    arb_sub(scratch_.get(), logits[i].get(), logits[*top].get(), bits_);
    arb_exp(weights_[query][i].get(), scratch_.get(), bits_);
    if (i == *top) arb_one(weights_[query][i].get());
  }
}

void Dynamics::average(std::size_t query) {
  const Row weights = weights_[query];
  scaled_sum(totals_[query], weights, one_, bits_);
  if (!arb_is_finite(totals_[query].get()) || !arb_is_positive(totals_[query].get())) {
    weigh_shifted(query);
    scaled_sum(totals_[query], weights, one_, bits_);
  }
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
    numeric::stop_point();
    for (std::size_t i = 0; i <= j && i < points_; ++i) weigh(j, i);
  }
  for (std::size_t i = 0; i < points_; ++i) {
    for (std::size_t k = 0; k < tokens_.columns(); ++k) keys_by_column_[k][i] = tokens_[i][k];
  }
  for (std::size_t j = 0; j <= points_; ++j) {
    numeric::stop_point();
    average(j);
  }
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

namespace {

recursion::Rows<Real> columns(const recursion::Rows<Ball>& rows, std::size_t first, std::size_t count, long bits) {
  recursion::Rows<Real> result(rows.rows(), count, Real());
  for (std::size_t j = 0; j < rows.rows(); ++j) {
    for (std::size_t k = 0; k < count; ++k) result[j][k] = Real::enclosing(rows[j][first + k].get(), bits);
  }
  return result;
}

}  // namespace

State Dynamics::state() const {
  return {columns(tokens_, 0, features_, bits_), columns(tokens_, features_, tokens_.columns() - features_, bits_)};
}

}  // namespace margincert::arb
