#include "reports/html/context.hpp"

#include <algorithm>

namespace margincert::reports::html {

Context::Context(const Report& r)
    : report(r), conclusion(conclude(r)), findings(reports::findings(r)), statements(r.request.statements) {
  for (const Run& run : report.runs) {
    for (const auto& [setting, value] : run.settings) settings_[{run.model, run.source}][setting].insert(value);
    for (const Tally& tally : run.statements) {
      const Judged here{&run, &tally};
      if (std::ranges::find(statements, tally.id) == statements.end()) statements.push_back(tally.id);
      judged[tally.id].push_back(here);
      by_place_.try_emplace({tally.id, run.model, run.title()}, here);
    }
  }
}

std::vector<const Run*> Context::runs_of(const std::string& model) const {
  std::vector<const Run*> runs;
  for (const Run& run : report.runs) {
    if (run.model == model) runs.push_back(&run);
  }
  return runs;
}

const std::vector<Judged>& Context::judged_of(const std::string& statement) const {
  static const std::vector<Judged> none;
  const auto found = judged.find(statement);
  return found == judged.end() ? none : found->second;
}

const Judged* Context::find(const Finding& finding) const {
  const auto found = by_place_.find({finding.rule, finding.model, finding.source});
  return found == by_place_.end() ? nullptr : &found->second;
}

std::string Context::source_of(const Run& run) const {
  std::string text = run.source;
  for (const auto& [setting, value] : run.settings) {
    if (settings_.at({run.model, run.source}).at(setting).size() == 1) continue;
    const bool is_word = value.find_first_of("0123456789") == std::string::npos;
    text += " " + (is_word ? value : setting + "=" + value);
  }
  return run.parameter_draw == "given" ? text : text + " parameters=" + run.parameter_draw;
}

/// Ids of the registry are fit for an anchor; what a report calls otherwise is numbered.
std::string Context::anchor_of_statement(const std::string& id) const {
  if (proofs::find_statement(id)) return id;
  return "statement-" + std::to_string(std::ranges::find(statements, id) - statements.begin());
}

std::string Context::anchor_of_finding(const Finding& finding) const {
  return "finding-" + std::to_string(&finding - findings.data() + 1);
}

void Counts::add(const Tally& tally) {
  tasks += tally.total();
  applicable += tally.applicable();
  holds += tally.holds;
  violated += tally.violated;
  open += tally.undecided + tally.errors;
}

Counts counts_of(const std::vector<Judged>& judged) {
  Counts counts;
  for (const Judged& one : judged) counts.add(*one.tally);
  return counts;
}

}  // namespace margincert::reports::html
