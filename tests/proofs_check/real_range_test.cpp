#include "proofs_check/real_range.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <boost/multiprecision/cpp_int.hpp>
#include <vector>

#include "tests/support/property.hpp"

namespace margincert::proofs_tests {
namespace {

using numeric::Interval;
using numeric::Precision;
using proofs::RealRange;
using testing::check_property;
using Rational = boost::multiprecision::cpp_rational;

constexpr Precision range_bits{256};

/// A range in sixteenths: every end, and every product of three of them, is exact in 256 range_bits.
struct Sixteenths {
  int lo, hi;

  RealRange range() const { return {Interval::exact(lo / 16.0, range_bits), Interval::exact(hi / 16.0, range_bits)}; }
  std::vector<Rational> ends() const { return {Rational(lo, 16), Rational(hi, 16)}; }
};

Sixteenths draw_range(int from = -40, int to = 40) {
  const int a = *rc::gen::inRange(from, to + 1), b = *rc::gen::inRange(from, to + 1);
  return {std::min(a, b), std::max(a, b)};
}

Rational value(const Interval& point) {
  RC_ASSERT(point.is_point());
  return Rational(point.lo_double());
}

/// The set has exactly these extremes.
void assert_extremes(const RealRange& range, const std::vector<Rational>& members) {
  RC_ASSERT(value(range.lo) == *std::ranges::min_element(members));
  RC_ASSERT(value(range.hi) == *std::ranges::max_element(members));
}

}  // namespace

TEST_CASE("sums and differences of ranges reach exactly the extreme sums and differences") {
  check_property("real-range.sums", [] {
    const Sixteenths a = draw_range(), b = draw_range();
    std::vector<Rational> sums, differences;
    for (const Rational& x : a.ends()) {
      for (const Rational& y : b.ends()) {
        sums.push_back(x + y);
        differences.push_back(x - y);
      }
    }
    assert_extremes(a.range() + b.range(), sums);
    assert_extremes(a.range() - b.range(), differences);
  });
}

TEST_CASE("a number of any sign times a range keeps the ends in order") {
  check_property("real-range.scalar", [] {
    const Sixteenths a = draw_range();
    const int s = *rc::gen::inRange(-40, 41);
    std::vector<Rational> products;
    for (const Rational& x : a.ends()) products.push_back(Rational(s, 16) * x);
    assert_extremes(Interval::exact(s / 16.0, range_bits) * a.range(), products);
  });
}

TEST_CASE("a number known only as an interval times a range holds the ends of every choice of it") {
  check_property("real-range.uncertain-scalar", [] {
    const Sixteenths a = draw_range(), s = draw_range();
    const RealRange product = Interval::between(s.lo / 16.0, s.hi / 16.0, range_bits) * a.range();
    for (int numerator = s.lo; numerator <= s.hi; ++numerator) {
      const RealRange exact = Interval::exact(numerator / 16.0, range_bits) * a.range();
      RC_ASSERT(contains(product.lo, exact.lo));
      RC_ASSERT(contains(product.hi, exact.hi));
    }
  });
}

TEST_CASE("the hull reaches both ranges, and the cut keeps what they share") {
  check_property("real-range.hull-cut", [] {
    const Sixteenths a = draw_range(), b = draw_range();
    std::vector<Rational> members = a.ends();
    for (const Rational& x : b.ends()) members.push_back(x);
    assert_extremes(hull(a.range(), b.range()), members);

    RC_PRE(std::max(a.lo, b.lo) <= std::min(a.hi, b.hi));
    const RealRange shared = cut(a.range(), b.range());
    RC_ASSERT(value(shared.lo) == Rational(std::max(a.lo, b.lo), 16));
    RC_ASSERT(value(shared.hi) == Rational(std::min(a.hi, b.hi), 16));
  });
}

TEST_CASE("a mixture reaches exactly the extremes over all weights and members") {
  check_property("real-range.mix", [] {
    const Sixteenths w = draw_range(0, 16), u = draw_range(), v = draw_range();
    std::vector<Rational> members;
    for (int weight = w.lo; weight <= w.hi; ++weight) {
      for (const Rational& x : u.ends()) {
        for (const Rational& y : v.ends()) members.push_back(Rational(weight, 16) * x + Rational(16 - weight, 16) * y);
      }
    }
    assert_extremes(mix(w.range(), u.range(), v.range()), members);
  });
}

TEST_CASE("a point and a symmetric range have the ends they say") {
  const Interval x = Interval::exact(0.75, range_bits);
  CHECK(same_endpoints(proofs::point(x).lo, x));
  CHECK(same_endpoints(proofs::point(x).hi, x));
  CHECK(same_endpoints(proofs::symmetric(x).lo, -x));
  CHECK(same_endpoints(proofs::symmetric(x).hi, x));
}

}  // namespace margincert::proofs_tests
