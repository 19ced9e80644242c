#include "charts/axis.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "tests/support/property.hpp"

namespace margincert::charts_tests {
namespace {

using namespace charts;

Extent extent_of(std::initializer_list<double> numbers) {
  Extent extent;
  extent.take(numbers);
  return extent;
}

std::vector<std::string> labels_of(const Axis& axis) {
  std::vector<std::string> labels;
  for (const Tick& tick : axis.ticks()) labels.push_back(tick.label);
  return labels;
}

using Labels = std::vector<std::string>;

TEST_CASE("ticks of a linear axis are 1, 2 or 5 apart, and the axis ends at them") {
  CHECK(labels_of(linear_axis(extent_of({0.03, 0.97}))) == Labels{"0.0", "0.2", "0.4", "0.6", "0.8", "1.0"});
  CHECK(labels_of(linear_axis(extent_of({-3, 4}))) == Labels{"−4", "−2", "0", "2", "4"});
  CHECK(labels_of(linear_axis(extent_of({0, 11}))) == Labels{"0", "5", "10", "15"});
}

TEST_CASE("a linear axis of very large or small numbers names their power of ten once") {
  const Axis axis = linear_axis(extent_of({0, 4e-7}));
  CHECK(axis.remark() == "×10⁻⁷");
  CHECK(labels_of(axis) == Labels{"0", "1", "2", "3", "4"});
  CHECK(linear_axis(extent_of({0, 5})).remark() == "");
}

TEST_CASE("layers and steps have no halves") {
  CHECK(labels_of(whole_axis(extent_of({0, 3}))) == Labels{"0", "1", "2", "3"});
  CHECK(labels_of(whole_axis(extent_of({4, 4}))) == Labels{"4"});
  CHECK(labels_of(whole_axis(extent_of({50, 5000}))) == Labels{"0", "1000", "2000", "3000", "4000", "5000"});
}

TEST_CASE("a log axis has powers of ten, or plain numbers where those are short") {
  CHECK(labels_of(log_axis(extent_of({1e-9, 1e-1}), 6)) == Labels{"10⁻⁸", "10⁻⁶", "10⁻⁴", "10⁻²"});
  CHECK(labels_of(log_axis(extent_of({0.5, 60}))) == Labels{"0.5", "1", "2", "5", "10", "20", "50"});
  CHECK(log_axis(extent_of({1, 100})).remark() == "log scale");
}

TEST_CASE("the kind of an axis follows from signs and range") {
  CHECK(fitting_axis(extent_of({1, 29})).scale() == Scale::linear);
  CHECK(fitting_axis(extent_of({1, 31})).scale() == Scale::log);
  CHECK(fitting_axis(extent_of({0, 1e-3, 500})).scale() == Scale::symmetric);
  CHECK(fitting_axis(extent_of({-1, 1e-3, 500})).scale() == Scale::symmetric);
  CHECK(fitting_axis(extent_of({-1, 1})).scale() == Scale::linear);
  CHECK(fitting_axis(extent_of({})).scale() == Scale::linear);
}

TEST_CASE("a symmetric axis has 0, equal powers on both sides, and says where it is linear") {
  const Axis axis = symmetric_axis(extent_of({-100, 1, 100}), 8);
  CHECK(labels_of(axis) == Labels{"−100", "−10", "−1", "0", "1", "10", "100"});
  CHECK(axis.remark() == "log scale on both sides of 0, linear within ±1");
  CHECK(axis.share(0) == doctest::Approx(0.5));
  CHECK(axis.share(10) - axis.share(1) == doctest::Approx(axis.share(1) - axis.share(0)));
}

TEST_CASE("what is not finite does not stretch an axis, and what is next to 0 counts as 0") {
  const Extent extent = extent_of({NAN, INFINITY, -INFINITY, 2, 1e-310});
  CHECK(extent.lo() == 0);
  CHECK(extent.hi() == 2);
  CHECK(extent.smallest() == 2);
  CHECK(extent_of({NAN}).empty());
}

rc::Gen<double> signed_power() {
  return rc::gen::map(rc::gen::pair(rc::gen::inRange(-900, 900), rc::gen::inRange(-9, 10)),
                      [](const std::pair<int, int>& p) { return p.second * std::ldexp(1, p.first); });
}

TEST_CASE("an axis keeps the order of numbers, holds all of them, and has two ticks or more, in order and apart") {
  testing::check_property("charts-axis", [] {
    const double a = *signed_power(), b = *signed_power(), c = *signed_power();
    const Axis axis = fitting_axis(extent_of({a, b, c}));
    std::vector<double> sorted{a, b, c};
    std::ranges::sort(sorted);
    RC_ASSERT(axis.share(sorted[0]) >= 0);
    RC_ASSERT(axis.share(sorted[2]) <= 1);
    RC_ASSERT(axis.share(sorted[0]) <= axis.share(sorted[1]));
    RC_ASSERT(axis.share(sorted[1]) <= axis.share(sorted[2]));
    RC_ASSERT(axis.ticks().size() >= 2);
    RC_ASSERT(axis.ticks().size() <= 24);
    for (std::size_t k = 1; k < axis.ticks().size(); ++k) {
      RC_ASSERT(axis.ticks()[k].share > axis.ticks()[k - 1].share);
      RC_ASSERT(axis.ticks()[k].label != axis.ticks()[k - 1].label);
    }
  });
}

}  // namespace
}  // namespace margincert::charts_tests
