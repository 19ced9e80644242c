#include "numeric/affine.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>
#include <utility>

#include "numeric/affine_kernels.hpp"
#include "numeric/interval.hpp"
#include "numeric/outward.hpp"

namespace margincert::numeric {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();
const std::vector<double> none;

struct Range {
  double lo, hi;
};

Range product_range(const Affine& a, double b_lo, double b_hi) {
  const double a_lo = a.lo_double(), a_hi = a.hi_double();
  return {
      std::min({mul_down(a_lo, b_lo), mul_down(a_lo, b_hi), mul_down(a_hi, b_lo), mul_down(a_hi, b_hi)}),
      std::max({mul_up(a_lo, b_lo), mul_up(a_lo, b_hi), mul_up(a_hi, b_lo), mul_up(a_hi, b_hi)}),
  };
}

/// |x| over [lo, hi].
double magnitude(double lo, double hi) { return std::max(-lo, hi); }

/// What p a_i + q b_i is off by, summed over i.
double combination_noise(std::size_t count, double p, double a_reach, double q, double b_reach) {
  if (count == 0) return 0;
  const double sizes = add_up(mul_up(std::abs(p), a_reach), mul_up(std::abs(q), b_reach));
  return add_up(mul_up(kernels::product_error, sizes), static_cast<double>(count) * kernels::underflow_error);
}

/// A number that no other call returns, in any thread.
std::uint64_t fresh_number() {
  constexpr std::uint64_t block = 1 << 20;
  static std::atomic<std::uint64_t> blocks{0};
  thread_local std::uint64_t next = 0;
  if (next % block == 0) next = blocks.fetch_add(block);
  return ++next;
}

double reach_of(std::size_t count, double computed) { return mul_up(computed, kernels::sum_inflation(count)); }

/// At least Σ |fl(a_i - fl(weight b_i))|.
double distance_of(const std::vector<double>& a, double weight, const std::vector<double>& b) {
  const std::size_t common = std::min(a.size(), b.size());
  double computed = kernels::distance(common, a.data(), weight, b.data());
  computed += kernels::sum_of_moduli(a.size() - common, a.data() + common);
  computed += weight * kernels::sum_of_moduli(b.size() - common, b.data() + common);
  return reach_of(std::max(a.size(), b.size()), computed);
}

}  // namespace

/// p a + q b of the slopes of two forms, with what rounding did.
struct Affine::Combination {
  std::vector<double> slopes;
  double reach = 0;
  double noise = 0;
};

/// A factor: c + Σ slope_i ε_i + e with |e| <= half, and |factor - c| <= deviation.
struct Affine::Operand {
  const Affine& form;
  double centre, half, deviation, lo, hi;

  explicit Operand(const Affine& a, double shift = 0) : form(a), lo(sub_down(a.lo_, shift)), hi(sub_up(a.hi_, shift)) {
    const double base_lo = sub_down(a.base_lo_, shift), base_hi = sub_up(a.base_hi_, shift);
    centre = between(base_lo, base_hi);
    half = magnitude(sub_down(base_lo, centre), sub_up(base_hi, centre));
    deviation = std::min(add_up(a.reach_, half), std::max(0.0, magnitude(sub_down(lo, centre), sub_up(hi, centre))));
  }
};

/// What a product has beside its slopes.
struct Affine::Remainder {
  double base_lo, base_hi;
};

Affine Affine::poisoned() {
  Affine result;
  result.lo_ = result.hi_ = result.base_lo_ = result.base_hi_ = nan;
  return result;
}

Affine Affine::exact(double x) { return std::isfinite(x) ? within(x, x) : poisoned(); }

Affine Affine::ratio(long numerator, long denominator) {
  const Interval quotient = Interval::ratio(numerator, denominator, Precision(53));
  return within(quotient.lo_double(), quotient.hi_double());
}

Affine Affine::within(double lo, double hi) {
  if (!(lo <= hi)) return poisoned();
  Affine result;
  result.lo_ = result.base_lo_ = lo;
  result.hi_ = result.base_hi_ = hi;
  return result;
}

