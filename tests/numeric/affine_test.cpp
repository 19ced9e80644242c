#include "numeric/affine.hpp"

#include <doctest/doctest.h>

#include <array>
#include <functional>

#include "numeric/interval.hpp"
#include "tests/support/property.hpp"

// Forms on a box of three coordinates, held at points of the box against the same formula in 256 bits.
namespace margincert::affine_tests {
namespace {

using numeric::Affine;
using numeric::Interval;
using numeric::Precision;
using testing::check_property;

constexpr std::size_t coordinates = 3;
constexpr Precision wide{256};
using Point = std::array<double, coordinates>;  ///< ε

/// One function on the box twice: as a form, and at a point.
struct Function {
  Affine form;
  std::function<Interval(const Point&)> at;
};

Interval exact(double x) { return Interval::exact(x, wide); }

int drawn(int least, int most) { return *rc::gen::inRange(least, most + 1); }

Function drawn_constant() {
  const double x = std::ldexp(drawn(-999, 999), drawn(-14, -6)) / 3;
  return {Affine::exact(x), [x](const Point&) { return exact(x); }};
}

Function drawn_input(std::size_t i) {
  // Around 0 nothing but the rounding of slopes is in the base of a multiple.
  const double centre = drawn(0, 3) == 0 ? 0 : std::ldexp(drawn(-999, 999), -8) / 3;
  const double half = std::ldexp(drawn(0, 99), drawn(-30, -5)) / 7;
  return {Affine::input(centre, half, i), [=](const Point& e) { return exact(centre) + exact(half) * exact(e[i]); }};
}

template <class Combine>
Function combined(const Function& a, const Function& b, Combine combine) {
  return {combine(a.form, b.form), [=](const Point& e) { return combine(a.at(e), b.at(e)); }};
}

/// x_i, a x_i + b x_j x_k, or min(x_i, x_j x_k): with slopes of full length, a base and kinks.
Function drawn_function() {
  const auto times = [](const auto& x, const auto& y) { return x * y; };
  const auto plus = [](const auto& x, const auto& y) { return x + y; };
  const auto least = [](const auto& x, const auto& y) { return min(x, y); };
  const Function one = drawn_input(static_cast<std::size_t>(drawn(0, 2)));
  if (drawn(0, 3) == 0) return one;
  const Function product = combined(drawn_input(static_cast<std::size_t>(drawn(0, 2))),
                                    drawn_input(static_cast<std::size_t>(drawn(0, 2))), times);
  if (drawn(0, 3) == 0) return combined(one, product, least);
  return combined(combined(one, drawn_constant(), times), product, plus);
}

Point drawn_point() {
  Point point;
  for (double& e : point) e = drawn(0, 2) == 0 ? drawn(0, 1) * 2 - 1 : std::ldexp(drawn(-256, 256), -8);
  return point;
}

/// Is the value at the point where the form says?
bool contains(const Affine& form, const Point& point, const Interval& value) {
  if (form.is_poisoned()) return false;
  Interval linear = value;
  for (std::size_t i = 0; i < form.slopes().size(); ++i) linear -= exact(form.slopes()[i]) * exact(point[i]);
  return overlap(linear, Interval::between(form.base_lo(), form.base_hi(), wide)) &&
         overlap(value, Interval::between(form.lo_double(), form.hi_double(), wide));
}

struct Operation {
  std::string name;
  std::function<Affine(const Affine&, const Affine&)> form;
  std::function<Interval(const Interval&, const Interval&)> value;
};

template <class F>
Operation operation(const char* name, F f) {
  return {name, f, f};
}

const std::vector<Operation>& operations() {
  static const std::vector<Operation> all{
      operation("add", [](const auto& a, const auto& b) { return a + b; }),
      operation("sub", [](const auto& a, const auto& b) { return a - b; }),
      operation("mul", [](const auto& a, const auto& b) { return a * b; }),
      operation("div", [](const auto& a, const auto& b) { return a / b; }),
      operation("neg", [](const auto& a, const auto&) { return -a; }),
      operation("sqr", [](const auto& a, const auto&) { return sqr(a); }),
      operation("sqrt", [](const auto& a, const auto&) { return sqrt(sqr(a)); }),
      operation("exp", [](const auto& a, const auto&) { return exp(a); }),
      operation("steep exp", [](const auto& a, const auto& b) { return exp(9 * a - b); }),
      operation("log", [](const auto& a, const auto& b) { return log(exp(a) + sqr(b)); }),
      operation("abs", [](const auto& a, const auto&) { return abs(a); }),
      operation("min", [](const auto& a, const auto& b) { return min(a, b); }),
      operation("max", [](const auto& a, const auto& b) { return max(a, b); }),
      operation("softmax", [](const auto& a, const auto& b) { return exp(a) / (exp(a) + exp(b)); }),
      {"multiples",
       [](const Affine& a, const Affine& b) {
         Affine sum = a * Affine::exact(1.0 / 3);
         add_product(sum, Affine::exact(0.7), b);
         add_product(sum, a, Affine::exact(-0.1));
         return sum;
       },
       [](const Interval& a, const Interval& b) { return a * exact(1.0 / 3) + exact(0.7) * b + a * exact(-0.1); }},
      {"add_product",
       [](const Affine& a, const Affine& b) {
         Affine sum = b;
         add_product_shifted(sum, a, b, 0.3);
         return sum;
       },
       [](const Interval& a, const Interval& b) { return b + a * (b - exact(0.3)); }},
      {"dot",
       [](const Affine& a, const Affine& b) {
         const std::vector<Affine> x{a, b, a}, y{b, b, a};
         return dot(std::span<const Affine>(x), std::span<const Affine>(x)) +
                dot(std::span<const Affine>(x), std::span<const Affine>(y));
       },
       [](const Interval& a, const Interval& b) { return 2 * sqr(a) + sqr(b) + (a * b + b * b + a * a); }},
  };
  return all;
}

/// One draw: two functions, points; false where the form is refuted. A value that does not exist refutes nothing.
bool holds_at_drawn_points(const Operation& op) {
  const Function a = drawn_function(), b = drawn_function();
  const Affine form = op.form(a.form, b.form);
  for (int k = 0; k < 24; ++k) {
    const Point point = drawn_point();
    const Interval value = op.value(a.at(point), b.at(point));
    if (value.is_poisoned() || !value.is_finite()) continue;
    if (!contains(form, point, value)) return false;
  }
  return true;
}

TEST_CASE("every operation on forms contains the function, in its range and in its linear form") {
  for (const Operation& op : operations()) {
    check_property("affine/containment/" + op.name, [&] { RC_ASSERT(holds_at_drawn_points(op)); });
  }
}

/// The form with nothing but its middle left of the base: whatever the base was for is missing.
Affine without_base(const Affine& form) {
  Affine result;
  for (std::size_t i = 0; i < form.slopes().size(); ++i) {
    const double slope = form.slopes()[i];
    const Affine term = Affine::input(0, std::abs(slope), i);
    result += slope < 0 ? -term : term;
  }
  return result + Affine::exact(form.base_lo() / 2 + form.base_hi() / 2);
}

/// A base on the wrong side of the linear part: a remainder of the wrong sign.
Affine with_turned_base(const Affine& form, double from) {
  return without_base(form) - Affine::within(form.base_lo(), form.base_hi()) + Affine::exact(from);
}

bool is_caught(const Operation& mutant) {
  const auto result = rc::detail::checkTestable([&] { RC_ASSERT(holds_at_drawn_points(mutant)); });
  rc::detail::FailureResult failure;
  return result.match(failure);
}

TEST_CASE("an operation that forgets its base, or turns it around, is caught by the same draws") {
  for (const Operation& op : operations()) {
    if (op.name == "neg") continue;  // loses nothing
    CAPTURE(op.name);
    CHECK(
        is_caught({op.name, [&](const Affine& a, const Affine& b) { return without_base(op.form(a, b)); }, op.value}));
  }
  for (const char* name : {"exp", "log", "sqrt", "min", "max", "mul"}) {
    CAPTURE(name);
    const auto op = std::ranges::find(operations(), name, &Operation::name);
    const auto turned = [&](const Affine& a, const Affine& b) {
      const Affine form = op->form(a, b);
      return with_turned_base(form, 2 * form.base_lo());
    };
    CHECK(is_caught({name, turned, op->value}));
  }
  const Operation tangent{"exp by its tangent",
                          [](const Affine& a, const Affine&) {
                            const Affine middle = Affine::exact(a.mid_double());
                            return exp(middle) * (1 + a - middle);
                          },
                          [](const Interval& a, const Interval&) { return exp(a); }};
  CHECK(is_caught(tangent));
  const Operation order{"min by the middles",
                        [](const Affine& a, const Affine& b) { return a.mid_double() < b.mid_double() ? a : b; },
                        [](const Interval& a, const Interval& b) { return min(a, b); }};
  CHECK(is_caught(order));
}

TEST_CASE("relations say yes and no only where they are so at every point") {
  check_property("affine/relations", [] {
    const Function a = drawn_function(), b = drawn_function();
    const Point point = drawn_point();
    const auto agrees = [](numeric::Truth claimed, numeric::Truth at_point) {
      return claimed == numeric::Truth::unknown || at_point == numeric::Truth::unknown || claimed == at_point;
    };
    RC_ASSERT(agrees(is_less(a.form, b.form), is_less(a.at(point), b.at(point))));
    RC_ASSERT(agrees(is_less_equal(a.form, b.form), is_less_equal(a.at(point), b.at(point))));
    RC_ASSERT(agrees(is_positive(a.form), is_positive(a.at(point))));
    RC_ASSERT(agrees(is_nonnegative(a.form), is_nonnegative(a.at(point))));
    for (const double weight : {0.0, 0.7, 3.0}) {
      const Interval difference = a.at(point) - exact(weight) * b.at(point);
      RC_ASSERT(lower_bound_of_difference(a.form, weight, b.form) <= difference.hi_double());
    }
  });
}

TEST_CASE("a base that became a coordinate is the same function wherever it is used") {
  check_property("affine/fresh", [] {
    const Function a = drawn_function();
    const Affine fresh = a.form.with_base_as_input(coordinates);
    const Point point = drawn_point();
    const Interval value = a.at(point), twice = value * value - value;
    const Affine form = fresh * fresh - fresh;
    RC_ASSERT(overlap(twice, Interval::between(form.lo_double(), form.hi_double(), wide)));
    RC_ASSERT((fresh - fresh).hi_double() <= 1e-12 * (1 + std::abs(fresh.hi_double())));
  });
}

TEST_CASE("forms know what their operands have in common, which ranges do not") {
  const Affine x = Affine::input(3, 0.5, 0), y = Affine::input(2, 0.25, 1);
  const Affine zero = (x + y) - x - y;
  CHECK(zero.lo_double() > -1e-14);
  CHECK(zero.hi_double() < 1e-14);
  const Affine share = x / (x + y);  // 2.5 / 4.75 to 3.5 / 5.25, and not 2.5 / 5.75 to 3.5 / 4.25
  CHECK(share.lo_double() > 0.5);
  CHECK(share.hi_double() < 0.7);
}

TEST_CASE("what is no number is poison, and poison spreads") {
  const Affine poison = Affine::exact(std::nan(""));
  CHECK(poison.is_poisoned());
  CHECK(Affine::input(1, -1, 0).is_poisoned());
  CHECK(log(Affine::within(-2, -1)).is_poisoned());
  const Affine one = Affine::input(1, 0.5, 0);
  for (const Affine& result : {poison + one, one * poison, one / poison, max(one, poison), exp(poison), sqr(poison)}) {
    CHECK(result.is_poisoned());
    CHECK(is_nonnegative(result) == numeric::Truth::unknown);
  }
}

TEST_CASE("what overflows is unbounded, and never less than the truth") {
  const Affine steep = exp(Affine::input(700, 100, 0));
  CHECK(steep.lo_double() > 0);
  CHECK(steep.hi_double() == std::numeric_limits<double>::infinity());
  CHECK((1 / Affine::input(0, 1, 0)).hi_double() == std::numeric_limits<double>::infinity());
  const Affine huge = Affine::input(1e300, 1e299, 0);
  CHECK((huge * huge).hi_double() == std::numeric_limits<double>::infinity());
  CHECK((steep - steep).lo_double() == -std::numeric_limits<double>::infinity());
}

TEST_CASE("two results that look alike are not taken for one function") {
  const Affine x = Affine::input(1, 0.5, 0);
  const Affine once = sqr(x), again = sqr(x), copy = once;
  CHECK(same_function(once, copy));
  CHECK_FALSE(same_function(once, again));
  CHECK_FALSE(same_function(x, x));  // inputs carry no number
  CHECK(same_function(Affine::exact(2), Affine::exact(2)));
}

}  // namespace
}  // namespace margincert::affine_tests
