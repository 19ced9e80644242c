#include "ball_operations.hpp"
#include "numeric/wide_sum.hpp"

// The containment procedure has to be able to fail: each mutant leaves out one term of a radius, and has to be caught
// by the very procedure, the operands and the seed that the real operation passes.

namespace margincert::ball_tests {
namespace {

using numeric::WideSum;

/// The ball with this midpoint cut to 128 bits, and no word about what was cut.
Ball cut_ball(const Interval& centre, double radius) {
  Number midpoint(128);
  mpfr_set(midpoint, centre.lo(), MPFR_RNDZ);
  return widened(point_at(midpoint), radius);
}

/// What a product or quotient cuts off may be two units of its last place, which are at most this.
double cut_of(const Ball& a) { return std::fabs(a.mid_double()) * 0x1.01p-126; }

Ball sum_without_cut(const Balls& x) {
  return cut_ball(centre_of(x[0]) + centre_of(x[1]), x[0].radius() + x[1].radius());
}

Ball product_without_cut(const Balls& x) {
  return cut_ball(centre_of(x[0]) * centre_of(x[1]), WideSum::product_radius(x[0], x[1]));
}

Ball quotient_without_cut(const Balls& x) {
  const Ball quotient = x[0] / x[1];
  if (quotient.is_poisoned() || quotient.is_point()) return quotient;
  return cut_ball(centre_of(quotient), std::max(0.0, quotient.radius() - cut_of(quotient)));
}

/// |A| s + |B| r, without r s.
Ball product_without_cross_term(const Balls& x) {
  const double radius = WideSum::magnitude(x[0]) * x[1].radius() + WideSum::magnitude(x[1]) * x[0].radius();
  return cut_ball(centre_of(x[0]) * centre_of(x[1]), radius + cut_of(x[0] * x[1]));
}

/// (r + |q| s) / |B|, without taking s from the divisor.
Ball quotient_by_midpoint(const Balls& x) {
  const Ball quotient = x[0] / x[1];
  if (quotient.is_poisoned()) return quotient;
  const double radius = (x[0].radius() + WideSum::magnitude(quotient) * x[1].radius()) / WideSum::least_magnitude(x[1]);
  return cut_ball(centre_of(quotient), radius + cut_of(quotient));
}

/// One unit of the error budget of exp instead of the four it has.
Ball exp_with_one_unit(const Balls& x) {
  const Ball value = exp(x[0]);
  if (value.is_poisoned() || !x[0].is_point()) return value;
  return cut_ball(centre_of(value), value.mid_double() * 0x1p-125);
}

/// e^A r, without r^2.
Ball exp_without_second_order(const Balls& x) {
  const Ball value = exp(x[0]);
  if (value.is_poisoned()) return value;
  return cut_ball(centre_of(value), WideSum::magnitude(value) * (x[0].radius() + 0x1p-122));
}

/// The first operand where the order is not certain.
Ball hasty_min(const Balls& x) {
  const Ball least = min(x[0], x[1]);
  return least.radius() > std::max(x[0].radius(), x[1].radius()) ? x[0] : least;
}

/// An inner product that takes the terms one by one and forgets what each addition cuts off.
Ball dot_without_cut(const Balls& x) {
  const std::size_t n = x.size() / 2;
  Interval sum(exact_precision);
  double radius = 0;
  for (std::size_t k = 0; k < n; ++k) {
    sum += centre_of(x[k]) * centre_of(x[n + k]);
    radius += WideSum::product_radius(x[k], x[n + k]);
  }
  return cut_ball(sum, radius * 1.001);
}

struct Mutant {
  const char* operation;
  const char* what;
  Ball (*ball)(const Balls& x);
};

constexpr Mutant mutants[]{
    {"add", "a sum that forgets what it cuts off", sum_without_cut},
    {"mul", "a product that forgets what it cuts off", product_without_cut},
    {"div", "a quotient that forgets what it cuts off", quotient_without_cut},
    {"dot", "an inner product that forgets what it cuts off", dot_without_cut},
    {"mul", "a product without r s", product_without_cross_term},
    {"div", "a quotient by the divisor's midpoint", quotient_by_midpoint},
    {"exp", "exp with one unit of its error", exp_with_one_unit},
    {"exp", "exp without r^2", exp_without_second_order},
    {"min", "a least one taken before the order is certain", hasty_min},
};

/// The real test's procedure on balls and on points, applied to `op`.
rc::detail::TestResult hunt(const BallOperation& op) {
  return outcome("ball/mutant/" + std::string(op.name), 2000, [&] {
    const auto operand = *rc::gen::arbitrary<bool>() ? balls(Reach::near) : points(Reach::near);
    check_containment(op, *rc::gen::container<Balls>(op.arity, operand));
  });
}

TEST_CASE("operations that leave out a term of their radius are caught by the containment test") {
  for (const Mutant& mutant : mutants) {
    BallOperation broken = ball_operation(mutant.operation);
    broken.ball = mutant.ball;
    const auto result = hunt(broken);
    rc::detail::FailureResult failure;
    const bool failed = result.match(failure);
    CHECK_MESSAGE(failed, mutant.what << " passed the containment test");
    CHECK_MESSAGE(failure.description.find("leaves out its value") != std::string::npos,
                  mutant.what << " failed otherwise: " << failure.description);
  }
}

TEST_CASE("the real operations pass where the mutants are caught") {
  for (const BallOperation& op : ball_operations()) {
    const bool passed = hunt(op).is<rc::detail::SuccessResult>();
    CHECK_MESSAGE(passed, op.name << " does not pass");
  }
}

}  // namespace
}  // namespace margincert::ball_tests
