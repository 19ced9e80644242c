#include <nlohmann/json.hpp>

#include "files/json_writer.hpp"
#include "reports/diff.hpp"
#include "files/version.hpp"

namespace margincert::reports {
namespace {

using Json = nlohmann::ordered_json;

template <class T>
Json or_null(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}

Json finding_json(const FindingChange& change) {
  const Finding& finding = change.finding;
  return {{"change", to_string(change.change)},
          {"kind", to_string(finding.kind)},
          {"fingerprint", finding.fingerprint},
          {"rule", finding.rule},
          {"model", finding.model},
          {"source", finding.source},
          {"message", finding.message},
          {"before", {{"violated", change.violated_before}, {"applicable", change.applicable_before}}},
          {"now", {{"violated", change.violated_now}, {"applicable", change.applicable_now}}}};
}

Json numbers_json(const Numbers& numbers) {
  return {{"tasks", numbers.tasks},
          {"applicable", numbers.applicable},
          {"smallest_slack", or_null(numbers.smallest_slack)},
          {"tightest_ratio", or_null(numbers.tightest_ratio)}};
}

}  // namespace

std::string to_json(const Diff& diff) {
  Json json{{"format", "margincert-diff/1"}, {"tool", {{"name", "margincert"}, {"version", program_version}}}};
  json["status"] = to_string(diff.status());
  json["before"] = to_string(diff.before);
  json["now"] = to_string(diff.now);
  json["counts"] = {{"new", diff.count(Change::appeared)},        {"worse", diff.count(Change::worse)},
                    {"resolved", diff.count(Change::resolved)},   {"unchanged", diff.count(Change::unchanged)},
                    {"unchecked", diff.count(Change::unchecked)}, {"lost", diff.lost.size()}};
  json["findings"] = Json::array();
  for (const FindingChange& change : diff.findings) json["findings"].push_back(finding_json(change));
  json["lost"] = diff.lost;
  json["numbers"] = Json::array();
  for (const NumbersChange& change : diff.numbers) {
    json["numbers"].push_back({{"statement", change.statement},
                               {"model", change.model},
                               {"source", change.source},
                               {"lost", change.lost()},
                               {"before", numbers_json(change.before)},
                               {"now", numbers_json(change.now)}});
  }
  json["asked"] = Json::array();
  for (const auto& [field, before, now] : diff.asked) {
    json["asked"].push_back({{"field", field}, {"before", before}, {"now", now}});
  }
  return files::document_text(json);
}

}  // namespace margincert::reports
