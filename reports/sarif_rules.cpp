#include "reports/sarif_rules.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "proofs_check/statement.hpp"

namespace margincert::reports {
namespace {

using SarifJson = nlohmann::json;

struct OtherRule {
  const char *id, *name, *title, *meaning;
};

constexpr OtherRule other_rules[] = {
    {"identification", "TransformerFollowsRecursion", "The transformer follows the recursion",
     "What is proved of the recursion says something of a transformer only if the recursion can be read off its "
     "weights "
     "and its states stay as close to the recursion's as required."},
    {"coverage", "EnoughApplies", "Enough of what was asked for applies",
     "A statement that applies to no task was not tested. Statements that are required, or else all of one theorem, "
     "must "
     "apply to as many tasks of every model as required."},
    {"self-test", "TwinsAreCaught", "A checker that can fail",
     "Each statement's corrupted twin, a slightly wrong version of it, must be seen violated. One that is not caught "
     "means that the statement's own verdicts prove little."},
    {"cases", "WitnessesAreDerivedAgain", "Committed witnesses are derived again",
     "Every case file is derived again by Arb, which shares no arithmetic with the program that wrote it."},
    {"run", "RunIsComplete", "The run is complete",
     "Interrupted runs, runs out of time and parts of a campaign say nothing of the tasks they did not judge."},
    {"baseline", "BaselineIsUpToDate", "The baseline is up to date",
     "Every entry of the baseline must be about something that was checked, and be taken out once it is resolved."},
};

/// "norm-growth" as "NormGrowth": SARIF's validator takes no name that is the id, whatever its case.
std::string name_of(const std::string& id) {
  std::string name;
  bool begins_word = true;
  for (const char c : id) {
    if (c != '-') name += begins_word && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    begins_word = c == '-';
  }
  return name;
}

SarifJson described(const std::string& id, const std::string& name, const std::string& title,
                    const std::string& meaning, const std::string& help) {
  return {{"id", id},
          {"name", name},
          {"shortDescription", {{"text", title}}},
          {"fullDescription", {{"text", meaning}}},
          {"help", {{"text", meaning + "\n" + help}}},
          {"defaultConfiguration", {{"level", "error"}}},
          {"properties", {{"precision", "very-high"}, {"problem.severity", "error"}}}};
}

SarifJson rule_of(const proofs::Statement& statement) {
  const std::string where = fmt::format(
      "Theorem {}, docs/theory.md; provenance [{}]: S stated in the source, R reconstructed with a proof of "
      "our own, O ours.",
      statement.theorem, statement.provenance);
  SarifJson rule =
      described(statement.id, name_of(statement.id), fmt::format("Theorem {}: {}", statement.theorem, statement.id),
                statement.formula, fmt::format("{}\nHypotheses: {}", where, fmt::join(statement.hypotheses, ", ")));
  rule["help"]["markdown"] = fmt::format("```\n{}\n```\n\n{}\n\nHypotheses: {}\n", statement.formula, where,
                                         fmt::join(statement.hypotheses, ", "));
  rule["properties"]["theorem"] = statement.theorem;
  rule["properties"]["provenance"] = statement.provenance;
  rule["properties"]["hypotheses"] = statement.hypotheses;
  rule["properties"]["tags"] = {"theorem-" + statement.theorem, "provenance-" + statement.provenance};
  return rule;
}

std::map<std::string, int> numbered_rules() {
  std::map<std::string, int> numbers;
  for (const auto& statement : proofs::statements()) numbers.emplace(statement.id, static_cast<int>(numbers.size()));
  for (const OtherRule& rule : other_rules) numbers.emplace(rule.id, static_cast<int>(numbers.size()));
  return numbers;
}

}  // namespace

SarifJson sarif_rules() {
  SarifJson rules = SarifJson::array();
  for (const auto& statement : proofs::statements()) rules.push_back(rule_of(statement));
  for (const OtherRule& rule : other_rules) {
    rules.push_back(described(rule.id, rule.name, rule.title, rule.meaning, "See docs/cli.md, \"What makes a PASS\"."));
  }
  return rules;
}

int sarif_rule_index(const std::string& rule) {
  static const std::map<std::string, int> numbers = numbered_rules();
  const auto found = numbers.find(rule);
  return found == numbers.end() ? -1 : found->second;
}

}  // namespace margincert::reports
