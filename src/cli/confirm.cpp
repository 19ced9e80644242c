#include "cli/confirm.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "margincert/work/case_files.hpp"
#include "reports/finding.hpp"
#include "reports/frames.hpp"
#include "search/witness.hpp"

namespace margincert::cli {
namespace {

/// Certifications that shrinking one violation may take: fewer for large tasks.
long shrink_budget(const generators::Instance& instance) {
  constexpr long most = 500, work = 4'000'000;
  const long points = instance.task().points(), per_task = (instance.parameters().depth() + 1) * points * points + 1;
  return std::clamp(work / per_task, 0L, most);
}

search::Target target_of(const proofs::Tally& tally, const Selection& selection, proofs::Version version) {
  const proofs::Statement* statement = proofs::find_statement(tally.id);
  return {statement, version, tally.regime, remaining_hypotheses(*statement, selection.dropped), 0, selection.engine};
}

/// The name of a violation's files, by the fingerprint of its finding: the same whatever else is run. Runs that differ
/// in nothing a finding names are told apart by a number.
std::string file_stem(const reports::Report& report, std::size_t index, const std::string& statement) {
  const reports::Run& run = report.runs[index];
  const auto twins_before = std::count_if(
      report.runs.begin(), report.runs.begin() + static_cast<long>(index),
      [&](const reports::Run& earlier) { return earlier.model == run.model && earlier.title() == run.title(); });
  return statement + "-" + fingerprint(reports::FindingKind::violation, statement, run.model, run.title()) +
         (twins_before > 0 ? fmt::format("-{}", twins_before + 1) : "");
}

reports::WitnessCase embedded(const files::Case& file, std::string name) {
  constexpr int most_numbers = 2000;  // of the task; a case of that size is some 50 KB
  const bool small = (file.task.points() + 1) * file.task.feature_dim() <= most_numbers;
  return {std::move(name), small ? std::optional(file) : std::nullopt,
          reports::frames_of(file.task, file.parameters, file.regime)};
}

/// The violations of one run.
class Confirmation {
 public:
  Confirmation(Campaigns& campaigns, std::size_t index, const Selection& selection, proofs::Version version,
               const Replayer& derive_again, const numeric::StopQuestion& stop)
      : campaigns_(campaigns),
        index_(index),
        selection_(selection),
        version_(version),
        derive_again_(derive_again),
        stop_(stop) {}

  /// False where it was stopped before Arb had said anything.
  bool confirm(const proofs::Tally& tally, reports::Violation& violation) try {
    numeric::stop_point();
    derive(tally, violation);
    return true;
  } catch (const numeric::Stopped&) {
    if (violation.confirmed_at > 0) return true;  // what is missing is a simpler one
    violation.unconfirmed_because = stopped_before_derived;
    return false;
  }

 private:
  void derive(const proofs::Tally& tally, reports::Violation& violation) {
    const auto& [task, verdict] = *tally.worst_violation;
    const search::Target target = target_of(tally, selection_, version_);
    // Found as number task + 1 of the run, whichever part of it was run.
    const search::Witness worst{campaigns_.instances[index_](task), verdict, "", run().source, task, task + 1, "worst"};
    const replay::Replay again = add_case(worst, target, violation);
    if (again.decision == replay::Decision::failed) {
      violation.unconfirmed_because = again.reason;
      return;
    }
    violation.confirmed_at = again.bits;
    add_case(simplest(worst, target), target, violation);
  }

  search::Witness simplest(const search::Witness& worst, const search::Target& target) const {
    const numeric::StopScope at_once(stop_);
    return simplified(worst, target, search::Freedom::task_only, stop_ && stop_() ? 0 : shrink_budget(worst.instance));
  }

  const reports::Run& run() const { return campaigns_.report.runs[index_]; }

  /// Only what is accepted becomes a case.
  replay::Replay add_case(const search::Witness& witness, const search::Target& target, reports::Violation& violation) {
    const reports::Request& asked = campaigns_.report.request;
    files::Case file = to_case(witness, target, asked.command, asked.seed);
    if (run().task_files.empty()) file.origin.settings = run().settings;
    replay::Replay again = derive_again_(file);
    if (again.decision == replay::Decision::rejected) throw refuted(file, again);
    if (again.decision == replay::Decision::accepted) {
      std::string name =
          fmt::format("{}.{}.case.json", file_stem(campaigns_.report, index_, file.statement), witness.kind);
      violation.cases.push_back(embedded(file, name));
      campaigns_.violations.push_back({std::move(name), std::move(file)});
    }
    return again;
  }

  Campaigns& campaigns_;
  std::size_t index_;
  const Selection& selection_;
  proofs::Version version_;
  const Replayer& derive_again_;
  const numeric::StopQuestion& stop_;
};

}  // namespace

bool confirm_violations(Campaigns& campaigns, const Selection& selection, proofs::Version version,
                        const Replayer& derive_again, const numeric::StopQuestion& stop) {
  bool all = true;
  for (std::size_t i = 0; i < campaigns.instances.size(); ++i) {
    std::vector<reports::Tally>& statements = campaigns.report.runs[i].statements;
    Confirmation confirmation(campaigns, i, selection, version, derive_again, stop);
    for (std::size_t k = 0; k < statements.size(); ++k) {
      const proofs::Tally& tally = campaigns.results[i].statements[k];
      if (tally.worst_violation) all = confirmation.confirm(tally, *statements[k].violation) && all;
    }
  }
  return all;
}

}  // namespace margincert::cli
