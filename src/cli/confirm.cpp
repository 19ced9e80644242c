#include "cli/confirm.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "cli/case_files.hpp"
#include "cli/interrupt.hpp"
#include "search/witness.hpp"

namespace margincert::cli {
namespace {

/// Certifications that shrinking one violation may take: fewer for large tasks, none when the user wants an end.
long shrink_budget(const generators::Instance& instance) {
  constexpr long most = 500, work = 4'000'000;
  const long points = instance.task.points(), per_task = (instance.parameters.depth() + 1) * points * points + 1;
  return interrupted() ? 0 : std::clamp(work / per_task, 0L, most);
}

search::Target target_of(const proofs::Tally& tally, const Selection& selection, proofs::Version version) {
  const proofs::Statement* statement = proofs::find_statement(tally.id);
  return {statement, version, tally.regime, remaining_hypotheses(*statement, selection.dropped)};
}

}  // namespace

void confirm_violations(Campaigns& campaigns, const Selection& selection, proofs::Version version) {
  const reports::Request& asked = campaigns.report.request;
  for (std::size_t i = 0; i < campaigns.instances.size(); ++i) {
    reports::Run& run = campaigns.report.runs[i];
    for (std::size_t k = 0; k < run.statements.size(); ++k) {
      const proofs::Tally& tally = campaigns.results[i].statements[k];
      if (!tally.worst_violation) continue;
      const auto& [index, verdict] = *tally.worst_violation;
      const search::Target target = target_of(tally, selection, version);
      const search::Witness worst{
          campaigns.instances[i](index), verdict, "", run.source, index, run.tasks_done, "worst"};
      const search::Witness simplest =
          simplified(worst, target, search::Freedom::task_only, shrink_budget(worst.instance));
      for (const search::Witness& witness : {worst, simplest}) {
        files::Case file = to_case(witness, target, asked.command, asked.seed);
        if (run.task_files.empty()) file.origin.settings = run.settings;
        const replay::Replay again = confirm(file);
        if (witness.kind == "worst") run.statements[k].violation->confirmed_at = again.bits;
        campaigns.violations.push_back(
            {fmt::format("{}-run{}-task{}.{}.case.json", tally.id, i, index, witness.kind), std::move(file)});
      }
    }
  }
}

}  // namespace margincert::cli
