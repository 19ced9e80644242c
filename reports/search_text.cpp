#include "reports/search.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "files/plain_text.hpp"
#include "numeric/exact_text.hpp"
#include "files/nearest.hpp"

namespace margincert::reports {
namespace {

using files::plain_line;
using files::joined;

std::string attacked(const search::Target& target) {
  const std::string twin = target.version == proofs::Version::corrupted ? ", its corrupted twin" : "";
  return fmt::format("{} [{}]{}", target.statement->id, target.statement->provenance, twin);
}

std::string attacked_formula(const search::Target& target) {
  return target.version == proofs::Version::corrupted ? target.statement->twin_formula : target.statement->formula;
}

std::string found_slack_text(const search::Score& score) {
  if (std::isinf(score.infeasibility)) return "no point in the domain, by binary64";
  if (!is_feasible(score)) return fmt::format("domain missed by {:.2g}", score.infeasibility);
  if (std::isinf(score.slack)) return "beyond binary64";
  return fmt::format("{:+.4g}", score.slack);
}

std::string engine_table(const search::Result& result) {
  std::string text = fmt::format("  {:<10}{:>12}{:>10}{:>17}   {}\n", "engine", "evaluations", "restarts",
                                 "first violation", "smallest slack / size");
  for (const search::EngineRecord& engine : result.engines) {
    text += fmt::format("  {:<10}{:>12}{:>10}{:>17}   {}\n", engine.id, engine.evaluations, engine.restarts,
                        engine.first_violation ? std::to_string(*engine.first_violation) : "none",
                        found_slack_text(engine.best));
  }
  return text;
}

std::string vector_text(std::span<const double> x) {
  std::vector<std::string> numbers;
  for (const double number : x) numbers.push_back(fmt::format("{}", number));
  return "(" + joined(numbers) + ")";
}

std::string instance_text(const recursion::Instance& instance) {
  const recursion::Task& task = instance.task();
  std::string text;
  for (std::size_t i = 0; i < task.labels.size(); ++i) {
    const std::string label = task.labels[i] ? std::to_string(*task.labels[i]) : "-";
    text += fmt::format("      class {}  x = {}\n", label, vector_text(task.features[i]));
  }
  text += fmt::format("      probe {}  x = {}\n", task.probe_class, vector_text(task.probe));
  for (std::size_t t = 0; t < instance.parameters().layers.size(); ++t) {
    const auto& p = instance.parameters().layers[t];
    text += fmt::format("      layer {}  α = {}, γ = {}, α' = {}, γ' = {}\n", t, p.alpha, p.gamma, p.alpha_prime,
                        p.gamma_prime);
  }
  return text + fmt::format("      δ = {}\n", to_string(instance.parameters().label_background));
}

std::string confirmed_text(const ConfirmedWitness& saved) {
  const search::Witness& w = saved.witness;
  const proofs::Evaluation& at = *w.verdict.worst;
  const std::string part = at.comparison.part.empty() ? "" : ", " + at.comparison.part;
  return fmt::format("  {}: n={} K={} d={} T={}, layer {}{}\n", w.kind, w.instance.task().points(),
                     w.instance.task().classes, w.instance.task().feature_dim(), w.instance.parameters().depth(), at.layer,
                     part) +
         fmt::format(
             "      {} {} {} is false; slack in {}, certified at {} bits\n", decimal_text(at.comparison.greater, 7),
             at.comparison.relation == proofs::Relation::equal ? "=" : ">=", decimal_text(at.comparison.lesser, 7),
             decimal_text(slack_of(at.comparison), 7), w.verdict.rung) +
         plain_line(fmt::format("      found by {} from {}, after {} evaluations; derived again by Arb at {} bits",
                                w.engine, w.family, w.evaluations, saved.replay.bits)) +
         (saved.file.empty() ? "" : plain_line("      " + saved.file));
}

}  // namespace

std::vector<std::string> SearchReport::dropped() const {
  std::vector<std::string> ids = request.target.statement->hypotheses;
  std::erase_if(ids, [&](const std::string& id) { return request.target.requires_hypothesis(id); });
  return ids;
}

bool SearchReport::vacuous() const { return result.decided == 0; }

std::string last_line(const SearchReport& report) {
  const std::string counts =
      fmt::format("statement={} evaluations={} false-alarms={}", report.request.target.statement->id,
                  report.result.evaluations, report.result.false_alarms);
  if (report.found()) return "FOUND " + counts;
  if (!report.result.complete || report.unconfirmed || report.result.open > 0) return "INCONCLUSIVE " + counts;
  return (report.vacuous() ? "NOTHING-CHECKED " : "NONE-FOUND ") + counts;
}

std::string to_text(const SearchReport& report) {
  const search::Target& target = report.request.target;
  std::string text = fmt::format("margincert search: {}, {} regime\n  {}\n", attacked(target), to_string(target.regime),
                                 attacked_formula(target));
  text += fmt::format("  required {}\n", target.required.empty() ? "nothing" : joined(target.required));
  if (const auto ids = report.dropped(); !ids.empty()) text += fmt::format("  dropped  {}\n", joined(ids));
  text += "\n" + engine_table(report.result) + "\n";
  if (report.worst) text += confirmed_text(*report.worst);
  if (report.simplest) text += confirmed_text(*report.simplest) + instance_text(report.simplest->witness.instance);
  if (!report.found() && report.vacuous() && report.result.open == 0) {
    text += "  No engine found a task on which the required hypotheses are certified: nothing was tested.\n";
  } else if (!report.found()) {
    text += fmt::format("  None found in {} evaluations. That is no proof that there is none.\n",
                        report.result.evaluations);
  }
  if (report.result.open > 0) {
    text += fmt::format("  {} candidates look violated, or overflow binary64, and no enclosure decides.\n",
                        report.result.open);
    if (report.result.undecided) text += fmt::format("  The first: {}\n", report.result.undecided->verdict.reason);
  }
  if (report.unconfirmed) text += "  A violation is left out: the end came before Arb had derived it again.\n";
  if (report.interrupted) text += "  Interrupted; what was found until then is above.\n";
  if (report.out_of_time) text += "  The time budget ran out before the evaluations did.\n";
  return text + "\n" + last_line(report) + "\n";
}

}  // namespace margincert::reports
