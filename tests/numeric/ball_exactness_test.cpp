#include <climits>

#include "ball_operations.hpp"

// Results that fit stay points, so that exact inputs and steps that do nothing are exact at every layer.

namespace margincert::ball_tests {
namespace {

bool identical(const Ball& a, const Ball& b) {
  return a.radius() == b.radius() && same_endpoints(a.to_interval(exact_precision), b.to_interval(exact_precision));
}

/// Does the real number, which has to be exact, fit a midpoint?
bool fits(const Interval& truth) {
  if (!truth.is_point() || mpfr_zero_p(truth.lo())) return truth.is_point();
  const auto exponent = mpfr_get_exp(truth.lo());
  return mpfr_min_prec(truth.lo()) <= 128 && exponent <= Ball::max_exponent && exponent >= -Ball::max_exponent;
}

void check_exact(const BallOperation& op, const Balls& x) {
  Points reals;
  for (const Ball& operand : x) reals.push_back(centre_of(operand));
  const Interval truth = op.truth(reals);
  RC_PRE(fits(truth));
  const Ball result = op.ball(x);
  RC_ASSERT(result.is_point());
  RC_ASSERT(same_endpoints(centre_of(result), truth));
}

TEST_CASE("sums, products, least and greatest of points are points wherever they fit 128 bits") {
  for (const char* name : {"neg", "abs", "add", "sub", "mul", "min", "max"}) {
    const BallOperation& op = ball_operation(name);
    // The order of two numbers is that of their difference, which has to be in range as well.
    const Reach reach = op.name == "min" || op.name == "max" ? Reach::near : Reach::whole;
    hold("ball/exactness/" + std::string(name), 1000, [&] {
      const int bits = *rc::gen::element(24, 53, 64, 127, 128);
      check_exact(op, *rc::gen::container<Balls>(op.arity, points(reach, bits)));
    });
  }
}

TEST_CASE("a product of 64-bit factors added to a point is a point wherever the result fits") {
  const BallOperation& op = ball_operation("add_product");
  hold("ball/exactness/add_product", 1000, [&] {
    check_exact(op, {*points(Reach::near), *points(Reach::near, 64), *points(Reach::near, 64)});
  });
}

TEST_CASE("inner products of small dyadic numbers are points") {
  for (const char* name : {"dot", "gathered_dot"}) {
    hold("ball/exactness/" + std::string(name), 500, [&] {
      const auto eighths =
          rc::gen::map(numeric_tests::around_zero(1 << 20), [](int n) { return Ball::exact(n * 0.125); });
      Balls x = *lists(eighths, 2, 40);
      if (x.size() % 2) x.pop_back();
      check_exact(ball_operation(name), x);
    });
  }
}

TEST_CASE("inner products whose terms all cancel are the point zero") {
  hold("ball/exactness/cancelling", 500, [] {
    Balls a = *lists(points(Reach::near, 64), 1, 1), b = *lists(points(Reach::near, 64), 1, 1);
    a.push_back(-a[0]);
    b.push_back(b[0]);
    RC_ASSERT(identical(dot(std::span<const Ball>(a), std::span<const Ball>(b)), Ball()));
  });
}

TEST_CASE("quotients that fit are points") {
  hold("ball/exactness/div", 1000, [] {
    const Ball quotient = *points(Reach::near, 62), divisor = *points(Reach::near, 62);
    RC_PRE(divisor.mid_double() != 0);
    RC_ASSERT(identical(quotient * divisor / divisor, quotient));
  });
  hold("ball/exactness/div itself", 1000, [] {
    const Ball a = *points(Reach::whole);
    RC_PRE(a.mid_double() != 0);
    RC_ASSERT(identical(a / a, Ball::integer(1)));
    RC_ASSERT(identical(a / -a, Ball::integer(-1)));
    RC_ASSERT(identical(Ball() / a, Ball()));
    RC_ASSERT(identical(a / Ball::integer(1), a));
  });
}

TEST_CASE("steps of zero change nothing") {
  hold("ball/exactness/zero step", 500, [] {
    const Ball a = *points(Reach::whole), b = *points(Reach::whole);
    Ball sum = a;
    add_product(sum, Ball(), b);
    RC_ASSERT(identical(sum, a));
    add_product(sum, b, Ball());
    RC_ASSERT(identical(sum, a));
  });
  hold("ball/exactness/zero sum", 500, [] {
    const Ball a = *balls(Reach::whole);
    RC_PRE(!a.is_poisoned());
    RC_ASSERT(identical(a + Ball(), a));
    RC_ASSERT(identical(Ball() + a, a));
    RC_ASSERT(identical(a - Ball(), a));
    RC_ASSERT(identical(Ball() * a, Ball()));
  });
}

TEST_CASE("exp of 0 is 1, log of 1 is 0, and of balls around them there is more") {
  CHECK(identical(exp(Ball()), Ball::integer(1)));
  CHECK(identical(exp(-Ball()), Ball::integer(1)));
  CHECK(identical(log(Ball::integer(1)), Ball()));
  CHECK(exp(widened(Ball(), 0x1p-500)).radius() >= 0x1p-500);
  CHECK(log(widened(Ball::integer(1), 0x1p-500)).radius() >= 0x1p-500);
}

TEST_CASE("integers and binary64 numbers are taken in exactly") {
  for (const long x : {0L, 1L, -1L, 3L, -10L, LONG_MAX, LONG_MIN, LONG_MAX - 1, LONG_MIN + 1, 1L << 62}) {
    CHECK(same_endpoints(Ball::integer(x).to_interval(exact_precision), Interval::integer(x, exact_precision)));
  }
  for (const double x : {0.0, -0.0, 1.0, -1.5, 0.1, -1e100, 0x1.fffffffffffffp399, 0x1p-401}) {
    CHECK(same_endpoints(Ball::exact(x).to_interval(exact_precision), Interval::exact(x, exact_precision)));
    CHECK(Ball::exact(x).mid_double() == x);
  }
  CHECK(identical(Ball::integer(3) / Ball::integer(-4), Ball::exact(-0.75)));
}

TEST_CASE("a point survives the way through an interval, and a ball is inside the one that comes back") {
  hold("ball/exactness/round trip", 1000, [] {
    const Ball a = *points(Reach::whole), b = *balls(Reach::whole);
    RC_PRE(!b.is_poisoned());
    RC_ASSERT(identical(Ball::around(a.to_interval(Precision(128))), a));
    for (const int bits : {53, 64, 113, 128}) {
      const Interval rounded = b.to_interval(Precision(bits));
      RC_ASSERT(contains(rounded, b.to_interval(exact_precision)));
      const Ball back = Ball::around(rounded);
      RC_ASSERT((back.is_poisoned() || contains(back.to_interval(exact_precision), rounded)));
    }
  });
}

}  // namespace
}  // namespace margincert::ball_tests
