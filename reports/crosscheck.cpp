#include "reports/crosscheck.hpp"

#include <fmt/format.h>

namespace margincert::reports {
namespace {

using numeric::Truth;

Status crosscheck_status(const CrosscheckConclusion& counted, bool complete) {
  if (counted.violated > 0) return Status::fail;
  if (!complete || (counted.tasks > 0 && counted.undecided > 0)) return Status::inconclusive;
  return counted.tasks == 0 ? Status::nothing_checked : Status::pass;
}

}  // namespace

std::optional<Truth> rounding_verdict(const CrosscheckControls& controls) {
  if (!controls.rounding) return std::nullopt;
  const transformer::RoundingSummary& rounding = *controls.rounding;
  const bool inside = rounding.own_runs_inside == rounding.tasks && rounding.own_exp_within_bound == rounding.tasks;
  return inside && rounding.tasks > 0 ? Truth::yes : Truth::unknown;
}

std::string CrosscheckConclusion::word() const {
  const bool asked = holds + violated + undecided > 0;
  return status == Status::pass && !asked ? "COMPARED" : to_string(status);
}

CrosscheckConclusion conclude(const Crosscheck& result) {
  CrosscheckConclusion conclusion;
  const auto count = [&](Truth holds) {
    ++(holds == Truth::yes ? conclusion.holds : holds == Truth::no ? conclusion.violated : conclusion.undecided);
  };
  for (const CrosscheckRun& run : result.runs) {
    conclusion.tasks += run.summary().tasks;
    for (const auto& verdict : run.verdicts) count(verdict.holds);
    if (run.factor_verdict) count(*run.factor_verdict);
    if (const auto verdict = rounding_verdict(run.controls)) count(*verdict);
  }
  conclusion.status = crosscheck_status(conclusion, !result.interrupted && !result.out_of_time);
  return conclusion;
}

std::string last_line(const Crosscheck& result) {
  const CrosscheckConclusion conclusion = conclude(result);
  return fmt::format("{} layers={} tasks={} holds={} violated={} undecided={}", conclusion.word(), result.model.depth(),
                     conclusion.tasks, conclusion.holds, conclusion.violated, conclusion.undecided);
}

}  // namespace margincert::reports
