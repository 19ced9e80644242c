#include "cli/confirm.hpp"

#include <fmt/format.h>

#include "files/recursion_file.hpp"
#include "files/task_file.hpp"

namespace margincert::cli {
namespace {

using numeric::Precision;

/// Rungs above those that balls serve.
numeric::Ladder interval_rungs() { return numeric::Ladder({Precision(256), Precision(512), Precision(1024)}); }

}  // namespace

void confirm_violations(Campaigns& campaigns, const Selection& selection, proofs::Version version) {
  for (std::size_t i = 0; i < campaigns.tasks.size(); ++i) {
    reports::Run& run = campaigns.report.runs[i];
    const std::string parameters_text = files::to_json(campaigns.report.models.at(run.model));
    for (proofs::Tally& tally : run.result.statements) {
      if (!tally.worst_violation) continue;
      const std::string task_text = files::to_json(campaigns.tasks[i](tally.worst_violation->task));
      const recursion::Task task = files::parse_task(task_text, "violation");
      const recursion::Parameters parameters = files::parse_parameters(parameters_text, run.model);
      const proofs::Questions questions{{proofs::find_statement(tally.id)}, {}, selection.dropped, version};
      const proofs::Verdict verdict =
          certify({task, parameters, tally.regime}, questions, interval_rungs()).verdicts.front();
      if (verdict.outcome != proofs::Outcome::violated) {
        throw proofs::Contradiction(
            fmt::format("{} on {}, task {}: a violation found at {} bits comes out as {} at {} bits", tally.id,
                        run.title(), tally.worst_violation->task, tally.worst_violation->verdict.rung,
                        to_string(verdict.outcome), verdict.rung));
      }
      tally.worst_violation->confirmed_at = verdict.rung;
    }
  }
}

}  // namespace margincert::cli
