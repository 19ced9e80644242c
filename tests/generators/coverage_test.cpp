#include "generators/coverage.hpp"

#include <doctest/doctest.h>
#include <rapidcheck/detail/TestListenerAdapter.h>

#include <cmath>
#include <string>
#include <vector>

namespace margincert::property {
namespace {

/// A run of RapidCheck in which each of the given numbers of cases had the label "seen".
auto runs_with(std::vector<int>& asked, std::vector<int> hits) {
  return [&asked, hits](int batch, int cases) -> rc::detail::TestResult {
    asked.push_back(cases);
    const int seen = hits[std::min(static_cast<std::size_t>(batch), hits.size() - 1)];
    return rc::detail::SuccessResult{cases, {{{"seen"}, seen}}};
  };
}

TEST_CASE("quantiles of the standard normal") {
  CHECK(two_sided_quantile(0.05) == doctest::Approx(1.959963984540054).epsilon(1e-12));
  CHECK(two_sided_quantile(1e-9) == doctest::Approx(6.1094102048693975).epsilon(1e-12));
  CHECK_THROWS_AS(two_sided_quantile(0), std::invalid_argument);
  CHECK_THROWS_AS(two_sided_quantile(1), std::invalid_argument);
}

TEST_CASE("Wilson's ends solve the equation they are the solutions of") {
  for (const long cases : {1L, 10L, 100L, 12800L}) {
    for (const long hits : {0L, cases / 7, cases / 2, cases}) {
      for (const double z : {1.96, 6.1}) {
        const double p = static_cast<double>(hits) / static_cast<double>(cases);
        const double low = wilson_end(hits, cases, -z), high = wilson_end(hits, cases, z);
        CHECK(low <= p + 1e-12);
        CHECK(high >= p - 1e-12);
        for (const double q : {low, high}) {
          const double spread = z * z * q * (1 - q) / static_cast<double>(cases);
          CHECK((p - q) * (p - q) == doctest::Approx(spread).epsilon(1e-9));
        }
      }
    }
  }
}

TEST_CASE("Wilson's interval of the published example 81 of 263 at 95 %") {
  // R. G. Newcombe, "Two-sided confidence intervals for the single proportion", Statist. Med. 17 (1998) 857-872, table
  // I.
  const double z = two_sided_quantile(0.05);
  CHECK(std::fabs(wilson_end(81, 263, -z) - 0.2553) < 5e-5);
  CHECK(std::fabs(wilson_end(81, 263, z) - 0.3662) < 5e-5);
  CHECK(std::fabs(wilson_end(15, 148, -z) - 0.0624) < 5e-5);
  CHECK(std::fabs(wilson_end(15, 148, z) - 0.1605) < 5e-5);
}

TEST_CASE("a label is covered, starved, or not decided yet") {
  CHECK(coverage(90, 100, 0.5) == Coverage::sufficient);
  CHECK(coverage(0, 100, 0.5) == Coverage::insufficient);
  CHECK(coverage(50, 100, 0.5) == Coverage::undecided);
  // Exactly what is required: the tolerance decides it at last.
  CHECK(coverage(51200, 102400, 0.5) == Coverage::sufficient);
  CHECK(coverage(51200, 102400, 0.5, {.tolerance = 1}) == Coverage::undecided);
  CHECK(coverage(0, 100, 0) == Coverage::sufficient);
}

TEST_CASE("cases are added until a label is decided, with looks at doubling numbers") {
  std::vector<int> asked;
  const std::vector<Requirement> half{{"seen", 50}};
  CHECK_FALSE(cover_all(half, {}, 100, runs_with(asked, {55, 55, 110, 220, 440, 880})).has_value());
  CHECK(asked == std::vector<int>{100, 100, 200, 400, 800});
}

TEST_CASE("a starved label stops the run and is shown with what was required") {
  std::vector<int> asked;
  const auto failure = cover_all(std::vector<Requirement>{{"seen", 60}, {"never", 5}}, {}, 100, runs_with(asked, {3}));
  REQUIRE(failure.has_value());
  CHECK(asked == std::vector<int>{100});
  CHECK(failure->find("seen") != std::string::npos);
  CHECK(failure->find("3.000%   60.000%  starved") != std::string::npos);
  CHECK(failure->find("never") != std::string::npos);
}

TEST_CASE("a label whose name was misspelt in the property is starved") {
  std::vector<int> asked;
  CHECK(cover_all(std::vector<Requirement>{{"sene", 50}}, {}, 100, runs_with(asked, {90})).has_value());
}

TEST_CASE("what stays undecided at the cap is no pass") {
  std::vector<int> asked;
  // 47 % of 50 % lies between the tolerance and the requirement.
  const auto failure =
      cover_all(std::vector<Requirement>{{"seen", 50}}, {.most_cases = 500}, 100, runs_with(asked, {47, 47, 94}));
  REQUIRE(failure.has_value());
  CHECK(failure->find("undecided") != std::string::npos);
  CHECK(asked == std::vector<int>{100, 100, 200});
}

TEST_CASE("a failing case is reported as such, coverage or not") {
  const auto failing = [](int, int) -> rc::detail::TestResult {
    return rc::detail::FailureResult{3, "lost a bit", {}, {}};
  };
  const auto failure = cover_all(std::vector<Requirement>{{"seen", 50}}, {}, 100, failing);
  REQUIRE(failure.has_value());
  CHECK(failure->find("lost a bit") != std::string::npos);
}

TEST_CASE("a label counts once in a case, and tags of discarded cases never") {
  rc::detail::TestListenerAdapter silent;
  int calls = 0;
  const auto property = rc::detail::toProperty([&] {
    cover("seen", true);
    cover("seen", true);
    cover("odd", ++calls % 2 == 1);
    RC_PRE(calls % 2 == 0);
  });
  const auto result = rc::detail::checkProperty(property, metadata("coverage"), {}, silent, {});
  rc::detail::SuccessResult success;
  REQUIRE(result.match(success));
  LabelCounts counts;
  counts.add(success);
  CHECK(counts.cases() == 100);
  CHECK(counts.hits("seen") == 100);
  CHECK(counts.hits("odd") == 0);
}

TEST_CASE("a covered property passes") {
  check_covered_property("coverage.met", {{"even", 40}, {"small", 1}}, [] {
    const int x = *rc::gen::resize(100, rc::gen::inRange(0, 1000));
    cover("even", x % 2 == 0);
    cover("small", x < 100);
  });
}

TEST_CASE("a property whose required label is starved fails" * doctest::should_fail()) {
  check_covered_property("coverage.starved", {{"small", 50}}, [] {
    const int x = *rc::gen::resize(100, rc::gen::inRange(0, 1000));
    cover("small", x < 100);
  });
}

TEST_CASE("a property without an id fails, though it is covered" * doctest::should_fail()) {
  check_covered_property("", {{"any", 50}}, [] { cover("any", true); });
}

}  // namespace
}  // namespace margincert::property
