#include "reports/coverage.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "proofs_check/statement.hpp"

namespace margincert::reports {
namespace {

/// Its most frequent false hypothesis.
std::string most_frequent_obstacle(const Usage& usage) {
  const auto most = std::ranges::max_element(usage.obstacles, {}, [](const auto& entry) { return entry.second; });
  if (most == usage.obstacles.end()) return usage.applicable > 0 ? "all that were judged" : "no task was judged";
  return most->first == proofs::quantities_undefined ? "its quantities do not exist most often"
                                                     : most->first + " is false most often";
}

Requirement requirement_of(const Request& request, const std::string& statement) {
  const auto own = request.required.find(statement);
  return own == request.required.end() ? Requirement{request.required_applicable, 0} : own->second;
}

/// Shares are compared as the nearest binary64, so that three tasks of thirty are a tenth.
bool reaches_share(const Usage& usage, const Requirement& requirement) {
  if (usage.judged == 0) return false;
  return static_cast<double>(usage.applicable) / static_cast<double>(usage.judged) >= requirement.coverage;
}

/// Why a statement does not apply as often as required; "" when it does.
std::string shortfall(const Usage& usage, const Requirement& requirement, const std::string& statement) {
  if (usage.applicable < requirement.applicable) {
    return fmt::format("{} applies to {} tasks, {} required ({})", statement, usage.applicable, requirement.applicable,
                       most_frequent_obstacle(usage));
  }
  if (!reaches_share(usage, requirement)) {
    return fmt::format("{} applies to {} of {} tasks, a share of {} required ({})", statement, usage.applicable,
                       usage.judged, requirement.coverage, most_frequent_obstacle(usage));
  }
  return "";
}

bool applied(const Run& run) {
  return std::ranges::any_of(run.statements, [](const Tally& tally) { return tally.applicable() > 0; });
}

bool anything_applied(const Report& report, const std::string& model) {
  return std::ranges::any_of(report.runs, [&](const Run& run) { return run.model == model && applied(run); });
}

std::vector<std::string> required_statements(const Request& request) {
  std::vector<std::string> ids;
  if (request.statements_chosen) ids = request.statements;
  for (const auto& [id, requirement] : request.required) {
    if (std::ranges::find(ids, id) == ids.end()) ids.push_back(id);
  }
  return ids;
}

}  // namespace

bool counts_for_coverage(const Run& run) { return run.source != "cases" && run.source != "search"; }

void add(Usage& sum, const Usage& usage) {
  sum.judged += usage.judged;
  sum.applicable += usage.applicable;
  for (const auto& [cause, tasks] : usage.obstacles) sum.obstacles[cause] += tasks;
}

Usages usages_of(const Run& run) {
  Usages usages;
  for (const Tally& tally : run.statements)
    add(usages[tally.id], {tally.total(), tally.applicable(), tally.not_applicable_because});
  return usages;
}

Usages usages_of(const Report& report, const std::string& model) {
  Usages usages;
  for (const Run& run : report.runs) {
    if (run.model != model || !counts_for_coverage(run)) continue;
    for (const auto& [statement, usage] : usages_of(run)) add(usages[statement], usage);
  }
  return usages;
}

Usage usage_of(const Usages& usages, const std::string& statement) {
  const auto found = usages.find(statement);
  return found == usages.end() ? Usage{} : found->second;
}

TheoremCoverage theorem_coverage(const Request& request, const Usages& usages, const std::string& theorem) {
  TheoremCoverage coverage;
  for (const std::string& id : request.statements) {
    const proofs::Statement* statement = proofs::find_statement(id);
    if (!statement || statement->theorem != theorem) continue;
    coverage.checked = true;
    if (!shortfall(usage_of(usages, id), requirement_of(request, id), id).empty()) coverage.short_of.push_back(id);
  }
  return coverage;
}

std::set<std::string> models_of(const Report& report) {
  std::set<std::string> models;
  for (const auto& [model, parameters] : report.models) models.insert(model);
  for (const Run& run : report.runs) models.insert(run.model);
  return models;
}

bool anything_applied(const Report& report) { return std::ranges::any_of(report.runs, applied); }

std::vector<CoverageGap> coverage_gaps(const Report& report) {
  if (!anything_applied(report)) return {{"", "", "no statement applied to any task"}};
  if (report.request.statements.empty()) return {{"", "", "no statement was asked for"}};
  std::vector<CoverageGap> gaps;
  for (const std::string& model : models_of(report)) {
    // Whatever was required, even nothing at all: a model of which nothing is known does not pass.
    if (!anything_applied(report, model)) {
      gaps.push_back({model, "", model + ": no statement applied to any task"});
      continue;
    }
    const Usages usages = usages_of(report, model);
    for (const std::string& id : required_statements(report.request)) {
      const std::string gap = shortfall(usage_of(usages, id), requirement_of(report.request, id), id);
      if (!gap.empty()) gaps.push_back({model, id, model + ": " + gap});
    }
    if (report.request.statements_chosen) continue;
    const bool covered = std::ranges::any_of(proofs::theorems(), [&](const std::string& theorem) {
      return theorem_coverage(report.request, usages, theorem).complete();
    });
    if (covered) continue;
    gaps.push_back({model, "",
                    fmt::format("{}: no theorem applies in all its statements to at least {} tasks; raise --tasks, "
                                "choose other families, or lower --require-applicable",
                                model, report.request.required_applicable)});
  }
  return gaps;
}

std::vector<std::string> uncovered_theorems(const Report& report) {
  std::vector<std::string> notes;
  if (report.request.statements_chosen || !anything_applied(report)) return notes;
  for (const std::string& model : models_of(report)) {
    const Usages usages = usages_of(report, model);
    for (const std::string& theorem : proofs::theorems()) {
      const std::vector<std::string> gaps = theorem_coverage(report.request, usages, theorem).short_of;
      if (gaps.empty()) continue;
      const Usage first = usage_of(usages, gaps.front());
      notes.push_back(fmt::format("{}: Theorem {} is not covered: {} applies to {} tasks ({}){}", model, theorem,
                                  gaps.front(), first.applicable, most_frequent_obstacle(first),
                                  gaps.size() > 1 ? fmt::format(", and {} statements more", gaps.size() - 1) : ""));
    }
  }
  return notes;
}

}  // namespace margincert::reports
