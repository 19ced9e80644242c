#include <doctest/doctest.h>
#include <sys/resource.h>

#include "recursion/trajectory.hpp"
#include "tests/recursion/compare.hpp"
#include "tests/recursion/random_tasks.hpp"

namespace margincert::recursion_tests {
namespace {

// g++ says by macros that it sanitizes, clang by features.
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define MARGINCERT_IS_SANITIZED
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || defined(MARGINCERT_IS_SANITIZED)
constexpr int shrink = 10;  // sanitizers slow the run and keep freed memory
#else
constexpr int shrink = 1;
#endif

double peak_megabytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

/// Runs the recursion on many points. Two states and a column are a few dozen megabytes; a table of all pairs, even in
/// the smallest scalar, is far more than what is allowed here.
void check_memory(int points, int layers, Precision precision) {
  recursion::Parameters parameters{5, 3, recursion::MinusOneOverClasses{}, {}};
  parameters.layers.assign(layers, {1.5, 2, 0.3, 0.4});
  const recursion::Task task = family_task("prototype", parameters, points, 7, 0);
  const double before = peak_megabytes();
  const Layers seen = recursion::enclose_observables({task, parameters}, recursion::Regime::full, precision);
  const double growth = peak_megabytes() - before;

  const double table = static_cast<double>(points) * points * sizeof(Interval) / (1024 * 1024);
  CAPTURE(growth);
  CAPTURE(table);
  CHECK(growth < table / 16 + 16);
  CHECK(seen.size() == static_cast<std::size_t>(layers) + 1);
  CHECK(first_poisoned(seen) == "");
  CHECK(width(*seen.back().geometric_margin).hi_double() < 1e-9);
}

}  // namespace

TEST_CASE("2000 points hold two states and a column, never a table of pairs" * doctest::description("large") *
          doctest::timeout(120)) {
  check_memory(2000 / shrink, 2, Precision(53));
}

TEST_CASE("the same goes for the wide rungs, which compute with other numbers" * doctest::description("large") *
          doctest::timeout(120)) {
  check_memory(700 / shrink, 1, Precision(256));
}

}  // namespace margincert::recursion_tests