Affine Affine::input(double centre, double half_width, std::size_t index) {
  Affine result = exact(centre);
  if (result.is_poisoned() || !(half_width >= 0) || half_width == infinity) return poisoned();
  if (half_width == 0) return result;
  result.slopes_.assign(index + 1, 0);
  result.slopes_[index] = result.reach_ = half_width;
  result.lo_ = sub_down(centre, half_width);
  result.hi_ = add_up(centre, half_width);
  return result;
}

Affine Affine::with_base_as_input(std::size_t index) const {
  Affine result = *this;
  const double centre = between(base_lo_, base_hi_);
  const double half = std::max(sub_up(centre, base_lo_), sub_up(base_hi_, centre));
  if (!has_finite_range() || half == 0 || index < slopes_.size()) return result;
  result.slopes_.resize(index + 1, 0);
  result.slopes_[index] = half;
  result.reach_ = add_up(reach_, half);
  result.base_lo_ = result.base_hi_ = centre;
  return result;
}

double Affine::mid_double() const {
  if (!has_finite_range()) return is_poisoned() ? nan : std::clamp(0.0, lo_, hi_);
  return std::clamp(between(base_lo_, base_hi_), lo_, hi_);
}

bool Affine::has_finite_range() const { return lo_ > -infinity && hi_ < infinity && lo_ <= hi_; }

/// After the linear part and a range were set: draws the range together, and gives up slopes that tell less than it.
void Affine::settle() {
  result_ = fresh_number();
  const bool linear = std::isfinite(reach_) && std::isfinite(base_lo_) && std::isfinite(base_hi_);
  if (linear) {
    lo_ = std::max(lo_, sub_down(base_lo_, reach_));
    hi_ = std::min(hi_, add_up(base_hi_, reach_));
  }
  if (!(lo_ <= hi_)) {
    *this = poisoned();
  } else if (!linear || hi_ - lo_ <= base_hi_ - base_lo_) {
    slopes_.clear();
    reach_ = 0;
    base_lo_ = lo_;
    base_hi_ = hi_;
  }
}

Affine::Combination Affine::combine(const Affine& a, double p, const Affine& b, double q) {
  Combination result;
  if (a.slopes_.empty() || p == 0) {
    if (b.slopes_.empty() || q == 0) return result;
    return combine(b, q, a, 0);
  }
  if (b.slopes_.empty() || q == 0) {
    const std::size_t count = a.slopes_.size();
    result.slopes.resize(count);
    result.reach = reach_of(count, kernels::scale(count, a.slopes_.data(), p, result.slopes.data()));
    result.noise = combination_noise(count, p, a.reach_, 0, 0);
    return result;
  }
  if (a.slopes_.size() < b.slopes_.size()) return combine(b, q, a, p);
  const std::size_t count = a.slopes_.size(), common = b.slopes_.size();
  result.slopes.resize(count);
  double* const out = result.slopes.data();
  const double shared = kernels::combine(common, a.slopes_.data(), p, b.slopes_.data(), q, out);
  const double alone = kernels::scale(count - common, a.slopes_.data() + common, p, out + common);
  result.reach = reach_of(count, shared + alone);
  result.noise = combination_noise(count, p, a.reach_, q, b.reach_);
  return result;
}

Affine Affine::operator-() const {
  Affine result = *this;
  for (double& slope : result.slopes_) slope = -slope;
  result.base_lo_ = -base_hi_;
  result.base_hi_ = -base_lo_;
  result.lo_ = -hi_;
  result.hi_ = -lo_;
  result.result_ = fresh_number();
  return result;
}

Affine operator+(const Affine& a, const Affine& b) {
  if (a.is_poisoned() || b.is_poisoned()) return Affine::poisoned();
  Affine result;
  Affine::Combination sum = Affine::combine(a, 1, b, 1);
  result.slopes_ = std::move(sum.slopes);
  result.reach_ = sum.reach;
  result.base_lo_ = sub_down(add_down(a.base_lo_, b.base_lo_), sum.noise);
  result.base_hi_ = add_up(add_up(a.base_hi_, b.base_hi_), sum.noise);
  result.lo_ = add_down(a.lo_, b.lo_);
  result.hi_ = add_up(a.hi_, b.hi_);
  result.settle();
  return result;
}

