#include "margincert/selection.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "proofs_check/hypotheses.hpp"
#include "files/nearest.hpp"
#include "recursion/refusal.hpp"

namespace margincert {
namespace {

using recursion::Regime;

constexpr std::array<RegimeChoice, 3> regime_choices{std::nullopt, Regime::full, Regime::class_pure};

std::vector<std::string> statement_names() {
  std::vector<std::string> names = proofs::theorems();
  for (const auto& statement : proofs::statements()) names.push_back(statement.id);
  return names;
}

Refusal unknown(const char* kind, const std::string& name, const std::vector<std::string>& known) {
  return {"", fmt::format("no {} '{}'{}", kind, name, files::did_you_mean(name, known)),
          "margincert list shows them all"};
}

}  // namespace

std::string name_of_regime(RegimeChoice regime) { return regime ? to_string(*regime) : "natural"; }

RegimeChoice find_regime(const std::string& name) {
  std::vector<std::string> known;
  for (const RegimeChoice& regime : regime_choices) {
    if (name_of_regime(regime) == name) return regime;
    known.push_back(name_of_regime(regime));
  }
  throw Refusal("", fmt::format("no regime '{}'{}", name, files::did_you_mean(name, known)),
                "use one of " + files::joined(known));
}

const proofs::Statement& statement_named(const std::string& id) {
  if (const auto* statement = proofs::find_statement(id)) return *statement;
  std::vector<std::string> known;
  for (const auto& statement : proofs::statements()) known.push_back(statement.id);
  throw unknown("statement", id, known);
}

std::vector<const proofs::Statement*> select_statements(const std::vector<std::string>& wanted) {
  std::vector<const proofs::Statement*> selected;
  for (const auto& statement : proofs::statements()) {
    const bool named = std::ranges::any_of(
        wanted, [&](const std::string& name) { return name == statement.id || name == statement.theorem; });
    if (wanted.empty() || named) selected.push_back(&statement);
  }
  for (const std::string& name : wanted) {
    const std::vector<std::string> known = statement_names();
    if (std::ranges::find(known, name) == known.end()) throw unknown("statement", name, known);
  }
  return selected;
}

std::set<std::string> select_hypotheses(const std::vector<std::string>& wanted) {
  std::set<std::string> dropped;
  for (const std::string& name : wanted) {
    const std::vector<std::string> ids = proofs::hypothesis_ids(name);
    if (ids.empty()) {
      std::vector<std::string> known;
      for (const auto& hypothesis : proofs::hypotheses()) known.push_back(hypothesis.id);
      throw unknown("hypothesis", name, known);
    }
    dropped.insert(ids.begin(), ids.end());
  }
  return dropped;
}

numeric::Ladder limited(const numeric::Ladder& ladder, int bits) {
  const int lowest = ladder.rungs().front().bits();
  if (bits < lowest) {
    throw Refusal("", fmt::format("--precision-budget {} is below the lowest rung of {} bits", bits, lowest),
                  "raise it, or lower --ladder");
  }
  return ladder.up_to(numeric::Precision(bits));
}

}  // namespace margincert
