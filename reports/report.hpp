#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "proofs_check/campaign.hpp"

namespace margincert::reports {

/// One model on one source of tasks.
struct Run {
  std::string model;                            ///< name of the parameters, e.g. "reference"
  std::string source;                           ///< family id, or "files"
  std::map<std::string, std::string> settings;  ///< family settings as used, every one
  std::vector<std::string> task_files;          ///< when the tasks came from files
  std::string parameter_draw = "given";         ///< how each task's parameters were drawn from the model's
  std::uint64_t tasks = 0;                      ///< asked for
  bool random = false;                          ///< tasks are independent draws from a distribution
  proofs::CampaignResult result;

  std::string title() const;  ///< "prototype geometry=simplex sigma=0.02"
};

/// Whether a statement's corrupted twin was seen violated: what a checker that cannot fail would not show.
struct TwinTest {
  std::string statement;
  bool caught = false;
  std::string where;  ///< model, family and task that caught it
};

/// A committed witness, derived again before anything else: the regression test that the program carries.
struct CaseTest {
  std::string name;
  bool accepted = false;
  std::string reason;  ///< why not
};

/// One way in which the shipped transformer must follow the recursion that is gated: without it, what holds of the
/// recursion says nothing of the model.
struct IdentificationTest {
  std::string check;  ///< "extraction", or a threshold as in crosscheck, e.g. "residual.centred-labels=0.1"
  proofs::Outcome outcome = proofs::Outcome::undecided;
  std::string detail;  ///< what was measured, and where
};

/// What was asked for, beyond the runs themselves.
struct Request {
  std::string command;  ///< "gate" or "check"
  std::uint64_t seed = 0;
  std::vector<std::string> statements;
  bool statements_chosen = false;  ///< named by the user, so each of them must apply
  bool corrupted_twins = false;    ///< the corrupted twins were checked, not the statements
  std::vector<std::string> dropped;
  std::string regime;  ///< "natural", "full" or "class-pure"
  std::vector<int> ladder;
  long required_applicable = 1;
};

struct Report {
  Request request;
  std::map<std::string, recursion::Parameters> models;
  std::vector<Run> runs;
  std::vector<CaseTest> cases;                     ///< empty when none were to be replayed
  std::vector<IdentificationTest> identification;  ///< empty unless the shipped model is gated
  std::vector<TwinTest> twins;                     ///< empty when no self-test was asked for
  std::vector<std::string> remarks;  ///< what a reader must know beside the counts, e.g. a family left out
  bool interrupted = false;
  bool out_of_time = false;
  std::optional<double>
      seconds;  ///< the one field that differs between equal runs; empty when SOURCE_DATE_EPOCH is set
};

enum class Status { pass, fail, inconclusive, nothing_checked };

/// The verdict on the whole report, with every reason in words.
struct Conclusion {
  Status status = Status::nothing_checked;
  long holds = 0, violated = 0, undecided = 0, errors = 0, not_applicable = 0;
  std::vector<std::string> reasons;  ///< why it is not a pass
  std::vector<std::string> notes;    ///< what a reader of a pass must know: what never applied, and why

  /// "PASS holds=… violated=… undecided=… errors=… not-applicable=…"
  std::string line() const;
};

std::string to_string(Status status);

/// With 95 % confidence (Clopper-Pearson, one-sided), an upper bound of the probability that a statement fails on a
/// task drawn like those of the run, given that it applies. Empty when the run is not a sample or nothing applied;
/// undecided and failed tasks count as failures.
std::optional<double> failure_probability_bound(const Run& run, const proofs::Tally& tally);
inline constexpr double confidence_level = 0.95;

Conclusion conclude(const Report& report);

std::string to_json(const Report& report);
std::string to_text(const Report& report);

}  // namespace margincert::reports