Affine operator-(const Affine& a, const Affine& b) {
  if (a.is_poisoned() || b.is_poisoned()) return Affine::poisoned();
  Affine result;
  Affine::Combination difference = Affine::combine(a, 1, b, -1);
  result.slopes_ = std::move(difference.slopes);
  result.reach_ = difference.reach;
  result.base_lo_ = sub_down(sub_down(a.base_lo_, b.base_hi_), difference.noise);
  result.base_hi_ = add_up(sub_up(a.base_hi_, b.base_lo_), difference.noise);
  result.lo_ = sub_down(a.lo_, b.hi_);
  result.hi_ = sub_up(a.hi_, b.lo_);
  result.settle();
  return result;
}

/// With a = c + α + e, b = c' + β + e', α and β the slopes' parts:
///
///     a b = c c' + (c' α + c β) + (c e' + c' e) + (a - c)(b - c')
///
/// The second term are the slopes; this is all the others.
Affine::Remainder Affine::product(const Operand& a, const Operand& b) {
  const double first_order = add_up(mul_up(std::abs(a.centre), b.half), mul_up(std::abs(b.centre), a.half));
  const double rest = add_up(first_order, mul_up(a.deviation, b.deviation));
  return {sub_down(mul_down(a.centre, b.centre), rest), add_up(mul_up(a.centre, b.centre), rest)};
}

/// slopes += p a + q b; returns what that is off by.
double Affine::accumulate(const std::vector<double>& a, double p, double a_reach, const std::vector<double>& b,
                          double q, double b_reach) {
  if (a.size() < b.size()) return accumulate(b, q, b_reach, a, p, a_reach);
  const std::size_t common = b.size(), longer = a.size(), count = std::max(longer, slopes_.size());
  slopes_.resize(count, 0);
  double* const sum = slopes_.data();
  double computed = kernels::accumulate(common, a.data(), p, b.data(), q, sum);
  computed += kernels::accumulate(longer - common, a.data() + common, p, sum + common);
  computed += kernels::sum_of_moduli(count - longer, sum + longer);
  reach_ = reach_of(count, computed);
  return add_up(combination_noise(longer, p, a_reach, b.empty() ? 0 : q, b.empty() ? 0 : b_reach),
                mul_up(kernels::sum_error_share, reach_));
}

Affine operator*(const Affine& a, const Affine& b) {
  Affine result;
  add_product(result, a, b);
  return result;
}

void add_product(Affine& sum, const Affine& a, const Affine& b) { add_product_shifted(sum, a, b, 0); }

void add_product_shifted(Affine& sum, const Affine& a, const Affine& b, double shift) {
  if (sum.is_poisoned() || a.is_poisoned() || b.is_poisoned()) {
    sum = Affine::poisoned();
    return;
  }
  const Affine::Operand x(a), y(b, shift);
  const Range range = product_range(a, y.lo, y.hi);
  sum.lo_ = add_down(sum.lo_, range.lo);
  sum.hi_ = add_up(sum.hi_, range.hi);
  if (!a.has_finite_range() || !b.has_finite_range() || !std::isfinite(y.centre)) {
    sum.base_lo_ = -infinity;  // settle() falls back to the range
    sum.base_hi_ = infinity;
    sum.settle();
    return;
  }
  const Affine::Remainder rest = Affine::product(x, y);
  sum.base_lo_ = add_down(sum.base_lo_, rest.base_lo);
  sum.base_hi_ = add_up(sum.base_hi_, rest.base_hi);

  const bool by_a = !a.slopes_.empty() && y.centre != 0, by_b = !b.slopes_.empty() && x.centre != 0;
  if (by_a || by_b) {
    const double noise =
        sum.accumulate(by_a ? a.slopes_ : none, y.centre, a.reach_, by_b ? b.slopes_ : none, x.centre, b.reach_);
    sum.base_lo_ = sub_down(sum.base_lo_, noise);
    sum.base_hi_ = add_up(sum.base_hi_, noise);
  }
  sum.settle();
}

