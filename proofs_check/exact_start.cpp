#include "proofs_check/exact_start.hpp"

#include <arb.h>
#include <arf.h>
#include <mpfr.h>

#include <algorithm>
#include <array>
#include <boost/multiprecision/gmp.hpp>
#include <cmath>
#include <limits>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "numeric/outward.hpp"

namespace margincert::proofs {
namespace exact {

using Integer = boost::multiprecision::mpz_int;

/// Every binary64 is an integer times 2^-lowest_bit.
constexpr int lowest_bit = 1074;

Integer scaled(double x) {
  int exponent = 0;
  const auto mantissa = static_cast<long long>(std::ldexp(std::frexp(x, &exponent), 53));
  // x = mantissa 2^(exponent - 53); of subnormal numbers the last bits of the mantissa are 0.
  const int shift = exponent - 53 + lowest_bit;
  return shift >= 0 ? Integer(mantissa) << shift : Integer(mantissa / (1LL << -shift));
}

/// A point's features, and what class it is of: K for the probe.
struct Token {
  int label;
  std::span<const double> features;
};

bool precedes(const Token& a, const Token& b) {
  if (a.label != b.label) return a.label < b.label;
  return std::ranges::lexicographical_compare(a.features, b.features);
}

/// An enclosure of -⟨a, b⟩ or ⟨a, b⟩ in binary64, rounded outward.
struct Bounds {
  double lo, hi;
};
Bounds bounds_of_product(const Token& a, const Token& b, bool negated) {
  double lo = 0, hi = 0;
  for (std::size_t k = 0; k < a.features.size(); ++k) {
    const double x = negated ? -a.features[k] : a.features[k], y = b.features[k];
    lo = numeric::add_down(lo, numeric::mul_down(x, y));
    hi = numeric::add_up(hi, numeric::mul_up(x, y));
  }
  constexpr double infinity = std::numeric_limits<double>::infinity();
  if (std::isnan(lo) || std::isnan(hi)) return {-infinity, infinity};
  return {lo, hi};
}

Integer product(std::span<const double> a, std::span<const double> b) {
  Integer sum = 0;
  for (std::size_t k = 0; k < a.size(); ++k) sum += scaled(a[k]) * scaled(b[k]);
  return sum;
}

Integer one() { return Integer(1) << (2 * lowest_bit); }

std::strong_ordering order(const Integer& a, const Integer& b) {
  const int sign = a.compare(b);
  return sign < 0 ? std::strong_ordering::less : sign > 0 ? std::strong_ordering::greater : std::strong_ordering::equal;
}

/// A product, which is an integer times 2^(-2 lowest_bit), as an MPFR number without rounding.
class Exactly {
 public:
  explicit Exactly(const Integer& product) {
    const auto* integer = product.backend().data();
    mpfr_init2(value_, std::max<mpfr_prec_t>(2, static_cast<mpfr_prec_t>(mpz_sizeinbase(integer, 2))));
    mpfr_set_z_2exp(value_, integer, -2 * lowest_bit, MPFR_RNDN);
  }
  ~Exactly() { mpfr_clear(value_); }
  Exactly(const Exactly&) = delete;
  Exactly& operator=(const Exactly&) = delete;

  Interval in(const recursion::IntervalArithmetic& arithmetic) const {
    return Interval::outward(value_, value_, arithmetic.precision());
  }
  /// Arb keeps exact numbers whole.
  Real in(const ArbArithmetic& arithmetic) const {
    arb_t ball;
    arb_init(ball);
    arf_set_mpfr(arb_midref(ball), value_);
    Real result = Real::enclosing(ball, arithmetic.bits());
    arb_clear(ball);
    return result;
  }

 private:
  mpfr_t value_;
};

}  // namespace exact

using exact::Integer;
using exact::Token;

/// Products are integers times 2^(-2 lowest_bit).
class ExactStart::Numbers {
 public:
  explicit Numbers(const recursion::Task& task) : probe_class_(task.probe_class), probe_{task.classes, task.probe} {
    std::set<Token, decltype(&exact::precedes)> distinct(&exact::precedes);
    for (int i = 0; i < task.points(); ++i) {
      const Token point{task.labels[i].value_or(-1), task.features[i]};
      if (distinct.insert(point).second) points_.push_back(point);
    }
  }

