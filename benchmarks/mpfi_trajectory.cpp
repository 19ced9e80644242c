#include "benchmarks/mpfi_trajectory.hpp"

#include <mpfi.h>

#include <cstddef>
#include <span>
#include <variant>
#include <vector>

namespace margincert::benchmarks {
namespace {

using recursion::LayerParameters;
using recursion::Rows;
using recursion::Task;

constexpr mpfr_prec_t bits = 53;

/// MPFI's interval with a C++ life.
class Interval {
 public:
  Interval() { mpfi_init2(value_, bits), mpfi_set_ui(value_, 0); }
  Interval(const Interval& other) { mpfi_init2(value_, bits), mpfi_set(value_, other.value_); }
  Interval& operator=(const Interval& other) {
    mpfi_set(value_, other.value_);
    return *this;
  }
  ~Interval() { mpfi_clear(value_); }

  mpfi_ptr get() { return value_; }
  mpfi_srcptr get() const { return value_; }

 private:
  mpfi_t value_;
};

using Row = std::span<const Interval>;

void add_product(Interval& sum, const Interval& a, const Interval& b, Interval& scratch) {
  mpfi_mul(scratch.get(), a.get(), b.get());
  mpfi_add(sum.get(), sum.get(), scratch.get());
}

void dot(Interval& result, Row a, Row b, Interval& scratch) {
  mpfi_mul(result.get(), a[0].get(), b[0].get());
  for (std::size_t k = 1; k < a.size(); ++k) add_product(result, a[k], b[k], scratch);
}

void sum(Interval& result, Row terms) {
  mpfi_set(result.get(), terms[0].get());
  for (const Interval& term : terms.subspan(1)) mpfi_add(result.get(), result.get(), term.get());
}

struct BackgroundValue {
  int classes;

  Interval operator()(recursion::MinusOneOverClasses) const { return (*this)(recursion::Fraction{-1, classes}); }
  Interval operator()(recursion::Fraction fraction) const {
    Interval delta;
    mpfi_set_si(delta.get(), fraction.numerator);
    mpfi_div_si(delta.get(), delta.get(), fraction.denominator);
    return delta;
  }
  Interval operator()(double exact) const {
    Interval delta;
    mpfi_set_d(delta.get(), exact);
    return delta;
  }
};

class Recursion {
 public:
  Recursion(const Task& task, const Interval& background)
      : points_(task.labels.size()),
        features_(task.probe.size()),
        background_(background),
        tokens_(points_ + 1, features_ + static_cast<std::size_t>(task.classes), Interval()),
        keys_by_column_(tokens_.columns(), points_, Interval()),
        weights_(points_ + 1, points_, Interval()),
        query_(tokens_.columns()),
        average_(tokens_.columns()) {
    for (std::size_t j = 0; j <= points_; ++j) {
      const std::span<const double> x = j < points_ ? task.features[j] : std::span<const double>(task.probe);
      for (std::size_t k = 0; k < features_; ++k) mpfi_set_d(tokens_[j][k].get(), x[k]);
      if (j < points_ && task.labels[j]) mpfi_set_ui(label(j, *task.labels[j]).get(), 1);
    }
  }

  void step(const LayerParameters& layer) {
    weigh(layer);
    for (std::size_t i = 0; i < points_; ++i) {
      for (std::size_t k = 0; k < tokens_.columns(); ++k) keys_by_column_[k][i] = tokens_[i][k];
    }
    for (std::size_t j = 0; j <= points_; ++j) update(j, layer);
  }

  Rows<engine::Enclosure> tokens() const {
    Rows<engine::Enclosure> result(tokens_.rows(), tokens_.columns(), engine::Enclosure{});
    for (std::size_t j = 0; j < tokens_.rows(); ++j) {
      for (std::size_t k = 0; k < tokens_.columns(); ++k) {
        const mpfi_srcptr x = tokens_[j][k].get();
        result[j][k] = {mpfr_get_d(&x->left, MPFR_RNDD), mpfr_get_d(&x->right, MPFR_RNDU)};
      }
    }
    return result;
  }

 private:
  Interval& label(std::size_t token, int c) { return tokens_[token][features_ + static_cast<std::size_t>(c)]; }
  std::span<Interval> labels(std::span<Interval> token) const { return token.subspan(features_); }

  /// C y in place: y + δ (Σ_c y_c) 1.
  void couple(std::span<Interval> label) {
    sum(scratch_, label);
    mpfi_mul(scratch_.get(), scratch_.get(), background_.get());
    for (Interval& y : label) mpfi_add(y.get(), y.get(), scratch_.get());
  }

  /// e^ℓ of every query and key. MPFR's exponents are so long that no shift is needed, and without one a pair of points
  /// has one exponential.
  void weigh(const LayerParameters& layer) {
    Interval logit, scratch;
    for (std::size_t j = 0; j <= points_; ++j) {
      for (std::size_t k = 0; k < query_.size(); ++k) query_[k] = tokens_[j][k];
      couple(labels(query_));
      for (std::size_t k = 0; k < query_.size(); ++k) {
        mpfi_mul_d(query_[k].get(), query_[k].get(), k < features_ ? layer.alpha : layer.gamma);
      }
      for (std::size_t i = 0; i <= j && i < points_; ++i) {
        dot(logit, query_, tokens_[i], scratch);
        mpfi_exp(weights_[j][i].get(), logit.get());
        if (j < points_) weights_[i][j] = weights_[j][i];
      }
    }
  }

  void update(std::size_t j, const LayerParameters& layer) {
    Interval total, scratch;
    sum(total, weights_[j]);
    for (std::size_t k = 0; k < average_.size(); ++k) {
      dot(average_[k], weights_[j], keys_by_column_[k], scratch);
      mpfi_div(average_[k].get(), average_[k].get(), total.get());
    }
    couple(labels(average_));
    for (std::size_t k = 0; k < average_.size(); ++k) {
      mpfi_mul_d(average_[k].get(), average_[k].get(), k < features_ ? layer.alpha_prime : layer.gamma_prime);
      mpfi_add(tokens_[j][k].get(), tokens_[j][k].get(), average_[k].get());
    }
  }

  std::size_t points_, features_;
  Interval background_;
  Rows<Interval> tokens_, keys_by_column_, weights_;
  std::vector<Interval> query_, average_;
  Interval scratch_;
};

}  // namespace

Rows<engine::Enclosure> mpfi_final_tokens(const Task& task, const recursion::Parameters& parameters) {
  Recursion recursion(task, std::visit(BackgroundValue{parameters.classes}, parameters.label_background));
  for (const LayerParameters& layer : parameters.layers) recursion.step(layer);
  return recursion.tokens();
}

}  // namespace margincert::benchmarks
