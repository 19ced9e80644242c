#include <doctest/doctest.h>
#include <sys/resource.h>

#include "recursion/trajectory.hpp"
#include "tests/recursion/compare.hpp"
#include "tests/recursion/random_tasks.hpp"

namespace margincert::recursion_tests {
namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr int points = 200;  // sanitizers slow the run and keep freed memory
#else
constexpr int points = 2000;
#endif

double peak_megabytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

}  // namespace

// A table of all pairs would take n² enclosures, over a gigabyte here. Two states and a column take a few dozen
// megabytes.
TEST_CASE("a large trajectory holds two states and a column, never a table of pairs" * doctest::description("large") *
          doctest::timeout(120)) {
  const recursion::Parameters parameters{
      5, 3, recursion::MinusOneOverClasses{}, {{1.5, 2, 0.3, 0.4}, {1.5, 2, 0.3, 0.4}}};
  const recursion::Task task = family_task("prototype", parameters, points, 7, 0);
  const double before = peak_megabytes();
  const Layers layers = recursion::enclose_observables(task, parameters, recursion::Regime::full, Precision(53));
  const double growth = peak_megabytes() - before;

  const double table = static_cast<double>(points) * points * sizeof(Interval) / (1024 * 1024);
  MESSAGE("peak grew by " << growth << " MB; a table of pairs would be " << table << " MB");
  CHECK(growth < table / 16 + 16);
  CHECK(layers.size() == 3);
  CHECK(first_poisoned(layers) == "");
  CHECK(width(*layers.back().geometric_margin).hi_double() < 1e-9);
}

}  // namespace margincert::recursion_tests
