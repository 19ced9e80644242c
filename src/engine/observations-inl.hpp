// Compiled once for each kind of vector; no #pragma once.
#if defined(MARGINCERT_ENGINE_OBSERVATIONS_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef MARGINCERT_ENGINE_OBSERVATIONS_INL
#undef MARGINCERT_ENGINE_OBSERVATIONS_INL
#else
#define MARGINCERT_ENGINE_OBSERVATIONS_INL
#endif

#include "engine/attention-inl.hpp"
#include "engine/bounds-inl.hpp"
#include "engine/passes.hpp"

/// What statements look at, as enclosures (theory.md §4): all but the products of pairs, which the tiles of logits see.
HWY_BEFORE_NAMESPACE();
namespace margincert::engine::lanes::HWY_NAMESPACE {

using ClassMask = hn::Mask<Tag>;

HWY_INLINE void include(RangeLanes& greatest, ClassMask chosen, const Ends& ends) {
  store(hn::Max(load(greatest.lo), hn::IfThenElseZero(chosen, ends.lo)), greatest.lo);
  store(hn::Max(load(greatest.hi), hn::IfThenElseZero(chosen, ends.hi)), greatest.hi);
}

/// Widens the extent of a set by one more element, in the chosen lanes.
HWY_INLINE void include(ExtentLanes& extent, ClassMask chosen, const Ends& ends) {
  const Vector most = set(HUGE_VAL), least = set(-HUGE_VAL);
  store(hn::Min(load(extent.min.lo), hn::IfThenElse(chosen, ends.lo, most)), extent.min.lo);
  store(hn::Min(load(extent.min.hi), hn::IfThenElse(chosen, ends.hi, most)), extent.min.hi);
  store(hn::Max(load(extent.max.lo), hn::IfThenElse(chosen, ends.lo, least)), extent.max.lo);
  store(hn::Max(load(extent.max.hi), hn::IfThenElse(chosen, ends.hi, least)), extent.max.hi);
}

/// a + b as a rounded sum and its exact error.
struct Pair {
  Vector value, error;
};
HWY_INLINE Pair exact_sum(Vector a, Vector b) {
  const Vector sum = hn::Add(a, b), of_b = hn::Sub(sum, a);
  return {sum, hn::Add(hn::Sub(a, hn::Sub(sum, of_b)), hn::Sub(b, of_b))};
}

/// a² likewise, but for underflow.
HWY_INLINE Pair exact_square(Vector a) {
  const Vector square = hn::Mul(a, a);
#if HWY_NATIVE_FMA
  return {square, hn::MulSub(a, a, square)};
#else
  const Vector scaled = hn::Mul(a, set(0x1p27 + 1));
  const Vector high = hn::Sub(scaled, hn::Sub(scaled, a)), low = hn::Sub(a, high);
  const Vector rest = hn::Sub(hn::Mul(high, high), square);
  return {square, hn::Add(hn::Add(rest, hn::Mul(hn::Add(high, high), low)), hn::Mul(low, low))};
#endif
}

/// ‖x‖² of exact coordinates, to within one unit in the last place: a norm of 1 - 2^-60 is at most 1, and has to be
/// seen to be. The sum s of the squares is carried with the sum c of its 2 d rounding errors, each of which is at most
/// u ‖x‖² (1 + 2^-20); c is off by at most γ_2d times their sum. Then ‖x‖² = s + c + e with |c| <= u s after one more
/// exact sum, so that the bound is s itself or its neighbour, by the sign of c -+ e.
HWY_INLINE Ends exact_norm_squared(const double* x, std::size_t width) {
  Vector sum = zero(), errors = zero();
  for (std::size_t k = 0; k < width; ++k) {
    const Pair square = exact_square(load(x + k * lane_count())), total = exact_sum(sum, square.value);
    sum = total.value;
    errors = hn::Add(errors, hn::Add(square.error, total.error));
  }
  const Pair norm = exact_sum(sum, errors);
  const double terms = 2.0 * static_cast<double>(width);
  const Vector off = add_product(norm.value, set(gamma(terms) * gamma(terms) * growth), set(underflow_allowance));
  const Vector up = hn::Mul(norm.value, set(1 + 0x1p-52)), down = hn::Mul(norm.value, set(1 - 0x1p-52));
  const auto not_above = hn::Le(hn::Add(norm.error, off), zero()), not_below = hn::Ge(hn::Sub(norm.error, off), zero());
  // Below this size the allowance for underflow is no longer small beside a unit in the last place.
  const auto usual = hn::Ge(norm.value, set(0x1p-300));
  const Vector wide = add_product(norm.value, set(2.0), set(0x1p-299));
  return {hn::IfThenElseZero(usual, hn::IfThenElse(not_below, norm.value, down)),
          hn::IfThenElse(usual, hn::IfThenElse(not_above, norm.value, up), wide)};
}

HWY_INLINE Vector dot(const double* a, const double* b, std::size_t width) {
  const std::size_t n = lane_count();
  Vector sum = zero();
  for (std::size_t k = 0; k < width; ++k) sum = add_product(load(a + k * n), load(b + k * n), sum);
  return sum;
}

/// The same with a vector that all queries see alike: the probe's.
template <Use use>
HWY_INLINE Vector dot_with_common(const double* shared, const double* b, std::size_t width) {
  const std::size_t n = lane_count();
  Vector sum = zero();
  for (std::size_t k = 0; k < width; ++k) sum = add_product(common<use>(shared + k * n), load(b + k * n), sum);
  return sum;
}

/// ‖Π y - G Π e_c‖₁ = Σ_k |K y_k - Σ y - G (K [k = c] - 1)| / K.
HWY_INLINE Vector label_deviation(const Coefficients& c, const double* y, std::size_t classes, Vector label) {
  const std::size_t n = lane_count();
  const Vector number = load(c.classes), growth_of_labels = load(c.label_growth);
  Vector total = load(y), norm = zero();
  for (std::size_t k = 1; k < classes; ++k) total = hn::Add(total, load(y + k * n));
  for (std::size_t k = 0; k < classes; ++k) {
    const auto own = hn::Eq(label, set(static_cast<double>(k)));
    const Vector unit = hn::IfThenElse(own, hn::Sub(number, set(1.0)), set(-1.0));
    const Vector entry = hn::Sub(hn::Mul(number, load(y + k * n)), total);
    norm = hn::Add(norm, hn::Abs(hn::Sub(entry, hn::Mul(growth_of_labels, unit))));
  }
  return hn::Div(norm, number);
}

/// ‖x_j‖², to within a unit in the last place where the features are exact.
HWY_INLINE Ends norm_squared(const Layer& layer, const TokenBounds& token, const double* x) {
  const std::size_t width = layer.frame.features;
  const Ends rounded = around(dot(x, x, width), gram_error(layer.coefficients, token, token));
  if (!layer.some_exact) return rounded;
  const Ends precise = exact_norm_squared(x, width);
  const auto exact = hn::Eq(token.radius, zero());
  return {hn::IfThenElse(exact, precise.lo, rounded.lo), hn::IfThenElse(exact, precise.hi, rounded.hi)};
}

/// Norms, what labels are away from their classes', and how far products of pairs are off.
HWY_INLINE void look_at_tokens(const Layer& layer, Seen& seen) {
  const Frame& f = layer.frame;
  const Coefficients& c = layer.coefficients;
  const std::size_t n = lane_count();
  const TokenBounds keys = bounds_of_keys(c, layer.shared);
  store(gram_error(c, keys, keys), seen.pair_radius);
  for (std::size_t j = 0; j < f.queries; ++j) {
    const TokenBounds token = bounds_of(c, layer.now, j);
    const Vector label = load(layer.query_labels + j * n);
    include(seen.norm_squared, hn::Ne(label, set(label::no_query)),
            norm_squared(layer, token, layer.now.x.data() + j * f.features * n));
    const Vector deviation = label_deviation(c, layer.now.y.data() + j * f.classes * n, f.classes, label);
    include(seen.label_deviation, hn::Ge(label, zero()),
            deviation_ends(c, deviation, token.label_norm, token.label_radius));
  }
}

/// A training query, or the probe, once its attention is known.
struct QuerySight {
  std::size_t query;
  Vector normaliser, reciprocal;
  WeightError error;
  Vector feature_error;  ///< ‖ã_j - a_j‖₂
  const double* feature_average;
  Vector leaked;  ///< Σ of the weights of keys of other labels
};

/// Bounds of the probe as every query sees it.
template <Use use>
HWY_INLINE TokenBounds bounds_of_probe(const Layer& layer) {
  const Tokens& z = layer.now;
  const std::size_t at = layer.frame.probe() * lane_count();
  const Vector carry = load(layer.coefficients.feature_carry);
  return {common<use>(z.feature_norm.data() + at), hn::Mul(carry, common<use>(z.feature_radius.data() + at)), zero(),
          zero()};
}

/// Of ⟨ã, x̃_j⟩, where ã is an attention average: its norm is at most the keys'.
HWY_INLINE Vector pull_error(const Coefficients& c, const TokenBounds& keys, Vector average_error,
                             const TokenBounds& token) {
  return gram_error(c, {keys.norm, average_error, zero(), zero()}, token);
}

template <Use use>
HWY_INLINE void see_query(const Layer& layer, const QuerySight& sight, const ProbeAverage& probe, Seen& seen) {
  const Frame& f = layer.frame;
  const Coefficients& c = layer.coefficients;
  const std::size_t n = lane_count();
  const Vector label = load(layer.query_labels + sight.query * n);
  const auto labelled = hn::Ge(label, zero());
  const auto in_class = hn::Eq(label, load(layer.probe_class)), cross = hn::AndNot(in_class, labelled);
  include(seen.leakage, labelled, mass_ends(c, sight.error, hn::Mul(sight.leaked, sight.reciprocal)));

  const TokenBounds keys = bounds_of_keys(c, layer.shared);
  const double* probe_x = layer.now.x.data() + f.probe() * f.features * n;
  const Ends trained = around(dot_with_common<use>(probe_x, sight.feature_average, f.features),
                              pull_error(c, keys, sight.feature_error, bounds_of_probe<use>(layer)));
  include(seen.train_pull_in_class, in_class, trained);
  include(seen.train_pull_cross_class, cross, trained);
  for (std::size_t k = 0; k < f.classes; ++k) {
    include(seen.train_pull[k], hn::Eq(label, set(static_cast<double>(k))), trained);
  }

  const double* x = layer.now.x.data() + sight.query * f.features * n;
  const Ends pulled =
      around(dot_with_common<use>(probe.average.data(), x, f.features),
             pull_error(c, keys, common<use>(probe.error.of.data()), bounds_of(c, layer.now, sight.query)));
  include(seen.probe_pull_in_class, in_class, pulled);
  include(seen.probe_pull_cross_class, cross, pulled);
}

/// ⟨x_i, x_*⟩ with every key, and α times it.
template <Use use>
HWY_INLINE void see_probe_products(const Layer& layer, const Keys& keys, Scratch& s, Seen& seen) {
  const Frame& f = layer.frame;
  const Coefficients& c = layer.coefficients;
  const std::size_t n = lane_count(), step = common_step<use>(), probe = f.probe();
  const Vector error = gram_error(c, bounds_of_keys(c, layer.shared), bounds_of(c, layer.now, probe));
  const double* x = layer.now.x.data() + probe * f.features * n;
  for (std::size_t i = 0; i < f.keys; ++i) {
    Vector product[1][1] = {{zero()}};
    add_inner_products<use>(keys.x + i * f.features * step, x, f.features, product);
    store(hn::Mul(load(c.alpha), product[0][0]), s.geometric.data() + i * n);
    const Vector label = common<use>(keys.labels + i * step);
    const auto in_class = hn::Eq(label, load(layer.probe_class));
    const Ends ends = around(product[0][0], error);
    include(seen.probe_in_class, in_class, ends);
    include(seen.probe_cross_class, hn::AndNot(in_class, hn::Ge(label, zero())), ends);
  }
}

/// log Σ exp v_i over the keys of every class, where a computed exponential's logarithm is off by at most `error`.
template <Use use>
HWY_INLINE void see_log_sums(const Layer& layer, const double* values, Vector error, Scratch& s,
                             std::vector<RangeLanes>& seen) {
  const Frame& f = layer.frame;
  const Coefficients& c = layer.coefficients;
  const std::size_t n = lane_count(), step = common_step<use>(), classes = f.classes;
  double *tops = s.class_tops.data(), *sums = s.class_sums.data(), *parts = s.class_parts.data();
  for (std::size_t k = 0; k < classes * n; k += n) store(set(-HUGE_VAL), tops + k), store(zero(), sums + k);
  for (std::size_t i = 0; i < f.keys; ++i) {
    const Vector label = common<use>(layer.key_labels + i * step), value = load(values + i * n);
    for (std::size_t k = 0; k < classes; ++k) {
      const auto own = hn::Eq(label, set(static_cast<double>(k)));
      store(hn::Max(load(tops + k * n), hn::IfThenElse(own, value, set(-HUGE_VAL))), tops + k * n);
    }
  }
  for (std::size_t first = 0; first < f.keys; first += keys_per_sum) {
    for (std::size_t k = 0; k < classes * n; k += n) store(zero(), parts + k);
    for (std::size_t i = first; i < std::min(first + keys_per_sum, f.keys); ++i) {
      const Vector label = common<use>(layer.key_labels + i * step);
      Vector top = zero();
      for (std::size_t k = 0; k < classes; ++k) {
        top = hn::IfThenElse(hn::Eq(label, set(static_cast<double>(k))), load(tops + k * n), top);
      }
      const Vector weight = weight_of(hn::Sub(load(values + i * n), top));
      for (std::size_t k = 0; k < classes; ++k) {
        const auto own = hn::Eq(label, set(static_cast<double>(k)));
        store(hn::Add(load(parts + k * n), hn::IfThenElseZero(own, weight)), parts + k * n);
      }
    }
    for (std::size_t k = 0; k < classes * n; k += n) store(hn::Add(load(sums + k), load(parts + k)), sums + k);
  }
  for (std::size_t k = 0; k < classes; ++k) {
    const Vector logarithm = log(Tag(), load(sums + k * n)), sum = hn::Add(load(tops + k * n), logarithm);
    const Vector off = add_product(load(c.logarithm_error), hn::Abs(logarithm), load(c.sum_rounding));
    const Vector rounded = add_product(set(unit_roundoff), hn::Abs(sum), off);
    const Ends ends = around(sum, grown(c, hn::Add(error, rounded)));
    store(ends.lo, seen[k].lo);
    store(ends.hi, seen[k].hi);
  }
}

/// The probe's products and class logits; its logits are in the scratch, one key after another.
template <Use use>
HWY_INLINE void see_probe_logits(const Layer& layer, const Keys& keys, Scratch& s, Seen& seen) {
  const Coefficients& c = layer.coefficients;
  see_probe_products<use>(layer, keys, s, seen);
  const TokenBounds of_keys = bounds_of_keys(c, layer.shared), token = bounds_of(c, layer.now, layer.frame.probe());
  see_log_sums<use>(layer, s.logits.data(), weight_error(c, of_keys, token, of_keys.norm, of_keys.label_norm).most, s,
                    seen.class_logit);
  see_log_sums<use>(layer, s.geometric.data(), geometric_error(c, of_keys, token), s, seen.geometric_logit);
}

/// What its attention makes of the probe; its weights are in the scratch.
template <Use use>
HWY_INLINE void see_probe_average(const Layer& layer, const QuerySight& sight, ProbeAverage& probe, Scratch& s,
                                  Seen& seen) {
  const Frame& f = layer.frame;
  const std::size_t n = lane_count(), step = common_step<use>();
  std::copy_n(sight.feature_average, f.features * n, probe.average.data());
  store(sight.feature_error, probe.error);
  for (std::size_t k = 0; k < f.classes; ++k) {
    Vector sum = zero();
    for (std::size_t first = 0; first < f.keys; first += keys_per_sum) {
      Vector part = zero();
      for (std::size_t i = first; i < std::min(first + keys_per_sum, f.keys); ++i) {
        const auto own = hn::Eq(common<use>(layer.key_labels + i * step), set(static_cast<double>(k)));
        part = hn::Add(part, hn::IfThenElseZero(own, load(s.logits.data() + i * n)));
      }
      sum = hn::Add(sum, part);
    }
    const Ends ends = mass_ends(layer.coefficients, sight.error, hn::Mul(sum, sight.reciprocal));
    store(ends.lo, seen.class_mass[k].lo);
    store(ends.hi, seen.class_mass[k].hi);
  }
}

}  // namespace margincert::engine::lanes::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
