#include "ball_operations.hpp"

namespace margincert::ball_tests {
namespace {

void check_operands(const BallOperation& op, const std::string& kind, const rc::Gen<Ball>& operand) {
  hold("ball/containment/" + kind + "/" + std::string(op.name), op.arity <= 2 ? 2000 : 600,
       [&] { check_containment(op, *rc::gen::container<Balls>(op.arity, operand)); });
}

TEST_CASE("every operation of balls contains the values") {
  for (const BallOperation& op : ball_operations()) {
    check_operands(op, "near", balls(Reach::near));
    check_operands(op, "whole", balls(Reach::whole));
    check_operands(op, "points", points(Reach::near));
  }
}

TEST_CASE("quotients and differences of neighbours contain the values") {
  for (const char* name : {"div", "sub", "min", "max"}) {
    hold("ball/containment/neighbours/" + std::string(name), 2000, [&] {
      const Ball a = *balls(Reach::near);
      const Ball apart = *balls(Reach::near) * Ball::exact(std::ldexp(1, -*rc::gen::inRange(60, 140)));
      check_containment(ball_operation(name), {a, a + apart});
    });
  }
}

TEST_CASE("long inner products with terms of every size and sign contain the values") {
  for (const Reach reach : {Reach::near, Reach::whole}) {
    hold(reach == Reach::near ? "ball/containment/long/near" : "ball/containment/long/whole", 25, [&] {
      Balls x = *lists(balls(reach), 100, 400);
      if (x.size() % 2) x.pop_back();
      check_containment(ball_operation("dot"), x);
    });
  }
}

/// Operands of Σ a_k b_k - Σ a_k b_k + rest * weight.
Balls cancelling(const Balls& a, const Balls& b, const Ball& rest, const Ball& weight) {
  Balls first = a, second = b;
  for (const Ball& entry : a) first.push_back(-entry);
  second.insert(second.end(), b.begin(), b.end());
  first.push_back(rest);
  first.insert(first.end(), second.begin(), second.end());
  first.push_back(weight);
  return first;
}

TEST_CASE("inner products whose large terms cancel contain the small one that is left") {
  hold("ball/containment/cancelling", 300, [] {
    const int n = *rc::gen::inRange(1, 6);
    const auto entries = rc::gen::container<Balls>(n, points(Reach::near));
    const Ball rest = *points(Reach::near) * Ball::exact(std::ldexp(1, -*rc::gen::inRange(0, 200)));
    check_containment(ball_operation("dot"), cancelling(*entries, *entries, rest, *points(Reach::near)));
  });
}

/// Operands of a sum of n equal products.
Balls equal_terms(std::size_t n, const Ball& a, const Ball& b) {
  Balls x(n, a);
  x.insert(x.end(), n, b);
  return x;
}

TEST_CASE("the integer part of a long sum carries") {
  Number ones(128);
  mpfr_set_ui_2exp(ones, 1, 128, MPFR_RNDN);
  mpfr_nextbelow(ones);  // the product of two is as near to 1 under its exponent as can be
  const Ball most = point_at(ones);
  for (const std::size_t n : {1, 2, 3, 255, 256, 4097}) {
    for (const Ball& sign : {Ball::integer(1), Ball::integer(-1)}) {
      const Balls x = equal_terms(n, most, sign * most);
      CHECK_FALSE(containment_violation(ball_operation("dot"), x, {}));
    }
  }
}

TEST_CASE("an inner product of more than 2^20 terms is poison, and one of 2^20 terms is not") {
  const Balls a(std::size_t{1} << 20, Ball::integer(3) / Ball::integer(7));
  const Ball sum = dot(std::span(a), std::span(a));
  CHECK_FALSE(sum.is_poisoned());
  CHECK(overlap(sum.to_interval(exact_precision), Interval::ratio(9L << 20, 49, exact_precision)));
  const Balls longer((std::size_t{1} << 20) + 1, Ball::integer(1));
  CHECK(dot(std::span(longer), std::span(longer)).is_poisoned());
}

}  // namespace
}  // namespace margincert::ball_tests