Affine sqr(const Affine& a) {
  if (a.is_poisoned()) return a;
  Affine result;
  const double least = a.lo_ > 0 ? a.lo_ : a.hi_ < 0 ? -a.hi_ : 0, most = magnitude(a.lo_, a.hi_);
  result.lo_ = mul_down(least, least);
  result.hi_ = mul_up(most, most);
  if (!a.has_finite_range()) {
    result.base_lo_ = -infinity;
    result.base_hi_ = infinity;
    result.settle();
    return result;
  }
  // a² = c² + 2 c α + 2 c e + (a - c)², and a square is not negative.
  const Affine::Operand x(a);
  Affine::Combination twice = Affine::combine(a, 2 * x.centre, a, 0);
  result.slopes_ = std::move(twice.slopes);
  result.reach_ = twice.reach;
  const double first_order = add_up(mul_up(std::abs(2 * x.centre), x.half), twice.noise);
  result.base_lo_ = sub_down(mul_down(x.centre, x.centre), first_order);
  result.base_hi_ = add_up(add_up(mul_up(x.centre, x.centre), first_order), mul_up(x.deviation, x.deviation));
  result.settle();
  return result;
}

/// a / b = q + (a - q b) / b for any number q. With q near the quotient of the centres, a - q b is small, so that
/// what 1/b does beyond a constant s multiplies something small:
///
///     a / b = q + s N + N (1/b - s),   N = a - q b
Affine operator/(const Affine& a, const Affine& b) {
  if (a.is_poisoned() || b.is_poisoned()) return Affine::poisoned();
  if (b.lo_ <= 0 && b.hi_ >= 0) return Affine::within(-infinity, infinity);
  const Range range = [&]() -> Range {
    if (!(b.lo_ > -infinity && b.hi_ < infinity && a.has_finite_range())) return {-infinity, infinity};
    return {std::min({div_down(a.lo_, b.lo_), div_down(a.lo_, b.hi_), div_down(a.hi_, b.lo_), div_down(a.hi_, b.hi_)}),
            std::max({div_up(a.lo_, b.lo_), div_up(a.lo_, b.hi_), div_up(a.hi_, b.lo_), div_up(a.hi_, b.hi_)})};
  }();
  const double quotient = between(a.base_lo_, a.base_hi_) / between(b.base_lo_, b.base_hi_);
  if (!std::isfinite(range.lo) || !std::isfinite(range.hi) || !std::isfinite(quotient) ||
      (a.slopes_.empty() && b.slopes_.empty()))
    return Affine::within(range.lo, range.hi);
  // The range of N as interval arithmetic has it would be useless; only its linear form counts.
  Affine small;
  Affine::Combination slopes = Affine::combine(a, 1, b, -quotient);
  small.slopes_ = std::move(slopes.slopes);
  small.reach_ = slopes.reach;
  small.base_lo_ = sub_down(
      sub_down(a.base_lo_, quotient >= 0 ? mul_up(quotient, b.base_hi_) : mul_up(quotient, b.base_lo_)), slopes.noise);
  small.base_hi_ =
      add_up(sub_up(a.base_hi_, quotient >= 0 ? mul_down(quotient, b.base_lo_) : mul_down(quotient, b.base_hi_)),
             slopes.noise);
  small.lo_ = -infinity;
  small.hi_ = infinity;
  small.settle();

  const double from_lo = 1 / b.lo_, from_hi = 1 / b.hi_,
               share = between(std::min(from_lo, from_hi), std::max(from_lo, from_hi));
  if (!small.has_finite_range() || !std::isfinite(share)) return Affine::within(range.lo, range.hi);
  const double off = magnitude(sub_down(div_down(1, b.hi_), share), sub_up(div_up(1, b.lo_), share));
  const double rest = mul_up(magnitude(small.lo_, small.hi_), std::max(0.0, off));
  Affine result;
  Affine::Combination scaled = Affine::combine(small, share, small, 0);
  result.slopes_ = std::move(scaled.slopes);
  result.reach_ = scaled.reach;
  const Range base = product_range(Affine::within(small.base_lo_, small.base_hi_), share, share);
  const double wide = add_up(rest, scaled.noise);
  result.base_lo_ = sub_down(add_down(quotient, base.lo), wide);
  result.base_hi_ = add_up(add_up(quotient, base.hi), wide);
  result.lo_ = range.lo;
  result.hi_ = range.hi;
  result.settle();
  return result;
}

