#include "cli/search_output.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "files/hex_float.hpp"
#include "files/json_writer.hpp"
#include "files/plain_text.hpp"
#include "numeric/exact_text.hpp"
#include "recursion/nearest.hpp"

namespace margincert::cli {
namespace {

using Json = nlohmann::ordered_json;
using files::plain_line;
using recursion::joined;

std::string subject(const search::Target& target) {
  const std::string twin = target.version == proofs::Version::corrupted ? ", its corrupted twin" : "";
  return fmt::format("{} [{}]{}", target.statement->id, target.statement->provenance, twin);
}

std::string formula(const search::Target& target) {
  return target.version == proofs::Version::corrupted ? target.statement->twin_formula : target.statement->formula;
}

std::vector<std::string> dropped(const search::Target& target) {
  std::vector<std::string> ids = target.statement->hypotheses;
  std::erase_if(ids, [&](const std::string& id) { return target.requires_hypothesis(id); });
  return ids;
}

std::string slack_text(const search::Score& score) {
  if (std::isinf(score.infeasibility)) return "no point in the domain, by binary64";
  if (!is_feasible(score)) return fmt::format("domain missed by {:.2g}", score.infeasibility);
  if (std::isinf(score.slack)) return "beyond binary64";
  return fmt::format("{:+.4g}", score.slack);
}

std::string engine_table(const search::Result& result) {
  std::string text = fmt::format("  {:<10}{:>12}{:>10}{:>17}   {}\n", "engine", "evaluations", "restarts",
                                 "first violation", "smallest slack / size");
  for (const search::EngineRecord& engine : result.engines) {
    text +=
        fmt::format("  {:<10}{:>12}{:>10}{:>17}   {}\n", engine.id, engine.evaluations, engine.restarts,
                    engine.first_violation ? std::to_string(*engine.first_violation) : "none", slack_text(engine.best));
  }
  return text;
}

std::string vector_text(std::span<const double> x) {
  std::vector<std::string> numbers;
  for (const double number : x) numbers.push_back(fmt::format("{}", number));
  return "(" + joined(numbers) + ")";
}

std::string instance_text(const generators::Instance& instance) {
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

std::string witness_text(const SavedWitness& saved) {
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
         plain_line("      " + saved.file);
}

Json witness_json(const SavedWitness& saved) {
  const search::Witness& w = saved.witness;
  return {{"file", saved.file},
          {"points", w.instance.task().points()},
          {"classes", w.instance.task().classes},
          {"feature_dim", w.instance.task().feature_dim()},
          {"layers", w.instance.parameters().depth()},
          {"scaled_slack", search::scaled_slack(w.verdict)},
          {"rung", w.verdict.rung},
          {"engine", w.engine},
          {"family", w.family},
          {"restart", w.restart},
          {"evaluations", w.evaluations},
          {"replayed_at", saved.replay.bits}};
}

Json score_json(const search::Score& score) {
  const auto finite = [](double x) -> Json { return std::isfinite(x) ? Json(x) : Json(nullptr); };
  return {{"infeasibility", finite(score.infeasibility)}, {"slack", finite(score.slack)}};
}

Json engine_json(const search::EngineRecord& engine) {
  Json trace = Json::array();
  for (const search::Improvement& step : engine.trace) {
    Json entry{{"evaluation", step.evaluation}};
    entry.update(score_json(step.score));
    trace.push_back(std::move(entry));
  }
  Json json{{"id", engine.id},
            {"evaluations", engine.evaluations},
            {"restarts", engine.restarts},
            {"outside", engine.outside}};
  json["first_violation"] = engine.first_violation ? Json(*engine.first_violation) : Json(nullptr);
  json["best"] = score_json(engine.best);
  json["trace"] = std::move(trace);
  return json;
}

}  // namespace

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
  std::string text = fmt::format("margincert search: {}, {} regime\n  {}\n", subject(target), to_string(target.regime),
                                 formula(target));
  text += fmt::format("  required {}\n", target.required.empty() ? "nothing" : joined(target.required));
  if (const auto ids = dropped(target); !ids.empty()) text += fmt::format("  dropped  {}\n", joined(ids));
  text += "\n" + engine_table(report.result) + "\n";
  if (report.worst) text += witness_text(*report.worst);
  if (report.simplest) text += witness_text(*report.simplest) + instance_text(report.simplest->witness.instance);
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

std::string to_json(const SearchReport& report) {
  const search::Target& target = report.request.target;
  Json json{{"format", "margincert-search/1"},
            {"statement", target.statement->id},
            {"provenance", target.statement->provenance},
            {"version", target.version == proofs::Version::corrupted ? "corrupted" : "stated"},
            {"regime", to_string(target.regime)},
            {"required", target.required},
            {"dropped", dropped(target)},
            {"families", report.request.sources.families},
            {"settings", report.request.sources.settings},
            {"most_points", report.request.sources.most_points},
            {"parameters", report.parameters},
            {"parameters_varied", report.request.vary_parameters},
            {"seed", report.request.seed},
            {"budget", report.request.budget},
            {"evaluations", report.result.evaluations},
            {"complete", report.result.complete},
            {"decided", report.result.decided},
            {"open", report.result.open},
            {"false_alarms", report.result.false_alarms}};
  for (const search::EngineRecord& engine : report.result.engines) json["engines"].push_back(engine_json(engine));
  json["worst"] = report.worst ? witness_json(*report.worst) : Json(nullptr);
  json["simplest"] = report.simplest ? witness_json(*report.simplest) : Json(nullptr);
  json["interrupted"] = report.interrupted;
  json["out_of_time"] = report.out_of_time;
  return files::document_text(json);
}

}  // namespace margincert::cli
