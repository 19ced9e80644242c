#include <doctest/doctest.h>

#include <string>

#include "operations.hpp"
#include "tests/support/property.hpp"

namespace margincert::numeric_tests {
namespace {

using testing::check_property;

Ball value_of(const Operation& op, const Operands& x, slong bits) {
  std::vector<Ball> balls;
  for (const Interval& operand : x) balls.push_back(ball_around(operand, bits));
  Ball value;
  op.oracle(value, balls, bits);
  return value;
}

TEST_CASE("Arb's ball of the same operands overlaps the enclosure, at the same precision and at 1024 bits and more") {
  for (const Operation& op : operations()) {
    check_property("numeric/arb/overlap/" + std::string(op.name), [&] {
      const Operands x = *operands(op.arity, Reach::anywhere);
      const Interval enclosure = op.enclose(x);
      if (enclosure.is_poisoned()) return;  // Arb has no empty set; the poison tests say when this may happen
      RC_ASSERT(place(value_of(op, x, enclosure.precision().bits()), enclosure) != Placement::outside);
      RC_ASSERT(place(value_of(op, x, 4096), enclosure) != Placement::outside);
    });
  }
}

TEST_CASE("an enclosure of a value at exact points contains Arb's 4096-bit ball whole") {
  for (const Operation& op : operations()) {
    check_property("numeric/arb/containment/" + std::string(op.name), [&] {
      const Operands x = *point_operands(op.arity, Reach::moderate);
      std::vector<Ball> balls;
      for (const Interval& operand : x) balls.emplace_back(operand.lo());
      RC_PRE(op.defined(balls));
      Ball value;
      op.oracle(value, balls, 4096);
      RC_ASSERT(place(value, op.enclose(x)) == Placement::inside);
    });
  }
}

TEST_CASE("the placement of a ball tells inside, outside and straddling, and poison holds nothing") {
  const Precision precision(53);
  const Interval unit = Interval::between(0, 1, precision);
  const Interval half = Interval::exact(0.5, precision), two = Interval::integer(2, precision);
  CHECK(place(ball_around(half, 53), unit) == Placement::inside);
  CHECK(place(ball_around(Interval::between(0, 1, precision), 53), unit) != Placement::outside);
  CHECK(place(ball_around(two, 53), unit) == Placement::outside);
  CHECK(place(ball_around(-half, 53), unit) == Placement::outside);
  CHECK(place(ball_around(Interval::between(0.5, 2, precision), 53), unit) == Placement::undecided);
  CHECK(place(ball_around(half, 53), Interval::poisoned(precision)) == Placement::outside);
  CHECK(place(ball_around(Interval::entire(precision), 53), unit) == Placement::undecided);
  CHECK(place(ball_around(two, 53), Interval::entire(precision)) == Placement::inside);
}

TEST_CASE("sampled members lie inside their interval") {
  check_property("numeric/arb/members", [] {
    const Operands x = *operands(1, Reach::anywhere);
    for (const Ball& member : members(x[0])) RC_ASSERT(place(member, x[0]) == Placement::inside);
  });
}

}  // namespace
}  // namespace margincert::numeric_tests
