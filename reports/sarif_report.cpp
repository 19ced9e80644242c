#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "files/json_writer.hpp"
#include "files/plain_text.hpp"
#include "reports/artifact.hpp"
#include "reports/exit_status.hpp"
#include "reports/finding.hpp"
#include "reports/likeness.hpp"
#include "reports/sarif_rules.hpp"
#include "files/version.hpp"

namespace margincert::reports {
namespace {

using files::plain_shortened;

using SarifJson = nlohmann::json;

/// GitHub rejects a run with more results, and a file of more than 10 MB once gzipped. Hexadecimal ends hardly
/// compress, so only the most serious results have them; case files and the JSON report have them all.
constexpr std::size_t most_results = 25'000, most_with_enclosures = 1'000;
constexpr std::size_t longest_message = 2'000, longest_name = 300;

using Comparisons = std::map<std::string, const Comparison*>;

/// What decided each violation, by the fingerprint of its finding.
Comparisons comparisons_of(const Report& report) {
  Comparisons comparisons;
  for (const Run& run : report.runs) {
    for (const Tally& tally : run.statements) {
      if (!tally.confirmed() || !tally.violation->worst.deciding) continue;
      comparisons.emplace(fingerprint(FindingKind::violation, tally.id, run.model, run.title()),
                          &*tally.violation->worst.deciding);
    }
  }
  return comparisons;
}

/// SARIF reads [text](1) in a message as a link to another location.
std::string without_links(std::string text) {
  for (std::size_t at = text.find("]("); at != std::string::npos; at = text.find("](", at)) text.insert(at + 1, " ");
  return text;
}

std::string message_of(const Finding& finding) {
  std::string text = finding.message + ".";
  if (!finding.replay.empty()) text += " To see it again: " + finding.replay;
  return without_links(plain_shortened(text, longest_message));
}

SarifJson location_of(const Report& report, const Finding& finding) {
  // Models are files of numbers: no line is more to blame than another.
  SarifJson location{{"physicalLocation",
                      {{"artifactLocation", {{"uri", artifact_uri(artifact_of(report, finding))}}},
                       {"region", {{"startLine", 1}, {"startColumn", 1}, {"endLine", 1}, {"endColumn", 2}}}}}};
  if (finding.layer) {
    const std::string name = fmt::format("layer {}", *finding.layer);
    location["logicalLocations"] = {{{"name", name},
                                     {"fullyQualifiedName", plain_shortened(finding.model, longest_name) + "/" + name},
                                     {"kind", "layer"}}};
  }
  return location;
}

SarifJson ends_of(const Enclosure& enclosure) { return {{"lo", enclosure.lo}, {"hi", enclosure.hi}}; }

SarifJson properties_of(const Finding& finding, const Comparison* comparison) {
  SarifJson properties{{"kind", to_string(finding.kind)},
                       {"model", plain_shortened(finding.model, longest_name)},
                       {"source", plain_shortened(finding.source, longest_name)}};
  if (finding.layer) properties["layer"] = *finding.layer;
  if (finding.task) properties["task"] = *finding.task;
  if (!finding.case_file.empty()) properties["caseFile"] = plain_shortened(finding.case_file, longest_name);
  if (finding.certified()) {
    properties["violated"] = finding.violated;
    properties["applicable"] = finding.applicable;
  }
  if (comparison) {
    properties["part"] = plain_shortened(comparison->part, longest_name);
    properties["greater"] = ends_of(comparison->greater);
    properties["lesser"] = ends_of(comparison->lesser);
    properties["slack"] = ends_of(comparison->slack);
  }
  return properties;
}

const char* level_of(const Finding& finding) {
  return finding.tolerated ? "note" : finding.certified() ? "error" : "warning";
}

const char* baseline_state_of(const Finding& finding) {
  return finding.standing == "existing" ? "unchanged" : finding.standing == "worse" ? "updated" : "new";
}

SarifJson suppressions_of(const Report& report, const Finding& finding) {
  const BaselineEntry* entry = finding.tolerated ? baseline_entry(report, finding) : nullptr;
  if (!entry) return SarifJson::array();
  const std::string reason = fmt::format("tolerated until {}: {}", entry->expires, entry->reason);
  // Without a status it counts as accepted.
  return {{{"kind", "external"}, {"justification", plain_shortened(reason, longest_message)}}};
}

SarifJson result_of(const Report& report, const Finding& finding, const Comparison* comparison) {
  SarifJson result{{"ruleId", finding.rule},
                   {"level", level_of(finding)},
                   {"message", {{"text", message_of(finding)}}},
                   {"locations", SarifJson::array({location_of(report, finding)})},
                   // GitHub tells alerts apart by this hash alone; ours is of what is violated, not of a line.
                   {"partialFingerprints",
                    {{"margincert/v1", finding.fingerprint}, {"primaryLocationLineHash", finding.fingerprint + ":1"}}},
                   {"properties", properties_of(finding, comparison)}};
  if (const int index = sarif_rule_index(finding.rule); index >= 0) result["ruleIndex"] = index;
  if (!report.baseline_file.empty()) {
    result["baselineState"] = baseline_state_of(finding);
    result["suppressions"] = suppressions_of(report, finding);
  }
  return result;
}

SarifJson results_of(const Report& report, const std::vector<Finding>& all) {
  const Comparisons comparisons = comparisons_of(report);
  SarifJson results = SarifJson::array();
  for (const Finding& finding : all) {
    if (results.size() == most_results) break;
    const auto decided = comparisons.find(finding.fingerprint);
    const bool shown = decided != comparisons.end() && results.size() < most_with_enclosures;
    results.push_back(result_of(report, finding, shown ? decided->second : nullptr));
  }
  return results;
}

SarifJson notification(const char* level, const std::string& text) {
  return {{"level", level}, {"message", {{"text", without_links(plain_shortened(text, longest_message))}}}};
}

SarifJson invocation_of(const Report& report, const Conclusion& conclusion, std::size_t found) {
  SarifJson notifications = SarifJson::array();
  if (found > most_results) {
    notifications.push_back(notification(
        "warning",
        fmt::format("{} findings, of which the {} most serious are listed here; the JSON report has them all", found,
                    most_results)));
  }
  for (const auto& notes : {conclusion.notes, likeness_sentences(report)}) {
    for (const std::string& note : notes) notifications.push_back(notification("note", note));
  }
  // Entries of the baseline that are resolved: as absent results they would be shown as if they were still there.
  for (const BaselineEntry& entry : report.baseline) {
    if (entry.standing != Standing::resolved) continue;
    notifications.push_back(notification(
        "note", fmt::format("resolved since the baseline: {} by {} ({})", entry.rule, entry.model, entry.source)));
  }
  return {{"executionSuccessful", !report.interrupted && !report.out_of_time},
          {"exitCode", exit_status(report, conclusion)},
          {"exitCodeDescription", conclusion.line()},
          {"toolExecutionNotifications", std::move(notifications)}};
}

}  // namespace

std::string to_sarif(const Report& report) {
  const Conclusion conclusion = conclude(report);
  const std::vector<Finding> all = findings(report);
  const SarifJson driver{{"name", "margincert"},
                         {"version", program_version},
                         {"semanticVersion", program_version},
                         {"informationUri", "https://arxiv.org/abs/2604.11613"},
                         {"rules", sarif_rules()}};
  const SarifJson run{{"tool", {{"driver", driver}}},
                      {"columnKind", "unicodeCodePoints"},
                      {"invocations", SarifJson::array({invocation_of(report, conclusion, all.size())})},
                      {"results", results_of(report, all)}};
  const SarifJson log{{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
                      {"version", "2.1.0"},
                      {"runs", SarifJson::array({run})}};
  return files::document_text(log, 1);
}

}  // namespace margincert::reports
