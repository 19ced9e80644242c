#include <doctest/doctest.h>

#include "operations.hpp"
#include "tests/support/property.hpp"

namespace margincert::numeric_tests {
namespace {

using testing::check_property;

bool equal(const Interval& a, const Interval& b) { return same_endpoints(a, b); }
bool point_in(const Interval& a, const Interval& point) { return point.is_point() && contains(a, point); }

/// (lo + hi) / 2 rounded to nearest; Arb's exponents are unbounded, so the sum neither overflows nor underflows.
Ball nearest_middle(const Interval& a) {
  const Ball lo(a.lo()), hi(a.hi());
  Ball result;
  arf_ptr middle = arb_midref(static_cast<arb_ptr>(result));
  arf_add(middle, arb_midref(static_cast<arb_srcptr>(lo)), arb_midref(static_cast<arb_srcptr>(hi)),
          a.precision().bits(), ARF_RND_NEAR);
  arf_mul_2exp_si(middle, middle, -1);
  return result;
}

TEST_CASE("the hull is the smallest interval around both operands") {
  check_property("numeric/sets/hull", [] {
    const Operands x = *operands(3, Reach::anywhere);
    const Interval both = hull(x[0], x[1]);
    RC_ASSERT(contains(both, x[0]));
    RC_ASSERT(contains(both, x[1]));
    RC_ASSERT((equal(inf(both), inf(x[0])) || equal(inf(both), inf(x[1]))));
    RC_ASSERT((equal(sup(both), sup(x[0])) || equal(sup(both), sup(x[1]))));
    RC_ASSERT(equal(both, hull(x[1], x[0])));
    RC_ASSERT(equal(hull(both, x[2]), hull(x[0], hull(x[1], x[2]))));
    RC_ASSERT(both.precision() == precision_of({x[0], x[1]}));
  });
}

TEST_CASE("the intersection holds the common members and is poisoned exactly when there are none") {
  check_property("numeric/sets/intersection", [] {
    const Operands x = *operands(2, Reach::anywhere);
    const Interval common = intersection(x[0], x[1]);
    RC_ASSERT(common.is_poisoned() == !overlap(x[0], x[1]));
    for (const Interval& side : x) {
      for (const Ball& member : members(side)) {
        const bool in_both = place(member, x[0]) == Placement::inside && place(member, x[1]) == Placement::inside;
        if (in_both) RC_ASSERT(place(member, common) == Placement::inside);
      }
    }
    if (common.is_poisoned()) return;
    RC_ASSERT((contains(x[0], common) && contains(x[1], common)));
    RC_ASSERT(equal(common, intersection(x[1], x[0])));
    RC_ASSERT(contains(common, intersection(common, common)));
  });
}

TEST_CASE("the midpoint is a member and no number of the precision is nearer to the middle") {
  check_property("numeric/sets/mid", [] {
    const Interval a = (*operands(1, Reach::anywhere)).front();
    const Interval centre = mid(a);
    RC_ASSERT(centre.is_poisoned() == !a.is_finite());
    if (!a.is_finite()) return;
    RC_ASSERT(point_in(a, centre));
    const Ball nearest = nearest_middle(a);
    const bool representable = arf_cmpabs_2exp_si(arb_midref(static_cast<arb_srcptr>(nearest)), mpfr_get_emin()) > 0;
    if (representable) RC_ASSERT(arb_equal(nearest, Ball(centre.lo())) != 0);
  });
}

TEST_CASE("the radius reaches both ends from the midpoint, and the width from one end to the other") {
  check_property("numeric/sets/rad-width", [] {
    const Interval a = (*operands(1, Reach::moderate)).front();
    const Interval reach = rad(a), extent = width(a);
    RC_ASSERT((reach.is_point() && extent.is_point()));
    RC_ASSERT(contains(mid(a) + hull(-reach, reach), a));
    RC_ASSERT(contains(inf(a) + hull(Interval(a.precision()), extent), a));
    // tight: one number below would not do
    RC_ASSERT(is_less_equal(extent, sup(sup(a) - inf(a))) == numeric::Truth::yes);
    RC_ASSERT(is_less_equal(reach, extent) == numeric::Truth::yes);
    RC_ASSERT(equal(extent, Interval(a.precision())) == a.is_point());
    RC_ASSERT(equal(reach, Interval(a.precision())) == a.is_point());
  });
}

TEST_CASE("the ends are points of the interval and make it again") {
  check_property("numeric/sets/ends", [] {
    const Interval a = (*operands(1, Reach::moderate)).front();
    RC_ASSERT((point_in(a, inf(a)) && point_in(a, sup(a))));
    RC_ASSERT(equal(hull(inf(a), sup(a)), a));
  });
}

TEST_CASE("the endpoints leave as doubles rounded outward, and the middle one lies between them") {
  check_property("numeric/sets/doubles", [] {
    const Interval a = (*operands(1, Reach::anywhere)).front();
    RC_ASSERT(mpfr_cmp_d(a.lo(), a.lo_double()) >= 0);
    RC_ASSERT(mpfr_cmp_d(a.hi(), a.hi_double()) <= 0);
    RC_ASSERT((a.lo_double() <= a.mid_double() && a.mid_double() <= a.hi_double()));
  });
}

TEST_CASE("containment is a partial order and overlap is symmetric") {
  check_property("numeric/sets/relations", [] {
    const Operands x = *operands(3, Reach::anywhere);
    RC_ASSERT(contains(x[0], x[0]));
    RC_ASSERT(!(contains(x[0], x[1]) && contains(x[1], x[2])) || contains(x[0], x[2]));
    RC_ASSERT((contains(x[0], x[1]) && contains(x[1], x[0])) == equal(x[0], x[1]));
    RC_ASSERT(overlap(x[0], x[1]) == overlap(x[1], x[0]));
    RC_ASSERT(!contains(x[0], x[1]) || overlap(x[0], x[1]));
  });
}

TEST_CASE("set operations are monotone and do not depend on the precision") {
  check_property("numeric/sets/monotone", [] {
    const Operands x = *operands(3, Reach::anywhere);
    const Interval wider = hull(x[0], x[2]);
    RC_ASSERT(contains(hull(wider, x[1]), hull(x[0], x[1])));
    const Interval common = intersection(x[0], x[1]);
    if (!common.is_poisoned()) RC_ASSERT(contains(intersection(wider, x[1]), common));
    const Operands fine = at_precision(x, Precision(Precision::maximum));
    RC_ASSERT(equal(hull(fine[0], fine[1]), hull(x[0], x[1])));
    RC_ASSERT(intersection(fine[0], fine[1]).is_poisoned() == common.is_poisoned());
  });
}

}  // namespace
}  // namespace margincert::numeric_tests
