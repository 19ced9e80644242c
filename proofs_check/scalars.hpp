#pragma once

#include <cmath>
#include <functional>
#include <tuple>
#include <type_traits>

#include "arb/real.hpp"
#include "numeric/dual.hpp"
#include "numeric/interval.hpp"
#include "numeric/truth.hpp"
#include "recursion/scalar.hpp"

/// The scalars in which the ledger is evaluated. A formula of theory.md is written once, as a generic function, and
/// kept for each of them:
///     Interval   verdicts;
///     Real       the same in Arb, for replaying a witness without any arithmetic of ours;
///     double     what a search minimises;
///     Slope      double with derivatives, for searches that follow them;
///     Affine     functions on a box of tasks, for statements about all of them.
namespace margincert::proofs {

using Interval = numeric::Interval;
using Real = arb::Real;
using Slope = numeric::Dual<recursion::directions_at_once>;
using Affine = numeric::Affine;

/// X(S) for every scalar of the ledger.
#define MARGINCERT_FOR_EACH_SCALAR(X) X(Interval) X(Real) X(double) X(Slope) X(Affine)

/// A formula in every scalar: made from one generic callable. Form<S> is the std::function for scalar S. A callable
/// that takes fewer scalars leaves the others empty.
template <template <class> class Form>
class PerScalar {
 public:
  PerScalar() = default;
  template <class Generic>
  requires(!std::is_same_v<std::remove_cvref_t<Generic>, PerScalar>) PerScalar(const Generic& generic) {
    std::apply([&](auto&... form) { (fill(form, generic), ...); }, forms_);
  }

  explicit operator bool() const { return static_cast<bool>(std::get<0>(forms_)); }
  template <class S>
  const Form<S>& in() const {
    return std::get<Form<S>>(forms_);
  }
  /// Called with a scalar's evidence first.
  template <template <class> class First, class S, class... Rest>
  decltype(auto) operator()(const First<S>& first, Rest&&... rest) const {
    return in<S>()(first, std::forward<Rest>(rest)...);
  }

 private:
  template <class FormOfOne, class Generic>
  static void fill(FormOfOne& form, const Generic& generic) {
    if constexpr (std::is_constructible_v<FormOfOne, const Generic&>) form = FormOfOne(generic);
  }
  std::tuple<Form<Interval>, Form<Real>, Form<double>, Form<Slope>, Form<Affine>> forms_;
};

// What generic formulas call by name, for the scalars that are plain numbers; enclosures bring their own.
using std::abs;
using std::exp;
using std::log;
using std::max;
using std::min;
using std::sqrt;
inline double sqr(double x) { return x * x; }

inline double plain_value(double x) { return x; }
inline double plain_value(const Slope& x) { return x.value; }
template <class S>
concept Plain = requires(const S& s) {
  plain_value(s);
};

using numeric::Truth;
using numeric::truth;
template <Plain S>
Truth is_less(const S& a, const S& b) {
  return truth(plain_value(a) < plain_value(b));
}
template <Plain S>
Truth is_less_equal(const S& a, const S& b) {
  return truth(plain_value(a) <= plain_value(b));
}
template <Plain S>
Truth is_positive(const S& a) {
  return truth(plain_value(a) > 0);
}
template <Plain S>
Truth is_nonnegative(const S& a) {
  return truth(plain_value(a) >= 0);
}

/// Certainly equal, both being known exactly.
template <class S>
bool is_same_number(const S& a, const S& b) {
  if constexpr (Plain<S>) {
    return plain_value(a) == plain_value(b);
  } else {
    return a.is_point() && same_endpoints(a, b);
  }
}

/// A double near the number: to choose between formulas that are equal, and to steer searches.
template <class S>
double near_value(const S& a) {
  if constexpr (Plain<S>) {
    return plain_value(a);
  } else {
    return a.mid_double();
  }
}

/// How a scalar takes in exact numbers.
class ArbArithmetic {
 public:
  using Scalar = Real;
  explicit ArbArithmetic(int bits) : bits_(bits) {}
  int bits() const { return bits_; }
  Real exact(double x) const { return Real::exact(x, bits_); }
  Real ratio(long numerator, long denominator) const { return Real::ratio(numerator, denominator, bits_); }

 private:
  int bits_;
};

template <class S>
struct ArithmeticFor;
template <>
struct ArithmeticFor<Interval> {
  using type = recursion::IntervalArithmetic;
};
template <>
struct ArithmeticFor<Real> {
  using type = ArbArithmetic;
};
template <>
struct ArithmeticFor<double> {
  using type = recursion::DoubleArithmetic;
};
template <>
struct ArithmeticFor<Slope> {
  using type = recursion::SlopeArithmetic;
};
template <>
struct ArithmeticFor<Affine> {
  using type = recursion::AffineArithmetic;
};
template <class S>
using ArithmeticOf = typename ArithmeticFor<S>::type;

}  // namespace margincert::proofs
