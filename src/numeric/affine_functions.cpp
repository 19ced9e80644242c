#include <algorithm>
#include <cmath>
#include <limits>

#include "numeric/affine.hpp"
#include "numeric/ball.hpp"
#include "numeric/interval.hpp"
#include "numeric/outward.hpp"

// Each function is convex or concave on the argument's range [l, h], so that of f(x) - slope (x - origin) one bound is
// reached at an end, and the other is that of a tangent, which is linear and therefore extreme at an end, too. Neither
// has to know the slope or the point of contact well: any number will do, and good ones make the remainder small.
namespace margincert::numeric {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

struct Enclosed {
  double lo, hi;
};

Enclosed ends_of(const Interval& x) { return {x.lo_double(), x.hi_double()}; }

/// e^x by Ball; by Interval where that is out of its range.
Enclosed exponential(double x) {
  if (x == 0) return {1, 1};
  if (const Ball ball = exp(Ball::exact(x)); !ball.is_poisoned()) return ends_of(ball.to_interval(Precision(53)));
  return ends_of(exp(Interval::exact(x, Precision(53))));
}

Enclosed logarithm(double x) { return ends_of(log(Interval::exact(x, Precision(53)))); }

/// slope (x - origin), from both sides.
Enclosed line(double slope, double x, double origin) {
  const double left = sub_down(x, origin), right = sub_up(x, origin);
  return {std::min(mul_down(slope, left), mul_down(slope, right)), std::max(mul_up(slope, left), mul_up(slope, right))};
}

/// A slope below this share of the width away from the middle's own cannot be told from the chord's.
constexpr double narrow = 1.0 / 4;

}  // namespace

Affine exp(const Affine& a) {
  if (a.is_poisoned()) return a;
  const double l = a.lo_, h = a.hi_;
  if (!a.has_finite_range()) {
    return Affine::within(l > -infinity ? exponential(l).lo : 0, h < infinity ? exponential(h).hi : infinity);
  }
  const Enclosed at_l = exponential(l), at_h = l == h ? at_l : exponential(h);
  if (a.slopes_.empty() || at_h.hi > std::numeric_limits<double>::max()) return Affine::within(at_l.lo, at_h.hi);

  const double middle = between(l, h);
  double contact = middle, slope;
  Enclosed touched = exponential(middle);
  if (h - l < narrow) {
    slope = between(touched.lo, touched.hi);
  } else {
    slope = (at_h.hi - at_l.lo) / (h - l);
    if (slope > 0) contact = std::clamp(log(Interval::exact(slope, Precision(53))).mid_double(), l, h);
    touched = exponential(contact);
  }
  const auto above = [&](double x, const Enclosed& f) { return sub_up(f.hi, line(slope, x, middle).lo); };
  // e^x >= e^c (1 + x - c)
  const auto below = [&](double x) {
    const double offset = sub_down(x, contact);
    const double tangent = add_down(touched.lo, mul_down(offset >= 0 ? touched.lo : touched.hi, offset));
    return sub_down(tangent, line(slope, x, middle).hi);
  };
  return Affine::image(a, slope, middle, std::min(below(l), below(h)), std::max(above(l, at_l), above(h, at_h)),
                       at_l.lo, at_h.hi);
}

Affine log(const Affine& a) {
  if (a.is_poisoned()) return a;
  const double l = a.lo_, h = a.hi_;
  if (!(h > 0)) return Affine::poisoned();
  if (l == 1 && h == 1) return Affine();
  const Enclosed at_h = h < infinity ? logarithm(h) : Enclosed{infinity, infinity};
  if (!(l > 0)) return Affine::within(-infinity, at_h.hi);
  const Enclosed at_l = l == h ? at_h : logarithm(l);
  if (a.slopes_.empty() || !a.has_finite_range()) return Affine::within(at_l.lo, at_h.hi);

  const double middle = between(l, h);
  double contact = middle;
  if (h - l >= narrow * l) contact = std::clamp((h - l) / (at_h.hi - at_l.lo), l, h);
  const double slope = 1 / contact;
  if (!std::isfinite(slope)) return Affine::within(at_l.lo, at_h.hi);
  const Enclosed touched = logarithm(contact);
  const auto below = [&](double x, const Enclosed& f) { return sub_down(f.lo, line(slope, x, middle).hi); };
  // log x <= log c + (x - c) / c
  const auto above = [&](double x) {
    const double tangent = add_up(touched.hi, div_up(sub_up(x, contact), contact));
    return sub_up(tangent, line(slope, x, middle).lo);
  };
  return Affine::image(a, slope, middle, std::min(below(l, at_l), below(h, at_h)), std::max(above(l), above(h)),
                       at_l.lo, at_h.hi);
}

Affine sqrt(const Affine& a) {
  if (a.is_poisoned()) return a;
  const double l = std::max(0.0, a.lo_), h = a.hi_;
  if (h < 0) return Affine::poisoned();
  const Enclosed at_l{sqrt_down(l), sqrt_up(l)}, at_h{sqrt_down(h), sqrt_up(h)};
  const double root = (at_l.lo + at_h.hi) / 2;  // 1 / (2 root) is the chord's slope
  const double slope = 1 / (2 * root);
  if (a.slopes_.empty() || !a.has_finite_range() || !std::isfinite(slope)) return Affine::within(at_l.lo, at_h.hi);
  const double middle = between(l, h);
  const auto below = [&](double x, const Enclosed& f) { return sub_down(f.lo, line(slope, x, middle).hi); };
  // sqrt x <= (s + x / s) / 2
  const auto above = [&](double x) {
    const double tangent = add_up(root / 2, div_up(x, 2 * root));
    return sub_up(tangent, line(slope, x, middle).lo);
  };
  return Affine::image(a, slope, middle, std::min(below(l, at_l), below(h, at_h)), std::max(above(l), above(h)),
                       at_l.lo, at_h.hi);
}

}  // namespace margincert::numeric
