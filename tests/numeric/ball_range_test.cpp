#include <limits>

#include "ball_operations.hpp"

// At the ends of the range results are contained or poisoned, and no radius vanishes on the way.

namespace margincert::ball_tests {
namespace {

Ball around(double lo, double hi) { return Ball::around(Interval::between(lo, hi, Precision(128))); }
Ball power(int exponent) { return Ball::exact(std::ldexp(1, exponent)); }

/// Numbers and balls at the ends of the range and at half of them, where products reach the ends.
Balls extremes() {
  Balls found{Ball(), Ball::integer(1), around(-0x1p-1074, 0x1p-1074), around(-0x1p399, 0x1p399)};
  for (const int exponent : {-401, -400, -399, -201, -200, -199, 198, 199, 200, 201, 397, 398}) {
    const Ball below = Ball::exact(std::ldexp(0x1.fffffffffffffp0, exponent));
    for (const Ball& a : {power(exponent), -power(exponent), below}) {
      found.push_back(a);
      found.push_back(widened(a, std::ldexp(1, exponent - 1)));
      found.push_back(widened(a, std::ldexp(1, exponent - 127)));
      found.push_back(widened(a, Ball::least_radius));
    }
  }
  found.push_back(Ball::exact(0x1.fffffffffffffp399));
  found.push_back(Ball::exact(0x1p399));
  return found;
}

TEST_CASE("every operation on extremes of the range contains the values or is poisoned") {
  const Balls all = extremes();
  for (const BallOperation& op : ball_operations()) {
    for (const Ball& a : all) {
      if (op.arity == 1) {
        const auto violation = containment_violation(op, {a}, {});
        CHECK_MESSAGE(!violation, *violation);
        continue;
      }
      for (const Ball& b : all) {
        const Balls x = op.arity == 2 ? Balls{a, b} : op.arity == 3 ? Balls{b, a, b} : Balls{a, b, b, a};
        const auto violation = containment_violation(op, x, {});
        CHECK_MESSAGE(!violation, *violation);
      }
    }
  }
}

TEST_CASE("inputs out of range are poison, the outermost ones inside are points") {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  for (const double x : {0x1p400, 0x1.fffffffffffffp-402, 0x1p-1074, 0x1p-1022, 0x1.fffffffffffffp1023, infinity,
                         std::numeric_limits<double>::quiet_NaN()}) {
    CHECK(Ball::exact(x).is_poisoned());
    CHECK(Ball::exact(-x).is_poisoned());
  }
  for (const double x : {0x1.fffffffffffffp399, 0x1p-401, -0x1p-401}) {
    CHECK(Ball::exact(x).is_point());
    CHECK(Ball::exact(x).mid_double() == x);
  }
}

TEST_CASE("intervals out of range are poison") {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  CHECK(Ball::around(Interval::poisoned(Precision(64))).is_poisoned());
  CHECK(Ball::around(Interval::entire(Precision(64))).is_poisoned());
  CHECK(around(0, infinity).is_poisoned());
  CHECK(around(-infinity, 0).is_poisoned());
  CHECK(around(-0x1p1000, 0x1p1000).is_poisoned());
  CHECK(around(-0x1p400, 0x1p400).is_poisoned());
  CHECK(around(0x1p400, 0x1p401).is_poisoned());
  CHECK(around(0, 0x1p-420).is_poisoned());
  CHECK(Ball::around(Interval::ratio(1, 3, Precision(256))).is_poisoned());  // more than 128 bits
  CHECK_FALSE(Ball::around(Interval::ratio(1, 3, Precision(128))).is_poisoned());
  CHECK(around(-0x1p-1074, 0x1p-1074).radius() == Ball::least_radius);
}

TEST_CASE("results just inside the range are points, just above poison, just below balls") {
  CHECK((power(200) * power(199)).is_point());
  CHECK((power(200) * power(200)).is_poisoned());
  CHECK((Ball::exact(0x1p399) + Ball::exact(0x1.ffffffffffffep398)).is_point());
  CHECK((Ball::exact(0x1p399) + Ball::exact(0x1p399)).is_poisoned());
  CHECK((power(399) / power(0)).is_point());
  CHECK((power(399) / power(-1)).is_poisoned());
  CHECK((power(-200) * power(-201)).is_point());
  CHECK((power(-201) / power(200)).is_point());
  for (const Ball& small : {power(-201) * power(-201), power(-400) * power(-400), power(-201) / power(201),
                            power(-401) / Ball::exact(0x1.fffffffffffffp399), power(-400) - Ball::exact(0x1.4p-400)}) {
    CHECK_FALSE(small.is_poisoned());
    CHECK_FALSE(small.is_point());
    CHECK(small.radius() <= 0x1.001p-400);
  }
}

TEST_CASE("radii at the upper end are poison before they are lost") {
  const Ball wide = around(-0x1.8p399, 0x1.8p399);
  CHECK((wide + wide).is_poisoned());
  CHECK((wide * wide).is_poisoned());
  CHECK((wide * Ball::integer(2)).is_poisoned());
  CHECK_FALSE((wide * Ball::exact(0.5)).is_poisoned());
  CHECK((wide / power(-401)).is_poisoned());
  CHECK(min(wide, Ball::exact(0x1p399)).is_poisoned());
  CHECK((power(399) / widened(power(-401), 0x1.fffffp-402)).is_poisoned());

  // The sum of the radii rounds to less than 2^400 and what it is inflated to does not: no factor may shrink it back.
  const Balls edge{around(-0x1.fffffffffffffp399, 0x1.fffffffffffffp399) + around(-1, 1)}, small{power(-300)};
  CHECK(edge[0].is_poisoned());
  CHECK(dot(std::span(edge), std::span(small)).is_poisoned());
}

TEST_CASE("no radius vanishes by underflow") {
  const Ball third = Ball::integer(1) / Ball::integer(3) * power(-300);
  const Ball zero = third - third;  // around zero, with a radius of about 2^-427
  CHECK_FALSE(zero.is_point());
  CHECK_FALSE((zero * zero).is_point());
  CHECK_FALSE((zero * zero * zero).is_point());
  CHECK_FALSE((zero * power(-400)).is_point());
  CHECK_FALSE((zero / power(399)).is_point());
  const Ball smallest = around(-0x1p-1074, 0x1p-1074);
  CHECK_FALSE((smallest * smallest).is_point());
  CHECK_FALSE((power(-400) * widened(power(0), 0x1p-1000)).is_point());
  CHECK_FALSE((power(-1) / widened(power(399), 0x1p-1000)).is_point());
  CHECK(exp(Ball::integer(-275)).radius() >= Ball::least_radius);
  const Balls a{zero, zero}, b{zero, power(-401)};
  CHECK_FALSE(dot(std::span(a), std::span(b)).is_point());
}

TEST_CASE("every radius is zero, at least the least one, or poison") {
  for (const BallOperation& op : ball_operations()) {
    hold("ball/range/radius/" + std::string(op.name), 1000, [&] {
      const Ball result = op.ball(*rc::gen::container<Balls>(op.arity, balls(Reach::whole)));
      const double r = result.radius();
      RC_ASSERT((r == 0 || (r >= Ball::least_radius && r < 0x1p400) || r == HUGE_VAL));
    });
  }
}

TEST_CASE("every operation passes poison on from every operand") {
  for (const BallOperation& op : ball_operations()) {
    hold("ball/range/poison/" + std::string(op.name), 300, [&] {
      Balls x = *rc::gen::container<Balls>(op.arity, rc::gen::oneOf(balls(Reach::whole), rc::gen::just(Ball())));
      x[*rc::gen::inRange<std::size_t>(0, x.size())] = Ball::poisoned();
      RC_ASSERT(op.ball(x).is_poisoned());
    });
  }
  CHECK(std::isnan(Ball::poisoned().mid_double()));
  CHECK(Ball::poisoned().to_interval(Precision(64)).is_poisoned());
  CHECK_FALSE(Ball::poisoned().is_point());
}

TEST_CASE("dividing by a ball that touches zero is poison") {
  for (const Ball& divisor : {Ball(), around(-1, 1), around(0, 1), around(-1, 0), around(-0x1p-1074, 0x1p-1074)}) {
    CHECK((Ball::integer(1) / divisor).is_poisoned());
    CHECK((Ball() / divisor).is_poisoned());
  }
}

}  // namespace
}  // namespace margincert::ball_tests
