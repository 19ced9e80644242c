#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <set>
#include <tuple>

#include "files/file_error.hpp"
#include "files/json_reader.hpp"
#include "files/json_writer.hpp"
#include "files/text_file.hpp"
#include "reports/baseline.hpp"
#include "reports/date.hpp"
#include "reports/finding.hpp"
#include "reports/reading.hpp"

namespace margincert::reports {
namespace {

using files::Node;

constexpr const char* format = "margincert-baseline/1";

std::string not_empty(const Node& node, const char* remedy) {
  std::string text = node.string();
  if (text.empty()) node.refuse("\"\" says nothing", remedy);
  return text;
}

std::string date(const Node& node) {
  std::string text = node.string();
  if (!is_date(text)) node.refuse(node.shown() + " is not a day", "write a day that exists, as YYYY-MM-DD");
  return text;
}

/// The finding is that of a statement, or of an identification test.
FindingKind kind_of(const BaselineEntry& entry) {
  return entry.rule == identification_rule ? FindingKind::identification : FindingKind::violation;
}

BaselineEntry read_entry(const Node& node) {
  const files::Keys keys{"fingerprint", "rule",    "model",    "source",     "reason",
                         "first_seen",  "expires", "violated", "applicable", "measured"};
  node.object(keys, keys);
  BaselineEntry entry;
  entry.rule = not_empty(node.member("rule"), "name the statement");
  entry.model = not_empty(node.member("model"), "name the model");
  entry.source = not_empty(node.member("source"), "name the tasks, or the check");
  entry.fingerprint = node.member("fingerprint").string();
  if (entry.fingerprint != fingerprint(kind_of(entry), entry.rule, entry.model, entry.source)) {
    node.member("fingerprint")
        .refuse(node.member("fingerprint").shown() + " is not the fingerprint of this rule, model and source",
                "edit only reason and expires; write entries with --write-baseline");
  }
  entry.reason = not_empty(node.member("reason"), "say why it is tolerated");
  entry.first_seen = date(node.member("first_seen"));
  entry.expires = date(node.member("expires"));
  entry.violated = node.member("violated").integer(1, INT64_MAX);
  entry.applicable = node.member("applicable").integer(entry.violated, INT64_MAX);
  entry.measured = or_none(node.member("measured"), real);
  if (entry.measured && kind_of(entry) != FindingKind::identification) {
    node.member("measured").refuse("is about a statement", "write null");
  }
  return entry;
}

Question read_question(const Node& root) {
  Question question;
  for (const Node& id : root.member("dropped").array()) question.dropped.push_back(id.string());
  question.regime = one_of<std::string>(root.member("regime"),
                                        {{"natural", "natural"}, {"full", "full"}, {"class-pure", "class-pure"}});
  return question;
}

/// "in the regime full without class-purity"
std::string in_words(const Question& question) {
  const std::string regime = "in the regime " + question.regime;
  if (question.dropped.empty()) return regime + " with every hypothesis";
  return fmt::format("{} without {}", regime, fmt::join(question.dropped, ", "));
}

}  // namespace

Baseline parse_baseline(std::string_view text, const std::string& name) {
  const files::Document document(text, name);
  const Node root = document.root();
  root.expect_format(format);
  const files::Keys keys{"format", "dropped", "regime", "entries"};
  root.object(keys, keys);
  Baseline baseline{read_question(root), {}};
  std::vector<BaselineEntry>& entries = baseline.entries;
  std::set<std::string> seen;
  for (const Node& node : root.member("entries").array()) {
    entries.push_back(read_entry(node));
    if (!seen.insert(entries.back().fingerprint).second) {
      node.refuse("an earlier entry has the same fingerprint", "keep one of the two");
    }
  }
  return baseline;
}

Baseline read_baseline(const std::string& path, const Question& asked) {
  Baseline baseline = parse_baseline(files::read_text(path), path);
  if (baseline.question == asked) return baseline;
  throw files::FileError(path, baseline.question.regime == asked.regime ? "/dropped" : "/regime",
                         fmt::format("it is of statements {}, and this run asks for them {}",
                                     in_words(baseline.question), in_words(asked)),
                         "give a baseline of this question, or write one with --write-baseline to another file");
}

std::string baseline_json(Baseline baseline) {
  std::vector<BaselineEntry>& entries = baseline.entries;
  std::ranges::sort(entries, {}, [](const BaselineEntry& e) { return std::tie(e.rule, e.model, e.source); });
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const BaselineEntry& entry : entries) {
    list.push_back({{"fingerprint", entry.fingerprint},
                    {"rule", entry.rule},
                    {"model", entry.model},
                    {"source", entry.source},
                    {"reason", entry.reason},
                    {"first_seen", entry.first_seen},
                    {"expires", entry.expires},
                    {"violated", entry.violated},
                    {"applicable", entry.applicable},
                    {"measured", entry.measured ? nlohmann::ordered_json(*entry.measured) : nullptr}});
  }
  const nlohmann::ordered_json document{{"format", format},
                                        {"dropped", baseline.question.dropped},
                                        {"regime", baseline.question.regime},
                                        {"entries", list}};
  return files::document_text(document);
}

}  // namespace margincert::reports
