// Compiled once for each kind of vector; no #pragma once.
#if defined(MARGINCERT_ENGINE_BOUNDS_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef MARGINCERT_ENGINE_BOUNDS_INL
#undef MARGINCERT_ENGINE_BOUNDS_INL
#else
#define MARGINCERT_ENGINE_BOUNDS_INL
#endif

#include "engine/lanes-inl.hpp"
#include "engine/rounding.hpp"

/// The error bounds of docs/engine.md, section 4, lane by lane. Every term is non-negative, every bound is rounded to
/// nearest and then grown, which makes it one in spite of its own roundings and of all underflow.
HWY_BEFORE_NAMESPACE();
namespace margincert::engine::lanes::HWY_NAMESPACE {

HWY_INLINE Vector grown(const Coefficients& c, Vector bound) {
  return add_product(bound, set(growth), load(c.underflow));
}
/// The same for sums and differences only, which never underflow: an exact zero stays one.
HWY_INLINE Vector grown_sum(Vector bound) { return hn::Mul(bound, set(growth)); }

/// At least ‖x̃‖₂, by a computed one: the factor covers γ_(d+4) and leaves a computed average's norm below its keys'.
HWY_INLINE Vector norm_bound(Vector computed) { return add_product(computed, set(1 + 0x1p-20), set(0x1p-500)); }

/// What the bounds know of a token: ‖x̃‖₂ <= N, ‖x̃ - x‖₂ <= ρ, and likewise M, σ of its label.
struct TokenBounds {
  Vector norm, radius;              // N, ρ
  Vector label_norm, label_radius;  // M, σ
};

/// The largest of each over the keys.
HWY_INLINE TokenBounds bounds_of_keys(const Coefficients& c, const Shared& s) {
  return {load(s.key_norm), hn::Mul(load(c.feature_carry), load(s.key_radius)), load(s.key_label_norm),
          hn::Mul(load(c.label_carry), load(s.key_label_radius))};
}
HWY_INLINE TokenBounds bounds_of(const Coefficients& c, const Tokens& z, std::size_t query) {
  const std::size_t at = query * lane_count();
  return {load(z.feature_norm.data() + at), hn::Mul(load(c.feature_carry), load(z.feature_radius.data() + at)),
          load(z.label_norm.data() + at), hn::Mul(load(c.label_carry), load(z.label_radius.data() + at))};
}

/// The enclosure of a number that was computed as `middle` and is off by at most `error`: middle -+ (error + u
/// |middle|), which covers the rounding of its ends. An exact zero stays one.
struct Ends {
  Vector lo, hi;
};
HWY_INLINE Ends around(Vector middle, Vector error) {
  const Vector radius = grown_sum(add_product(set(unit_roundoff), hn::Abs(middle), error));
  return {hn::Sub(middle, radius), hn::Add(middle, radius)};
}

/// |⟨x̃_i, x̃_j⟩ - ⟨x_i, x_j⟩| <= ρ_i N_j + ρ_j (N_i + ρ_i): what tokens are off by.
HWY_INLINE Vector carried(Vector norm_i, Vector radius_i, Vector norm_j, Vector radius_j) {
  return add_product(radius_i, norm_j, hn::Mul(radius_j, hn::Add(norm_i, radius_i)));
}

/// Of a computed ⟨x_i, x_j⟩, i any key.
HWY_INLINE Vector gram_error(const Coefficients& c, const TokenBounds& keys, const TokenBounds& query) {
  const Vector rounding = hn::Mul(load(c.gram_rounding), hn::Mul(keys.norm, query.norm));
  return grown(c, hn::Add(rounding, carried(keys.norm, keys.radius, query.norm, query.radius)));
}

/// The spread of a query's keys: √(Σ_i A_ij ‖v_i - v̄‖²) = √(Σ_i A_ij ‖v_i‖² - ‖v̄‖²), v̄ their average, under the
/// attention as computed.
HWY_INLINE Vector spread(const Coefficients& c, Vector mean_square, Vector square_of_mean, Vector norm) {
  const Vector difference = hn::Max(hn::Sub(mean_square, square_of_mean), zero());
  const Vector rounding = grown(c, hn::Mul(load(c.spread_rounding), hn::Mul(norm, norm)));
  return norm_bound(hn::Sqrt(hn::Add(difference, rounding)));
}

/// What the weights of one query are off by: θ_i is the logarithm of computed e^(ℓ_ij - top_j) over the true one.
struct WeightError {
  Vector most;   ///< E_j >= |θ_i| for every key
  Vector usual;  ///< F_j >= √(Σ_i A_ij (θ_i - c)²) for some number c, under the attention as computed
};

/// Keys' errors count in full, ⟨δ_i, x_j⟩; the query's own only as far as keys differ, ⟨x_i - x̄, δ_j⟩: what is common
/// to all keys, c = α⟨x̄, δ_j⟩ + γ⟨ȳ, m̃_j - m_j⟩, moves no weight.
HWY_INLINE WeightError weight_error(const Coefficients& c, const TokenBounds& keys, const TokenBounds& query,
                                    Vector feature_spread, Vector label_spread) {
  const Vector mixing = load(c.mixing_norm), error = load(c.mixing_error);
  const Vector mixed_norm = hn::Mul(hn::Add(mixing, error), query.label_norm);  // ‖C̃ỹ_j‖
  const Vector mixed_radius = add_product(error, query.label_norm, hn::Mul(mixing, query.label_radius));  // τ_j
  const Vector alpha = hn::Abs(load(c.alpha)), gamma_of_labels = hn::Abs(load(c.gamma));
  const Vector rounding = add_product(
      load(c.logit_feature_rounding), hn::Mul(keys.norm, query.norm),
      add_product(load(c.logit_label_rounding), hn::Mul(keys.label_norm, mixed_norm), load(c.exponential_error)));
  const auto with = [&](Vector feature_size, Vector label_size) HWY_ATTR {
    const Vector features = carried(feature_size, keys.radius, query.norm, query.radius);
    const Vector labels = carried(label_size, keys.label_radius, mixed_norm, mixed_radius);
    return grown(c, add_product(alpha, features, add_product(gamma_of_labels, labels, rounding)));
  };
  return {with(keys.norm, keys.label_norm), with(feature_spread, label_spread)};
}

/// The same for the probe's features alone: of e^(α⟨x_i, x_*⟩ - its top).
HWY_INLINE Vector geometric_error(const Coefficients& c, const TokenBounds& keys, const TokenBounds& probe) {
  const Vector carry = hn::Mul(hn::Abs(load(c.alpha)), carried(keys.norm, keys.radius, probe.norm, probe.radius));
  const Vector features = add_product(load(c.geometric_rounding), hn::Mul(keys.norm, probe.norm), carry);
  return grown(c, hn::Add(features, load(c.exponential_error)));
}

/// The total variation distance of computed and true attention, from E_j and the computed normaliser S:
/// E_j min(1/2, 2.6 (1 - 1/S)) for E_j <= 1/4, else min(E_j / 2, 1). 1/S is the weight of the top key.
HWY_INLINE Vector attention_shift(const Coefficients& c, Vector error, Vector normaliser, Vector reciprocal) {
  const Vector half = set(0.5), one = set(1.0);
  const Vector others = add_product(hn::Sub(normaliser, one), reciprocal, load(c.share_rounding));
  const Vector small = hn::Mul(error, hn::Min(half, hn::Mul(set(2.6), others)));
  const Vector any = hn::Min(hn::Mul(error, half), one);
  const Vector shift = hn::IfThenElse(hn::Le(error, set(0.25)), small, any);
  return hn::Mul(grown(c, shift), load(c.shift));
}

/// Up to this E_j, e^(4 E_j) <= 1.3 and F_j bounds what is moved.
inline constexpr double small_error = 0x1p-4;

/// Of an attention average of vectors of at most this norm and radius, and this spread.
HWY_INLINE Vector average_error(const Coefficients& c, const WeightError& error, Vector shift, Vector of_keys,
                                Vector norm, Vector radius) {
  const Vector by_distance = hn::Mul(hn::Add(shift, shift), norm);
  const Vector by_spread = grown(c, hn::Mul(hn::Mul(set(1.3), load(c.shift)), hn::Mul(error.usual, of_keys)));
  const auto small = hn::Le(error.most, set(small_error));
  const Vector moved = hn::IfThenElse(small, hn::Min(by_distance, by_spread), by_distance);
  return grown(c, hn::Add(radius, add_product(load(c.average_rounding), norm, moved)));
}

/// ρ_j of the next layer: of x_j + α' a_j.
HWY_INLINE Vector feature_radius(const Coefficients& c, Vector radius, Vector average, Vector key_norm,
                                 Vector next_norm) {
  const Vector step = hn::Abs(load(c.alpha_prime));
  const Vector rounded = add_product(hn::Add(step, step), key_norm, next_norm);
  const Vector sum = hn::Add(radius, add_product(step, average, hn::Mul(load(c.feature_step_rounding), rounded)));
  return hn::IfThenElse(hn::Eq(step, zero()), radius, grown(c, sum));
}

/// σ_j of the next layer: of y_j + γ' C a_j, a_j the average of the labels.
HWY_INLINE Vector label_radius(const Coefficients& c, Vector radius, Vector average, Vector key_norm,
                               Vector next_norm) {
  const Vector step = hn::Abs(load(c.gamma_prime)), error = load(c.mixing_error), mixing = load(c.mixing_norm);
  const Vector mixed = add_product(mixing, average, hn::Mul(hn::Add(error, error), key_norm));
  const Vector length = hn::Mul(hn::Add(mixing, error), key_norm);
  const Vector rounded = add_product(hn::Add(step, step), length, next_norm);
  const Vector sum = hn::Add(radius, add_product(step, mixed, hn::Mul(load(c.label_step_rounding), rounded)));
  return hn::IfThenElse(hn::Eq(step, zero()), radius, grown(c, sum));
}

/// Of a computed sum of attention weights p. Each is off by a factor within e^(-+2E), so that p is off by 2.6 E p at
/// most; and by 1.3 F √(p (1 - p)), the spread of a set's indicator. For E > 1/4 nothing is known but that p is between
/// 0 and 1. An upper end may be above 1, as those of any other enclosure.
HWY_INLINE Ends mass_ends(const Coefficients& c, const WeightError& error, Vector mass) {
  const Vector rounding = load(c.average_rounding), one = set(1.0);
  const Vector each = hn::Mul(hn::Mul(set(2.6), error.most), mass);
  const Vector variance = add_product(mass, hn::Max(hn::Sub(one, mass), zero()), hn::Add(rounding, rounding));
  const Vector together = hn::Mul(hn::Mul(set(1.3), error.usual), norm_bound(hn::Sqrt(variance)));
  const auto small = hn::Le(error.most, set(small_error)), known = hn::Le(error.most, set(0.25));
  const Vector shift = hn::Mul(hn::IfThenElse(small, hn::Min(each, together), each), load(c.shift));
  const Ends ends = around(mass, grown(c, add_product(rounding, mass, shift)));
  return {hn::IfThenElseZero(known, hn::Max(ends.lo, zero())), hn::IfThenElse(known, ends.hi, set(1 + 0x1p-52))};
}

/// Of ‖Π y - G Π e_c‖₁ as it was computed; labels that were never moved have none.
HWY_INLINE Ends deviation_ends(const Coefficients& c, Vector deviation, Vector label_norm, Vector label_radius) {
  const Vector root = load(c.label_dimension), growth_error = load(c.label_growth_error);
  const Vector size = add_product(root, label_norm, hn::Abs(load(c.label_growth)));
  const Vector carried = add_product(root, label_radius, hn::Add(growth_error, growth_error));
  const Ends ends = around(deviation, grown(c, add_product(load(c.deviation_rounding), size, carried)));
  const auto moved = hn::Ne(label_radius, zero());
  return {hn::IfThenElseZero(moved, hn::Max(ends.lo, zero())), hn::IfThenElseZero(moved, ends.hi)};
}

}  // namespace margincert::engine::lanes::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
