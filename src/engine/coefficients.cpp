#include "engine/coefficients.hpp"

#include <algorithm>
#include <cmath>

#include "engine/elementary.hpp"
#include "engine/rounding.hpp"
#include "recursion/trajectory.hpp"

namespace margincert::engine {
namespace {

using numeric::Interval;
using recursion::LayerParameters;

constexpr numeric::Precision precision(113);

Rounded rounded(const Interval& x) {
  const double value = x.mid_double();
  return {value, abs(x - Interval::exact(value, precision)).hi_double()};
}

bool is_small(double x) { return std::abs(x) < largest; }

bool are_small(const LayerParameters& p) {
  return is_small(p.alpha) && is_small(p.gamma) && is_small(p.alpha_prime) && is_small(p.gamma_prime);
}

bool is_size(int size) { return size > 0 && static_cast<std::size_t>(size) <= largest_size; }

}  // namespace

ParameterBounds::ParameterBounds(const recursion::Parameters& given) : parameters(given) {
  const Interval exact_delta = recursion::label_background(given, recursion::IntervalArithmetic(precision));
  delta = rounded(exact_delta);
  mixing_norm = std::max(1.0, abs(1 + given.classes * exact_delta).hi_double());
  Interval growth_of_labels = Interval::integer(1, precision);
  label_growth.push_back(rounded(growth_of_labels));
  for (const LayerParameters& layer : given.layers) {
    growth_of_labels += growth_of_labels * Interval::exact(layer.gamma_prime, precision);
    label_growth.push_back(rounded(growth_of_labels));
  }
  in_range = is_size(given.feature_dim) && is_size(given.classes) && is_small(mixing_norm) && is_small(delta.value) &&
             std::ranges::all_of(given.layers, are_small) &&
             std::ranges::all_of(label_growth, [](const Rounded& g) { return is_small(g.value); });
}

void set_coefficients(Coefficients& c, std::size_t lane, const ParameterBounds& bounds, int t, std::size_t points,
                      const ErrorTerms& terms) {
  const recursion::Parameters& parameters = bounds.parameters;
  const LayerParameters layer = t < parameters.depth() ? parameters.layers[t] : LayerParameters{};
  const Rounded growth_of_labels = bounds.label_growth[t];
  const double d = parameters.feature_dim, classes = parameters.classes;
  const double sums = terms.additions * static_cast<double>(additions(points));
  const double step = unit_roundoff * (1 + 0x1p-20);
  const double background = classes * std::abs(bounds.delta.value);  // K |δ|
  // Products of these few factors are bounds by `growth`, as those in the lanes are.
  const auto put = [lane](Lanes& lanes, double bound) { lanes.of[lane] = bound * growth; };

  c.alpha.of[lane] = layer.alpha;
  c.gamma.of[lane] = layer.gamma;
  c.alpha_prime.of[lane] = layer.alpha_prime;
  c.gamma_prime.of[lane] = layer.gamma_prime;
  c.delta.of[lane] = bounds.delta.value;
  c.label_growth.of[lane] = growth_of_labels.value;
  c.classes.of[lane] = classes;
  put(c.label_growth_error, growth_of_labels.error);
  put(c.label_dimension, std::sqrt(classes));
  put(c.mixing_norm, bounds.mixing_norm);

  put(c.gram_rounding, terms.gram_rounding * gamma(d));
  put(c.logit_feature_rounding, terms.logit_feature_rounding * std::abs(layer.alpha) * gamma(d + classes + 3));
  put(c.logit_label_rounding, terms.logit_label_rounding * std::abs(layer.gamma) * gamma(classes + 4));
  put(c.geometric_rounding, terms.geometric_rounding * std::abs(layer.alpha) * gamma(d + 3));
  put(c.mixing_error,
      terms.mixing_rounding * (background * gamma(classes) + classes * bounds.delta.error + step * (1 + background)));
  put(c.exponential_error, terms.exponential * exp_relative_error * (1 + 0x1p-20));
  put(c.share_rounding, terms.share_rounding * gamma(sums + 4));
  put(c.spread_rounding, terms.spread_rounding * gamma(6 * sums + 4 * (d + classes) + 24));
  put(c.average_rounding, terms.average_rounding * gamma(2 * sums + 3));
  put(c.sum_rounding, terms.sum_rounding * gamma(sums));
  put(c.logarithm_error, terms.logarithm * log_relative_error);
  put(c.feature_step_rounding, terms.feature_step_rounding * step);
  put(c.label_step_rounding, terms.label_step_rounding * step);
  put(c.deviation_rounding, terms.deviation_rounding * 2 * gamma(2 * classes + 8));
  c.feature_carry.of[lane] = terms.feature_carry;
  c.label_carry.of[lane] = terms.label_carry;
  c.shift.of[lane] = terms.attention_shift;
  c.underflow.of[lane] = terms.underflow * underflow_allowance;
}

}  // namespace margincert::engine
