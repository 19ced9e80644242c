#include "ball_operations.hpp"

// Two ways to the same number overlap, operands may be the result, and larger operands give larger results.

namespace margincert::ball_tests {
namespace {

bool overlap(const Ball& a, const Ball& b) {
  if (a.is_poisoned() || b.is_poisoned()) return true;
  return overlap(a.to_interval(exact_precision), b.to_interval(exact_precision));
}

bool same(const Ball& a, const Ball& b) {
  if (a.is_poisoned() || b.is_poisoned()) return a.is_poisoned() == b.is_poisoned();
  return a.radius() == b.radius() && same_endpoints(centre_of(a), centre_of(b));
}

/// The same up to the roundings of two radii.
bool nearly_same(const Ball& a, const Ball& b) {
  if (a.is_poisoned() || b.is_poisoned()) return a.is_poisoned() == b.is_poisoned();
  return same_endpoints(centre_of(a), centre_of(b)) && std::fabs(a.radius() - b.radius()) <= 0x1p-40 * a.radius();
}

Ball product_by_product(const Balls& a, const Balls& b) {
  Ball sum;
  for (std::size_t k = 0; k < a.size(); ++k) add_product(sum, a[k], b[k]);
  return sum;
}

Ball sum_of_separate_products(const Balls& a, const Balls& b) {
  Ball sum = a[0] * b[0];
  for (std::size_t k = 1; k < a.size(); ++k) sum += a[k] * b[k];
  return sum;
}

Ball dot_of(const Balls& a, const Balls& b) { return dot(std::span(a), std::span(b)); }

TEST_CASE("an inner product overlaps the sum of its products, and does not depend on the order") {
  for (const Reach reach : {Reach::near, Reach::whole}) {
    hold(reach == Reach::near ? "ball/consistency/dot/near" : "ball/consistency/dot/whole", 300, [&] {
      const int n = *rc::gen::inRange(1, 60);
      const Balls a = *rc::gen::container<Balls>(n, balls(reach)), b = *rc::gen::container<Balls>(n, balls(reach));
      const Ball whole = dot_of(a, b);
      RC_ASSERT(overlap(whole, sum_of_separate_products(a, b)));
      RC_ASSERT(overlap(whole, product_by_product(a, b)));
      RC_ASSERT(nearly_same(whole, dot_of({a.rbegin(), a.rend()}, {b.rbegin(), b.rend()})));
      RC_ASSERT(nearly_same(whole, dot_of(b, a)));
    });
  }
}

TEST_CASE("a gathered inner product is the inner product of what was gathered, bit for bit") {
  hold("ball/consistency/gathered_dot", 300, [] {
    const Balls table = *lists(balls(Reach::whole), 12, 60);
    const std::size_t stride = *rc::gen::inRange(1, 5), column = *rc::gen::inRange<std::size_t>(0, stride);
    const auto keys = *rc::gen::nonEmpty(
        rc::gen::container<std::vector<std::size_t>>(rc::gen::inRange<std::size_t>(0, table.size() / stride)));
    const Balls weights = *rc::gen::container<Balls>(keys.size(), balls(Reach::whole));
    Balls gathered;
    for (const std::size_t key : keys) gathered.push_back(table[key * stride + column]);
    RC_ASSERT(same(gathered_dot(weights, keys, table.data() + column, stride), dot_of(weights, gathered)));
  });
}

TEST_CASE("sums, products and quotients overlap when computed in another way") {
  for (const Reach reach : {Reach::near, Reach::whole}) {
    hold(reach == Reach::near ? "ball/consistency/ways/near" : "ball/consistency/ways/whole", 1000, [&] {
      const Ball a = *balls(reach), b = *balls(reach), c = *balls(reach);
      RC_ASSERT(same(a + b, b + a));
      RC_ASSERT(nearly_same(a * b, b * a));
      RC_ASSERT(same(a - b, -(b - a)));
      RC_ASSERT(overlap(a + b - b, a));
      RC_ASSERT(overlap((a + b) + c, a + (b + c)));
      RC_ASSERT(overlap((a * b) * c, a * (b * c)));
      RC_ASSERT(overlap(a * (b + c), a * b + a * c));
      RC_ASSERT(overlap(a / b * b, a));
      RC_ASSERT(overlap(a / b, a * (Ball::integer(1) / b)));
      RC_ASSERT(overlap(min(a, b) + max(a, b), a + b));
      RC_ASSERT(same(max(a, b), -min(-a, -b)));
      RC_ASSERT(overlap(abs(a) * abs(b), abs(a * b)));
    });
  }
}

TEST_CASE("an operand may be the result") {
  hold("ball/consistency/aliasing", 500, [] {
    const Ball a = *balls(Reach::near), b = *balls(Reach::near);
    const auto assigned = [&](auto&& assign) {
      Ball x = a;
      assign(x);
      return x;
    };
    RC_ASSERT(same(assigned([](Ball& x) { x += x; }), a + a));
    RC_ASSERT(same(assigned([](Ball& x) { x -= x; }), a - a));
    RC_ASSERT(same(assigned([](Ball& x) { x *= x; }), a * a));
    RC_ASSERT(same(assigned([](Ball& x) { x /= x; }), a / a));
    RC_ASSERT(same(assigned([](Ball& x) { x = min(x, x); }), min(a, a)));
    RC_ASSERT(same(assigned([](Ball& x) { add_product(x, x, x); }), assigned([&](Ball& x) { add_product(x, a, a); })));
    RC_ASSERT(same(assigned([&](Ball& x) { add_product(x, x, b); }), assigned([&](Ball& x) { add_product(x, a, b); })));
    RC_ASSERT(same(assigned([&](Ball& x) { add_product(x, b, x); }), assigned([&](Ball& x) { add_product(x, b, a); })));
  });
}

TEST_CASE("a larger radius around the same midpoints gives a result that contains the smaller one's") {
  for (const BallOperation& op : ball_operations()) {
    if (op.name == "log") continue;  // its midpoint comes from the ends and moves with them
    hold("ball/consistency/monotone/" + std::string(op.name), 500, [&] {
      const Balls x = *rc::gen::container<Balls>(op.arity, balls(Reach::near));
      Balls wider = x;
      for (Ball& operand : wider) {
        if (*rc::gen::arbitrary<bool>()) operand = widened(operand, std::ldexp(1, *rc::gen::inRange(-140, 0)));
      }
      const Ball inner = op.ball(x), outer = op.ball(wider);
      if (inner.is_poisoned()) RC_ASSERT(outer.is_poisoned());
      RC_PRE(!outer.is_poisoned());
      RC_ASSERT(contains(outer.to_interval(exact_precision), inner.to_interval(exact_precision)));
    });
  }
}

TEST_CASE("the least of two balls in a certain order is one of them, and of overlapping ones a ball around both") {
  hold("ball/consistency/min", 1000, [] {
    const Ball a = *balls(Reach::near), b = *balls(Reach::near);
    const Interval x = a.to_interval(exact_precision), y = b.to_interval(exact_precision);
    const Ball least = min(a, b);
    const Interval apart = x - y;
    const bool surely_apart = abs(mid(apart)).lo_double() > 1.001 * (a.radius() + b.radius());
    if (surely_apart) RC_ASSERT(same(least, mpfr_sgn(mid(apart).lo()) < 0 ? a : b));
    if (overlap(a, b)) RC_ASSERT(contains(least.to_interval(exact_precision), hull(x, y)));
  });
  CHECK(same(min(Ball::integer(2), Ball::integer(2)), Ball::integer(2)));
  CHECK(same(max(Ball::integer(-2), Ball()), Ball()));
}

}  // namespace
}  // namespace margincert::ball_tests
