#include <random>

#include "ball_operations.hpp"

namespace margincert::ball_tests {
namespace {

/// The promise at the definition of exp: how far its midpoint may be from the value, relative to it.
constexpr double exp_error = 0x1p-122;
constexpr double exp_cut_off = 276;
constexpr Precision reference_precision{320};

/// Neighbours of x among 128-bit numbers, up to two steps each way, and x itself.
Balls neighbours(const Interval& x) {
  Number nearest(128);
  mpfr_set(nearest, x.lo(), MPFR_RNDN);
  mpfr_nextbelow(nearest);
  mpfr_nextbelow(nearest);
  Balls found;
  for (int step = 0; step < 5; ++step, mpfr_nextabove(nearest)) {
    const Ball a = point_at(nearest);
    if (!a.is_poisoned()) found.push_back(a);
  }
  return found;
}

void append(Balls& to, const Balls& more) { to.insert(to.end(), more.begin(), more.end()); }

/// Where the argument reduction and the table look-ups are at their limits, and the smallest arguments.
Balls hard_arguments() {
  const Interval ln2 = log(Interval::integer(2, Precision(600)));
  Balls found;
  for (int k = -398; k <= 398; ++k) append(found, neighbours(k * ln2));
  for (int i = -178; i <= 178; ++i) append(found, neighbours(Interval::ratio(i, 256, Precision(128))));
  for (int j = -300; j <= 300; ++j) append(found, neighbours(Interval::ratio(j, 65536, Precision(128))));
  for (int k = 1; k <= 400; ++k) {
    append(found, neighbours(Interval::exact(std::ldexp(1, -k), Precision(128))));
    append(found, neighbours(Interval::exact(-std::ldexp(1, -k), Precision(128))));
  }
  for (const double end : {exp_cut_off, -exp_cut_off, 1.0, -1.0}) {
    append(found, neighbours(Interval::exact(end, Precision(128))));
    append(found, neighbours(Interval::exact(std::nextafter(end, 0), Precision(128))));
  }
  return found;
}

/// 128 random bits, spread evenly over [-scale, scale].
Balls random_arguments(int count, double scale) {
  std::mt19937_64 random(7);
  Balls found;
  Number x(128);
  for (int n = 0; n < count; ++n) {
    mpfr_set_ui_2exp(x, random(), -64, MPFR_RNDN);
    Number low(64);
    mpfr_set_ui_2exp(low, random(), -128, MPFR_RNDN);
    mpfr_add(x, x, low, MPFR_RNDN);
    mpfr_mul_d(x, x, n % 2 ? scale : -scale, MPFR_RNDN);
    found.push_back(point_at(x));
  }
  return found;
}

Interval reference_exp(const Ball& a) { return exp(a.to_interval(reference_precision)); }

/// The worst error of the midpoint of exp, with every value inside its ball.
double worst_exp_error(const Balls& arguments) {
  double worst = 0;
  for (const Ball& a : arguments) {
    const Ball value = exp(a);
    if (value.is_poisoned() || std::fabs(a.mid_double()) >= exp_cut_off) continue;
    const Interval truth = reference_exp(a);
    const bool inside = contains(value.to_interval(exact_precision), truth);
    REQUIRE_MESSAGE(inside, "exp leaves out its value at " << numeric::hex_text(centre_of(a).lo()));
    worst = std::max(worst, relative_error(value, truth));
  }
  return worst;
}

TEST_CASE("the midpoint of exp is as accurate as promised, at hard arguments and at random ones") {
  const double hard = worst_exp_error(hard_arguments());
  const double moderate = worst_exp_error(random_arguments(20000, 1));
  const double wide = worst_exp_error(random_arguments(20000, 275.9));
  const double worst = std::max({hard, moderate, wide});
  MESSAGE("worst error of exp: 2^" << std::log2(hard) << " at hard arguments, 2^" << std::log2(moderate)
                                   << " within 1, 2^" << std::log2(wide) << " within 276; promised below 2^"
                                   << std::log2(exp_error));
  CHECK(worst < exp_error);
}

TEST_CASE("exp at balls around hard arguments contains the values") {
  const Balls all = hard_arguments();
  const std::vector<int> inner{-37, 21};
  for (std::size_t n = 0; n < all.size(); n += 3) {
    for (const double r : {0x1p-128, 0x1p-60, 0x1p-10, 0.2499}) {
      const auto violation = containment_violation(ball_operation("exp"), {widened(all[n], r)}, inner);
      REQUIRE_MESSAGE(!violation, *violation);
    }
  }
}

TEST_CASE("exp below its cut-off is a ball at zero, above it poison, and for large radii poison") {
  for (const double below : {-277.0, -300.0, -0x1p20, -0x1p399}) {
    const Ball tiny = exp(Ball::exact(below));
    CHECK(contains(tiny.to_interval(exact_precision), exp(Interval::exact(below, exact_precision))));
    CHECK(tiny.to_interval(Precision(64)).hi_double() == 0x1p-396);
  }
  CHECK_FALSE(containment_violation(ball_operation("exp"), {widened(Ball::integer(-277), 0.24)}, {}));
  CHECK(exp(Ball::integer(277)).is_poisoned());
  CHECK(exp(Ball::exact(0x1p399)).is_poisoned());
  CHECK_FALSE(exp(Ball::exact(275.99)).is_poisoned());
  const Ball quarter = Ball::around(Interval::between(-0.25, 0.25, Precision(53)));
  CHECK_FALSE(exp(quarter).is_poisoned());
  CHECK(exp(quarter + quarter).is_poisoned());
  CHECK(exp(Ball::around(Interval::between(-0.2500001, 0.2500001, Precision(53)))).is_poisoned());
}

/// Arguments within +-125 with a last part of any shape.
rc::Gen<Ball> moderate_arguments() {
  const auto any = rc::gen::map(rc::gen::pair(rc::gen::inRange(-124000, 124000), balls(Reach::near)),
                                [](const std::pair<int, Ball>& parts) {
                                  return Ball::exact(parts.first * 1e-3) + parts.second * Ball::exact(0x1p-80);
                                });
  return rc::gen::suchThat(any, [](const Ball& a) { return std::fabs(a.mid_double()) < 125 && a.radius() < 0.125; });
}

bool enclosures_overlap(const Ball& a, const Ball& b) {
  return overlap(a.to_interval(exact_precision), b.to_interval(exact_precision));
}

TEST_CASE("exp(a + b) and exp(a) exp(b) overlap, as do exp(-a) and 1 / exp(a)") {
  hold("ball/functions/functional equation", 1500, [] {
    const Ball a = *moderate_arguments(), b = *moderate_arguments();
    RC_ASSERT(enclosures_overlap(exp(a + b), exp(a) * exp(b)));
    RC_ASSERT(enclosures_overlap(exp(-a), Ball::integer(1) / exp(a)));
  });
}

TEST_CASE("log undoes exp and exp undoes log") {
  hold("ball/functions/inverse", 500, [] {
    const Ball a = *moderate_arguments();
    RC_ASSERT(enclosures_overlap(log(exp(a)), a));
    RC_ASSERT(enclosures_overlap(exp(log(exp(a))), exp(a)));
  });
}

bool certainly_less(const Ball& a, const Ball& b) {
  return is_less(a.to_interval(exact_precision), b.to_interval(exact_precision)) == numeric::Truth::yes;
}

TEST_CASE("exp and log keep the order of points, surely so when they are far enough apart") {
  hold("ball/functions/order", 1500, [] {
    const Ball a = *points(Reach::near);
    const int depth = *rc::gen::inRange(0, 128);
    const Ball b = a + Ball::exact(std::ldexp(1, -depth));
    const Ball lower = exp(a), upper = exp(b);
    RC_PRE(!lower.is_poisoned() && !upper.is_poisoned() && a.mid_double() > -275);
    RC_ASSERT(!certainly_less(upper, lower));
    RC_ASSERT((depth > 120 || certainly_less(lower, upper)));
    RC_ASSERT(!certainly_less(log(upper), log(lower)));
  });
}

TEST_CASE("log of what is not positive is poison") {
  for (const double lo : {-2.0, -1.0, 0.0}) {
    CHECK(log(Ball::around(Interval::between(lo, 1, Precision(53)))).is_poisoned());
  }
  CHECK(log(Ball::integer(-1)).is_poisoned());
  CHECK(log(Ball()).is_poisoned());
  CHECK(log(Ball::around(Interval::between(-2, -1, Precision(53)))).is_poisoned());
}

}  // namespace
}  // namespace margincert::ball_tests
