#include "reports/coverage.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "proofs_check/statement.hpp"

namespace margincert::reports {
namespace {

/// Tasks that were looked for, or kept from earlier finds, say nothing of how much was tested.
bool counts(const Run& run) { return run.source != "cases" && run.source != "search"; }

/// How often a statement was judged under one model, over all of the model's runs that count.
struct Usage {
  long applicable = 0, judged = 0;
  std::map<std::string, long> obstacles;

  /// Its most frequent false hypothesis.
  std::string most_frequent_obstacle() const {
    const auto most = std::ranges::max_element(obstacles, {}, [](const auto& entry) { return entry.second; });
    if (most == obstacles.end()) return applicable > 0 ? "all that were judged" : "no task was judged";
    return most->first == proofs::quantities_undefined ? "its quantities do not exist most often"
                                                       : most->first + " is false most often";
  }
};

/// By model and statement. What was never judged has no entry.
using Usages = std::map<std::pair<std::string, std::string>, Usage>;

Usages usages_of(const Report& report) {
  Usages usages;
  for (const Run& run : report.runs) {
    if (!counts(run)) continue;
    for (const Tally& tally : run.statements) {
      Usage& usage = usages[{run.model, tally.id}];
      usage.applicable += tally.applicable();
      usage.judged += tally.total();
      for (const auto& [cause, count] : tally.not_applicable_because) usage.obstacles[cause] += count;
    }
  }
  return usages;
}

Usage usage_of(const Usages& usages, const std::string& model, const std::string& statement) {
  const auto found = usages.find({model, statement});
  return found == usages.end() ? Usage{} : found->second;
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
                       usage.most_frequent_obstacle());
  }
  if (!reaches_share(usage, requirement)) {
    return fmt::format("{} applies to {} of {} tasks, a share of {} required ({})", statement, usage.applicable,
                       usage.judged, requirement.coverage, usage.most_frequent_obstacle());
  }
  return "";
}

struct Coverage {
  bool complete = true;  ///< every checked statement of the theorem applies often enough
  std::vector<std::string> gaps;
};

Coverage theorem_coverage(const Request& request, const Usages& usages, const std::string& model,
                          const std::string& theorem) {
  Coverage coverage;
  bool any = false;
  for (const std::string& id : request.statements) {
    const proofs::Statement* statement = proofs::find_statement(id);
    if (!statement || statement->theorem != theorem) continue;
    any = true;
    const Usage usage = usage_of(usages, model, id);
    if (shortfall(usage, requirement_of(request, id), id).empty()) continue;
    coverage.complete = false;
    coverage.gaps.push_back(
        fmt::format("{} applies to {} tasks ({})", id, usage.applicable, usage.most_frequent_obstacle()));
  }
  coverage.complete = coverage.complete && any;
  return coverage;
}

bool applied(const Run& run) {
  return std::ranges::any_of(run.statements, [](const Tally& tally) { return tally.applicable() > 0; });
}

bool anything_applied(const Report& report, const std::string& model) {
  return std::ranges::any_of(report.runs, [&](const Run& run) { return run.model == model && applied(run); });
}

/// Those that were to be checked, and those that were.
std::set<std::string> models_of(const Report& report) {
  std::set<std::string> models;
  for (const auto& [model, parameters] : report.models) models.insert(model);
  for (const Run& run : report.runs) models.insert(run.model);
  return models;
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

bool anything_applied(const Report& report) { return std::ranges::any_of(report.runs, applied); }

std::vector<CoverageGap> coverage_gaps(const Report& report) {
  if (!anything_applied(report)) return {{"", "", "no statement applied to any task"}};
  if (report.request.statements.empty()) return {{"", "", "no statement was asked for"}};
  std::vector<CoverageGap> gaps;
  const Usages usages = usages_of(report);
  for (const std::string& model : models_of(report)) {
    // Whatever was required, even nothing at all: a model of which nothing is known does not pass.
    if (!anything_applied(report, model)) {
      gaps.push_back({model, "", model + ": no statement applied to any task"});
      continue;
    }
    for (const std::string& id : required_statements(report.request)) {
      const std::string gap = shortfall(usage_of(usages, model, id), requirement_of(report.request, id), id);
      if (!gap.empty()) gaps.push_back({model, id, model + ": " + gap});
    }
    if (report.request.statements_chosen) continue;
    const bool covered = std::ranges::any_of(proofs::theorems(), [&](const std::string& theorem) {
      return theorem_coverage(report.request, usages, model, theorem).complete;
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
  const Usages usages = usages_of(report);
  for (const std::string& model : models_of(report)) {
    for (const std::string& theorem : proofs::theorems()) {
      const auto gaps = theorem_coverage(report.request, usages, model, theorem).gaps;
      if (gaps.empty()) continue;
      notes.push_back(fmt::format("{}: Theorem {} is not covered: {}{}", model, theorem, gaps.front(),
                                  gaps.size() > 1 ? fmt::format(", and {} statements more", gaps.size() - 1) : ""));
    }
  }
  return notes;
}

}  // namespace margincert::reports
