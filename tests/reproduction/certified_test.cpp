#include "reproduction/certified.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "recursion/trajectory.hpp"
#include "reproduction/sampled_mean.hpp"
#include "reproduction/tasks.hpp"
#include "tests/reproduction/tiny.hpp"

namespace margincert::reproduction_tests {
namespace {

using numeric::Interval;
using numeric::Precision;

bool meets(const Ends& ends, const Interval& x) { return ends.lo <= x.hi_double() && x.lo_double() <= ends.hi; }

const recursion::Parameters parameters{
    3, 2, recursion::MinusOneOverClasses{}, {{1, 2, 0.5, 0.5}, {-0.25, 3, 0.125, 1.5}}};

TEST_CASE("the recursion's numbers are those of enclose_observables") {
  const auto tasks = fresh_tasks({3, 2, 8, 2}, {}, 1);
  for (std::uint64_t k = 0; k < 20; ++k) {
    const recursion::Task task = tasks(k);
    const CertifiedTrajectory trajectory = certify(task, parameters);
    const auto observables = recursion::enclose_observables({task, parameters}, recursion::Regime::full, Precision(113));
    for (std::size_t t = 0; t < observables.size(); ++t) {
      CHECK(meets(trajectory.label_margin[t], observables[t].label_difference->min));
      CHECK(trajectory.label_margin[t].hi - trajectory.label_margin[t].lo < 1e-12);
      if (!observables[t].attention) continue;
      const int own = recursion::class_sizes(task)[task.probe_class];
      CHECK(meets(trajectory.attention[t].alignment, observables[t].attention->class_mass[task.probe_class] -
                                                         Interval::ratio(own, task.points(), Precision(113))));
      CHECK(meets(trajectory.attention[t].largest_leakage, observables[t].attention->leakage));
      CHECK(trajectory.attention[t].mean_leakage.lo <= trajectory.attention[t].largest_leakage.hi);
    }
  }
}

TEST_CASE("the transformer with the recursion's weights has the recursion's numbers") {
  const transformer::Weights weights = recursion_weights({1, 2, 0.5, 0.5});  // K = 2: every entry is exact
  const recursion::Parameters same = transformer::two_parameter_form(weights);
  const recursion::Task task = fresh_tasks({3, 2, 8, 2}, {}, 1)(0);
  const CertifiedTrajectory a = certify(task, weights), b = certify(task, same);
  for (std::size_t t = 0; t < a.label_margin.size(); ++t) {
    CHECK(a.label_margin[t].lo <= b.label_margin[t].hi);
    CHECK(b.label_margin[t].lo <= a.label_margin[t].hi);
  }
}

TEST_CASE("a trajectory beyond the balls' range is enclosed by intervals") {
  const recursion::Parameters steep{3, 2, recursion::MinusOneOverClasses{}, {{4096, 4096, 0.5, 0.5}}};
  const CertifiedTrajectory trajectory = certify(fresh_tasks({3, 2, 8, 1}, {}, 1)(0), steep);
  CHECK(trajectory.label_margin.back().hi - trajectory.label_margin.back().lo < 1e-9);
}

TEST_CASE("a difference of ends encloses the difference") {
  const Ends gap = difference({1, 2}, {0.5, 0.75});
  CHECK(gap.lo < 0.25);
  CHECK(gap.hi > 1.5);
  CHECK(gap.hi - gap.lo == doctest::Approx(1.25));
}

TEST_CASE("a sampled mean clips its samples and covers their mean") {
  SampledMean mean(4, -1, 1);
  mean.put(0, {-3, -2});
  mean.put(1, {0.25, 0.5});
  mean.put(2, {0, 0.5});
  mean.put(3, {2, 3});
  const Estimate estimate = mean.estimate(0.9);
  CHECK(estimate.value == doctest::Approx((-1 + 0.375 + 0.25 + 1) / 4));
  CHECK(*estimate.lo <= estimate.value);
  CHECK(*estimate.hi >= estimate.value);
  CHECK(mean.certainly_positive() == 2);
  CHECK(mean.possibly_positive() == 3);
}

}  // namespace
}  // namespace margincert::reproduction_tests
