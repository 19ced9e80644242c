#include <doctest/doctest.h>

#include "reports/crosscheck.hpp"

namespace margincert::reports_tests {
namespace {

using numeric::Truth;
using reports::Crosscheck;
using reports::CrosscheckRun;

/// Of one layer, with these verdicts of thresholds.
Crosscheck crosscheck_with(std::uint64_t tasks, const std::vector<Truth>& verdicts) {
  Crosscheck result;
  result.model = transformer::zero_weights(2, 2, 1);
  CrosscheckRun run;
  run.asked = 3;
  run.candidates = {{"recursion", {}}};
  run.candidates.front().summary.tasks = tasks;
  for (const Truth holds : verdicts) run.verdicts.push_back({{}, holds, {}, {}, {}});
  result.runs.push_back(run);
  return result;
}

std::string line_of(std::uint64_t tasks, const std::vector<Truth>& verdicts) {
  return last_line(crosscheck_with(tasks, verdicts));
}

TEST_CASE("a cross-check's last line counts thresholds, and passes only with one that holds") {
  CHECK(line_of(3, {}) == "COMPARED layers=1 tasks=3 holds=0 violated=0 undecided=0");
  CHECK(line_of(3, {Truth::yes}) == "PASS layers=1 tasks=3 holds=1 violated=0 undecided=0");
  CHECK(line_of(3, {Truth::yes, Truth::no, Truth::unknown}) == "FAIL layers=1 tasks=3 holds=1 violated=1 undecided=1");
  CHECK(line_of(3, {Truth::yes, Truth::unknown}).starts_with("INCONCLUSIVE "));
  CHECK(line_of(0, {Truth::unknown}).starts_with("NOTHING-CHECKED "));
}

TEST_CASE("what is not complete is inconclusive unless it fails") {
  Crosscheck result = crosscheck_with(3, {Truth::yes});
  result.interrupted = true;
  CHECK(last_line(result).starts_with("INCONCLUSIVE "));
  result.interrupted = false;
  result.out_of_time = true;
  CHECK(last_line(result).starts_with("INCONCLUSIVE "));
  result.runs.front().verdicts.front().holds = Truth::no;
  CHECK(last_line(result).starts_with("FAIL "));
}

TEST_CASE("a factor that was asked for and rounding count as a threshold each") {
  Crosscheck result = crosscheck_with(3, {});
  CrosscheckRun& run = result.runs.front();
  run.factor_verdict = Truth::yes;
  run.controls.rounding = transformer::RoundingSummary{3, {}, 3, 3};
  CHECK(conclude(result).holds == 2);
  run.controls.rounding->own_exp_within_bound = 2;
  CHECK(rounding_verdict(run.controls) == Truth::unknown);
  CHECK(conclude(result).undecided == 1);
  run.controls.rounding.reset();
  CHECK_FALSE(rounding_verdict(run.controls));
}

}  // namespace
}  // namespace margincert::reports_tests