/// f(a) for a function with f(x) - slope (x - origin) in [rest_lo, rest_hi] over a's range, and f in [lo, hi] there.
Affine Affine::image(const Affine& a, double slope, double origin, double rest_lo, double rest_hi, double lo,
                     double hi) {
  Affine result;
  Combination scaled = combine(a, slope, a, 0);
  result.slopes_ = std::move(scaled.slopes);
  result.reach_ = scaled.reach;
  const Range base = product_range(within(slope, slope), sub_down(a.base_lo_, origin), sub_up(a.base_hi_, origin));
  result.base_lo_ = sub_down(add_down(base.lo, rest_lo), scaled.noise);
  result.base_hi_ = add_up(add_up(base.hi, rest_hi), scaled.noise);
  result.lo_ = lo;
  result.hi_ = hi;
  result.settle();
  return result;
}

/// At least Σ |a_i - b_i|.
double Affine::distance(const Affine& a, const Affine& b) {
  if (a.slopes_.empty()) return b.reach_;
  if (b.slopes_.empty()) return a.reach_;
  // A difference is off by at most a share u of its computed value; there is no underflow.
  return mul_up(distance_of(a.slopes_, 1, b.slopes_), 1 + 0x1p-52);
}

/// min(a, b), or max(a, b) as -min(-a, -b); neither is certainly the answer.
///
/// With a = α + k, k in [A, A'], b = β + l, l in [B, B'] and d = β - α in [-S, S]: for any share s in [0, 1]
///
///     min(a, b) = α + s d + r,   min(A, d + B) - s d  <=  r  <=  min(A', d + B') - s d
///
/// The left side is concave in d, so its least value is at an end of [-S, S]; the right one is at most A' + s S, B' +
/// (1 - s) S and (1 - s) A' + s B', which is its value where both are equal. The chord of the left side has the share
/// that leaves the narrowest base. Shares are multiples of 2^-10, so that s and 1 - s are exact.
Affine Affine::lower_envelope(const Affine& a, const Affine& b, bool upper) {
  const double A = upper ? -a.base_hi_ : a.base_lo_, A2 = upper ? -a.base_lo_ : a.base_hi_;
  const double B = upper ? -b.base_hi_ : b.base_lo_, B2 = upper ? -b.base_lo_ : b.base_hi_;
  const double S = distance(a, b);
  Affine result;
  result.lo_ = upper ? std::max(a.lo_, b.lo_) : std::min(a.lo_, b.lo_);
  result.hi_ = upper ? std::max(a.hi_, b.hi_) : std::min(a.hi_, b.hi_);
  if (!std::isfinite(S) || !std::isfinite(A) || !std::isfinite(A2) || !std::isfinite(B) || !std::isfinite(B2)) {
    result.base_lo_ = -infinity;
    result.base_hi_ = infinity;
    result.settle();
    return result;
  }
  const double at_left = std::min(A, sub_down(B, S)), at_right = std::min(A, add_down(B, S));
  const double chord = S > 0 ? (at_right - at_left) / (2 * S) : A <= B ? 0 : 1;
  const double s = std::clamp(std::nearbyint(chord * 1024) / 1024, 0.0, 1.0);
  const double lowest = std::min(add_down(at_left, mul_down(s, S)), sub_down(at_right, mul_up(s, S)));
  const double highest =
      std::min({add_up(A2, mul_up(s, S)), add_up(B2, mul_up(1 - s, S)), add_up(mul_up(1 - s, A2), mul_up(s, B2))});
  Combination mixture = combine(a, 1 - s, b, s);
  result.slopes_ = std::move(mixture.slopes);
  result.reach_ = mixture.reach;
  result.base_lo_ = sub_down(upper ? -highest : lowest, mixture.noise);
  result.base_hi_ = add_up(upper ? -lowest : highest, mixture.noise);
  result.settle();
  return result;
}