  const Integer& extreme(Products products, End end) {
    auto& slot = extremes_[static_cast<std::size_t>(products)][static_cast<std::size_t>(end)];
    if (!slot) {
      const bool largest = end == End::largest;
      slot = smallest(largest, [&](const auto& look) { for_each_pair(products, look); });
      if (largest) *slot = -*slot;
    }
    return *slot;
  }

  Integer gap() { return extreme(Products::same_class, End::smallest) - extreme(Products::cross_class, End::largest); }

  const Integer& largest_square() {
    if (!largest_square_) {
      largest_square_ = -smallest(true, [&](const auto& look) {
        for (const Token& point : points_) look(point, point);
        look(probe_, probe_);
      });
    }
    return *largest_square_;
  }

 private:
  /// Calls look(a, b) once for every pair of distinct tokens that the products range over.
  template <class Look>
  void for_each_pair(Products products, const Look& look) const {
    const bool of_probe = products == Products::probe_in_class || products == Products::probe_cross_class;
    const bool same = products == Products::same_class || products == Products::probe_in_class;
    for (std::size_t j = 0; j < points_.size(); ++j) {
      if (points_[j].label < 0) continue;
      if (of_probe) {
        if ((points_[j].label == probe_class_) == same) look(probe_, points_[j]);
        continue;
      }
      for (std::size_t i = 0; i <= j; ++i) {
        if (points_[i].label >= 0 && (points_[i].label == points_[j].label) == same) look(points_[i], points_[j]);
      }
    }
  }

  /// The smallest product (negated: minus the largest) over the pairs that `pairs` shows.
  template <class Pairs>
  static Integer smallest(bool negated, const Pairs& pairs) {
    double best = std::numeric_limits<double>::infinity();
    pairs([&](const Token& a, const Token& b) { best = std::min(best, exact::bounds_of_product(a, b, negated).hi); });
    std::optional<Integer> least;
    pairs([&](const Token& a, const Token& b) {
      if (exact::bounds_of_product(a, b, negated).lo > best) return;
      Integer candidate = exact::product(a.features, b.features);
      if (negated) candidate = -candidate;
      if (!least || candidate < *least) least = std::move(candidate);
    });
    return *std::move(least);
  }

  int probe_class_;
  Token probe_;
  std::vector<Token> points_;  ///< each pair of label and features once
  std::array<std::array<std::optional<Integer>, 2>, 4> extremes_;
  std::optional<Integer> largest_square_;
};

ExactStart::ExactStart(const recursion::Task& task) : numbers_(std::make_unique<Numbers>(task)) {}
ExactStart::~ExactStart() = default;
ExactStart::ExactStart(ExactStart&&) noexcept = default;
ExactStart& ExactStart::operator=(ExactStart&&) noexcept = default;

std::strong_ordering ExactStart::longest_against_one() const {
  return exact::order(numbers_->largest_square(), exact::one());
}

std::strong_ordering ExactStart::compare(Products left, End of_left, Products right, End of_right) const {
  return exact::order(numbers_->extreme(left, of_left), numbers_->extreme(right, of_right));
}

std::strong_ordering ExactStart::scaled_gap(long numerator, long denominator) const {
  return exact::order(numbers_->gap() * numerator, exact::one() * denominator);
}

template <class A>
typename A::Scalar ExactStart::enclosed_room(const A& arithmetic) const {
  return exact::Exactly(exact::one() - numbers_->largest_square()).in(arithmetic);
}
template <class A>
typename A::Scalar ExactStart::enclosed_gap(const A& arithmetic) const {
  return exact::Exactly(numbers_->gap()).in(arithmetic);
}
Interval ExactStart::room_to_one(const recursion::IntervalArithmetic& arithmetic) const {
  return enclosed_room(arithmetic);
}
Real ExactStart::room_to_one(const ArbArithmetic& arithmetic) const { return enclosed_room(arithmetic); }
Interval ExactStart::gap(const recursion::IntervalArithmetic& arithmetic) const { return enclosed_gap(arithmetic); }
Real ExactStart::gap(const ArbArithmetic& arithmetic) const { return enclosed_gap(arithmetic); }

bool ExactStart::is_extreme(std::span<const double> a, std::span<const double> b, Products products, End end) const {
  return exact::product(a, b) == numbers_->extreme(products, end);
}

bool ExactStart::is_longest_and_at_least_one(std::span<const double> a) const {
  const Integer square = exact::product(a, a);
  return square == numbers_->largest_square() && square >= exact::one();
}

}  // namespace margincert::proofs
