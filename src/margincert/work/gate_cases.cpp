#include "margincert/work/gate_cases.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <system_error>

#include "files/file_error.hpp"
#include "margincert/work/shipped.hpp"
#include "numeric/fnv1a.hpp"
#include "numeric/stop.hpp"
#include "proofs_check/judge.hpp"
#include "replay/replay.hpp"

namespace margincert::work {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> case_names(const NamedPath& folder) {
  std::error_code error;
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder.path, error)) {
    const std::string name = entry.path().filename().string();
    if (name.ends_with(case_suffix)) names.push_back(name);
  }
  if (error) {
    throw files::FileError(folder.path, "folder of cases", error.message(),
                           "make it, or correct the path: cases that are not found are not replayed");
  }
  std::ranges::sort(names);
  return names;
}

/// With a folder, as a name without one is a built-in case's.
std::string name_in(const std::string& folder, const std::string& name) {
  const std::string whole = (fs::path(folder) / name).lexically_normal().string();
  return whole == name ? "./" + name : whole;
}

/// Do both show the same: this statement, in this regime, without the same hypotheses, violated by these parameters?
bool same_question(const files::Case& a, const files::Case& b) {
  return a.statement == b.statement && a.corrupted == b.corrupted && a.regime == b.regime && a.dropped == b.dropped &&
         a.parameters == b.parameters;
}

/// Does the case break what is asked here? Then every hypothesis required here is certified true on its task.
bool answers(const files::Case& recorded, const Selection& selection) {
  for (const auto* statement : selection.statements) {
    if (statement->id != recorded.statement) continue;
    return recorded.regime == selection.regime.value_or(natural_regime(*statement)) &&
           std::ranges::all_of(recorded.dropped, [&](const std::string& id) { return selection.dropped.contains(id); });
  }
  return false;
}

/// Tasks of the run on which the statement may still be violated.
long not_refuted(const reports::Run& run, const std::string& statement) {
  for (const reports::Tally& tally : run.statements) {
    if (tally.id == statement) return tally.violated + tally.undecided + tally.errors;
  }
  return 0;
}

}  // namespace

GateCases::GateCases(const NamedPath& folder) : folder_(folder) {
  if (!folder.given()) return;
  for (const std::string& name : case_names(folder)) {
    const std::string path = (fs::path(folder.path) / name).lexically_normal().string();
    cases_.push_back({name_in(folder.name, name), path, files::read_case(path), false});
  }
}

std::vector<std::string> GateCases::files() const {
  std::vector<std::string> paths;
  for (const FolderCase& one : cases_) paths.push_back(one.path);
  return paths;
}

void GateCases::replay(const numeric::RunControl& control) try {
  const numeric::RunControl running = control.started();
  const numeric::StopScope scope(running.stop);
  const auto derive_again = [&](const std::string& name, const files::Case& recorded) {
    const replay::Replay again = replay::replay(recorded);
    tests_.push_back({name, again.decision == replay::Decision::accepted, again.reason});
    return tests_.back().accepted;
  };
  for (const EmbeddedText* shipped : embedded_with(case_suffix)) {
    numeric::stop_point();
    derive_again(shipped->name, files::parse_case(shipped->text, shipped->name));
  }
  for (FolderCase& one : cases_) {
    numeric::stop_point();
    one.accepted = derive_again(one.name, one.recorded);
  }
} catch (const numeric::Stopped&) {  // of the case under way nothing is known
}

std::vector<std::string> GateCases::remarks() const {
  if (!folder_.given() || !cases_.empty()) return {};
  return {fmt::format("{} holds no case: no *{} stands in it", folder_.name, case_suffix)};
}

std::optional<TaskSource> GateCases::source() const {
  if (cases_.empty()) return std::nullopt;
  TaskSource source;
  source.name = "cases";
  source.may_be_left_out = true;
  for (const FolderCase& one : cases_) source.given.push_back({one.path, one.recorded.task});
  return source;
}

void GateCases::require_agreement(const Selection& selection, const reports::Report& report) const {
  for (const reports::Run& run : report.runs) {
    if (run.source != "cases" || !run.complete()) continue;
    std::map<std::string, long> expected;
    for (const FolderCase& one : cases_) {
      const bool same_parameters = one.recorded.parameters == report.models.at(run.model);
      if (one.is_violation() && same_parameters && answers(one.recorded, selection)) ++expected[one.recorded.statement];
    }
    for (const auto& [statement, violations] : expected) {
      if (not_refuted(run, statement) >= violations) continue;
      throw proofs::Contradiction(fmt::format(
          "{}: Arb derives {} of the cases again as violations by {}, and the ladder judges a task of them otherwise",
          statement, violations, run.model));
    }
  }
}

std::vector<FileText> GateCases::finds_to_keep(const Campaigns& campaigns) const {
  if (!folder_.given()) return {};
  std::vector<files::Case> shown;
  for (const FolderCase& one : cases_) {
    if (one.is_violation()) shown.push_back(one.recorded);
  }
  std::vector<FileText> finds;
  for (const char* kind : {"simplest", "worst"}) {
    for (const ViolationCase& violation : campaigns.violations) {
      const files::Case& found = violation.witness;
      const auto is_shown = [&](const files::Case& other) { return same_question(found, other); };
      if (found.origin.kind != kind || std::ranges::any_of(shown, is_shown)) continue;
      shown.push_back(found);
      const std::string text = files::to_json(found);
      const std::string name = fmt::format("{}.{:016x}{}", found.statement, numeric::fnv1a(text), case_suffix);
      finds.push_back({(fs::path(folder_.path) / name).lexically_normal().string(), text});
    }
  }
  return finds;
}

}  // namespace margincert::work