Affine min(const Affine& a, const Affine& b) {
  if (a.is_poisoned() || b.is_poisoned()) return Affine::poisoned();
  if (is_less_equal(a, b) == Truth::yes) return a;
  if (is_less_equal(b, a) == Truth::yes) return b;
  return Affine::lower_envelope(a, b, false);
}

Affine max(const Affine& a, const Affine& b) {
  if (a.is_poisoned() || b.is_poisoned()) return Affine::poisoned();
  if (is_less_equal(b, a) == Truth::yes) return a;
  if (is_less_equal(a, b) == Truth::yes) return b;
  return Affine::lower_envelope(a, b, true);
}

Affine abs(const Affine& a) {
  if (is_nonnegative(a) == Truth::yes) return a;
  return max(a, -a);
}

Affine narrowed(Affine a, double lo, double hi) {
  if (a.is_poisoned()) return a;
  a.lo_ = std::max(a.lo_, lo);
  a.hi_ = std::min(a.hi_, hi);
  a.settle();
  return a;
}

double lower_bound_of_difference(const Affine& a, double weight, const Affine& b) {
  if (a.is_poisoned() || b.is_poisoned()) return -infinity;
  const double by_range = sub_down(a.lo_, mul_up(weight, b.hi_));
  const double base = sub_down(a.base_lo_, mul_up(weight, b.base_hi_));
  double reach = add_up(a.reach_, mul_up(weight, b.reach_));
  if (!a.slopes_.empty() && !b.slopes_.empty()) {
    const std::size_t count = std::max(a.slopes_.size(), b.slopes_.size());
    const double noise = combination_noise(count, 1, a.reach_, weight, b.reach_);
    reach = std::min(reach, add_up(distance_of(a.slopes_, weight, b.slopes_), noise));
  }
  const double linear = sub_down(base, reach);
  return std::isnan(linear) ? by_range : std::max(by_range, linear);
}

Truth is_less(const Affine& a, const Affine& b) { return !is_less_equal(b, a); }

/// By the sign of b - a, over which both forms agree as far as they can.
Truth is_less_equal(const Affine& a, const Affine& b) {
  if (a.is_poisoned() || b.is_poisoned()) return Truth::unknown;
  if (a.hi_ <= b.lo_) return Truth::yes;
  if (a.lo_ > b.hi_) return Truth::no;
  if (a.slopes_.empty() && b.slopes_.empty()) return Truth::unknown;
  const double distance = Affine::distance(a, b);
  if (sub_down(sub_down(b.base_lo_, a.base_hi_), distance) >= 0) return Truth::yes;
  if (sub_down(sub_down(a.base_lo_, b.base_hi_), distance) > 0) return Truth::no;
  return Truth::unknown;
}

Truth is_positive(const Affine& a) {
  if (a.is_poisoned()) return Truth::unknown;
  return a.lo_ > 0 ? Truth::yes : a.hi_ <= 0 ? Truth::no : Truth::unknown;
}

Truth is_nonnegative(const Affine& a) {
  if (a.is_poisoned()) return Truth::unknown;
  return a.lo_ >= 0 ? Truth::yes : a.hi_ < 0 ? Truth::no : Truth::unknown;
}

Affine dot(std::span<const Affine> a, std::span<const Affine> b) {
  const bool with_itself = a.data() == b.data();
  Affine sum;
  for (std::size_t k = 0; k < a.size(); ++k) {
    if (with_itself) {
      sum += sqr(a[k]);
    } else {
      add_product(sum, a[k], b[k]);
    }
  }
  return sum;
}

}  // namespace margincert::numeric
