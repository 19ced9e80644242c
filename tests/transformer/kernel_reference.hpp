#pragma once

#include <algorithm>
#include <boost/multiprecision/mpfr.hpp>
#include <cmath>
#include <numeric>
#include <span>
#include <vector>

#include "transformer/forward.hpp"
#include "transformer/kernel.hpp"

/// Loss and slopes of the transformer by its readable step, in any scalar: what the kernel is tested against.
namespace margincert::transformer_tests {

using recursion::Rows;
using recursion::Task;
using transformer::LayerMatrices;
using transformer::Shape;

/// A scalar with 60 digits, so that a difference quotient with step 1e-20 has 20 right ones.
using Decimal =
    boost::multiprecision::number<boost::multiprecision::mpfr_float_backend<60>, boost::multiprecision::et_off>;
struct DecimalArithmetic {
  using Scalar = Decimal;
  Scalar exact(double x) const { return Scalar(x); }
  Scalar ratio(long numerator, long denominator) const { return Scalar(numerator) / Scalar(denominator); }
  double steering_value(const Scalar& s) const { return s.convert_to<double>(); }
};

template <class S>
std::vector<LayerMatrices<S>> matrices_of(std::span<const S> flat, const Shape& shape) {
  const auto width = static_cast<std::size_t>(shape.width());
  std::vector<LayerMatrices<S>> layers(static_cast<std::size_t>(shape.layers),
                                       {Rows<S>(width, width, flat[0]), Rows<S>(width, width, flat[0])});
  auto next = flat.begin();
  for (LayerMatrices<S>& layer : layers) {
    for (Rows<S>* matrix : {&layer.qk, &layer.ov}) {
      for (std::size_t row = 0; row < width; ++row) {
        for (S& entry : (*matrix)[row]) entry = *next++;
      }
    }
  }
  return layers;
}

/// y_*^T by the readable step.
template <recursion::Arithmetic A, class S = typename A::Scalar>
std::vector<S> reference_label(const Task& task, std::span<const S> weights, const Shape& shape, const A& arithmetic) {
  recursion::State<S> z = recursion::initial_state(task, arithmetic);
  for (const LayerMatrices<S>& layer : matrices_of<S>(weights, shape)) {
    z = transformer::step(z, layer, arithmetic, [](const recursion::QueryView<S>&) {});
  }
  const auto label = z.labels[z.probe()];
  return {label.begin(), label.end()};
}

template <recursion::Arithmetic A, class S = typename A::Scalar>
S reference_loss(std::span<const Task> group, std::span<const S> weights, const Shape& shape, const A& arithmetic) {
  using std::exp, std::log;
  S loss = arithmetic.exact(0);
  for (const Task& task : group) {
    const std::vector<S> label = reference_label<A>(task, weights, shape, arithmetic);
    S sum = arithmetic.exact(0);
    for (const S& logit : label) sum += exp(logit - label[task.probe_class]);
    loss += log(sum);
  }
  return loss;
}

inline double dot_product(std::span<const double> a, std::span<const double> b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}
inline double norm(std::span<const double> vector) { return std::sqrt(dot_product(vector, vector)); }

/// ∂loss/∂(every weight) by forward differentiation, eight weights at once.
inline std::vector<double> forward_gradient(std::span<const Task> group, std::span<const double> weights,
                                            const Shape& shape) {
  using Slope = recursion::SlopeArithmetic::Scalar;
  std::vector<double> gradient;
  for (std::size_t first = 0; first < weights.size(); first += recursion::directions_at_once) {
    std::vector<Slope> moving(weights.begin(), weights.end());
    const std::size_t count = std::min(recursion::directions_at_once, weights.size() - first);
    for (std::size_t k = 0; k < count; ++k) moving[first + k].slope[k] = 1;
    const Slope loss = reference_loss(group, std::span<const Slope>(moving), shape, recursion::SlopeArithmetic());
    gradient.insert(gradient.end(), loss.slope.begin(), loss.slope.begin() + static_cast<long>(count));
  }
  return gradient;
}

/// d/ds loss(w + s v) at s = 0 by forward differentiation.
inline double slope_along(std::span<const Task> group, std::span<const double> weights,
                          std::span<const double> direction, const Shape& shape) {
  using Slope = recursion::SlopeArithmetic::Scalar;
  std::vector<Slope> moving(weights.begin(), weights.end());
  for (std::size_t k = 0; k < moving.size(); ++k) moving[k].slope[0] = direction[k];
  return reference_loss(group, std::span<const Slope>(moving), shape, recursion::SlopeArithmetic()).slope[0];
}

/// (loss(w + h v) - loss(w - h v)) / 2h in 60 digits.
inline double difference_quotient(std::span<const Task> group, std::span<const double> weights,
                                  std::span<const double> direction, const Shape& shape) {
  const Decimal step("1e-20");
  const auto loss_at = [&](int sign) {
    std::vector<Decimal> moved;
    for (std::size_t k = 0; k < weights.size(); ++k) moved.push_back(weights[k] + sign * step * direction[k]);
    return reference_loss(group, std::span<const Decimal>(moved), shape, DecimalArithmetic());
  };
  return Decimal((loss_at(1) - loss_at(-1)) / (2 * step)).convert_to<double>();
}

}  // namespace margincert::transformer_tests
