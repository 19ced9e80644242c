#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "margincert/models.hpp"
#include "margincert/report.hpp"
#include "margincert/selection.hpp"
#include "margincert/task_source.hpp"
#include "margincert/run_control.hpp"

namespace margincert {

namespace work {
class PreparedCampaigns;
}

/// Statements on tasks: every model on every source.
struct CheckRequest {
  std::vector<Model> models;  ///< each of a name of its own
  std::vector<TaskSource> sources;
  Selection selection;
  reports::Part part = {};               ///< of every run: the whole, or one part of several
  std::uint64_t seed = 1;                ///< of the families and the parameter draw
  std::string parameter_draw = "given";  ///< how each task's parameters are drawn from the model's
  long required_applicable = 1;          ///< tasks that each statement must apply to
  /// The recursion that the models must be like: it is run on every source but tasks that are given, and of it is kept
  /// what applied.
  std::optional<Model> like = {};
};

struct CheckResult {
  reports::Report report;
  std::vector<ViolationCase> violations;  ///< of confirmed violations, worst and simplest
};

/// A check, set up and then run.
class Check {
 public:
  /// Reads the task files and makes a first task of every family. Refusal (of no model, source or statement, too),
  /// FileError, or generators::UnknownFamily and SettingError for what cannot be run.
  explicit Check(CheckRequest request);
  Check(Check&&) noexcept;
  Check& operator=(Check&&) noexcept;
  ~Check();

  /// Verdicts are certified: enclosures decide, climbing the ladder; no result depends on rounding. Every statement's
  /// worst violation is derived again by Arb, from the text of its case file; one that Arb cannot decide is reported as
  /// unconfirmed, and counts as undecided. proofs::Contradiction where Arb certifies the opposite.
  ///
  /// Work that is stopped, or whose seconds are over, gives a report of what is done, which says so. Progress counts
  /// the tasks of all runs together.
  CheckResult run(const numeric::RunControl& control = {}) const;

 private:
  std::unique_ptr<const work::PreparedCampaigns> prepared_;
};

/// The same in one call.
CheckResult check(CheckRequest request, const numeric::RunControl& control = {});

}  // namespace margincert
