#include <doctest/doctest.h>

#include <fstream>
#include <regex>
#include <set>
#include <sstream>
#include <string>

#include "proofs_check/guarantees.hpp"
#include "proofs_check/hypotheses.hpp"
#include "proofs_check/statement.hpp"

namespace margincert::proofs_tests {
namespace {

using proofs::Statement;
using proofs::statements;

std::string theory_text() {
  std::ifstream file(MARGINCERT_SOURCE_ROOT "/docs/theory.md");
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

/// A section of the page, from its heading to the next one of the same rank.
std::string section(const std::string& text, const std::string& heading) {
  const auto start = text.find("\n## " + heading);
  if (start == std::string::npos) return "";
  return text.substr(start, text.find("\n## ", start + 1) - start);
}

std::set<std::string> all_matches(const std::string& text, const std::regex& pattern) {
  std::set<std::string> found;
  for (std::sregex_iterator match(text.begin(), text.end(), pattern), end; match != end; ++match) {
    found.insert((*match)[1].str());
  }
  return found;
}

/// A statement is introduced in bold, or in a table cell of its own.
std::set<std::string> statement_ids(const std::string& section_text) {
  std::set<std::string> ids = all_matches(section_text, std::regex("\\| `([a-z]+(?:-[a-z]+)+)` \\|"));
  const std::regex bold("\\*\\*((?:`[a-z-]+`(?:, )?)+)\\*\\*");
  for (const std::string& names : all_matches(section_text, bold)) {
    ids.merge(all_matches(names, std::regex("`([a-z-]+)`")));
  }
  return ids;
}

std::set<std::string> registered_ids(const std::string& theorem) {
  std::set<std::string> ids;
  for (const Statement& statement : statements()) {
    if (statement.theorem == theorem) ids.insert(statement.id);
  }
  return ids;
}

}  // namespace

TEST_CASE("the page of theorems and the registry list the same statements") {
  const std::string text = theory_text();
  CHECK(registered_ids("A") == statement_ids(section(text, "7. Theorem A")));
  CHECK(registered_ids("B") == statement_ids(section(text, "8. Theorem B")));
  CHECK(registered_ids("C") == statement_ids(section(text, "9. Theorem C")));
  CHECK(registered_ids("A").size() + registered_ids("B").size() + registered_ids("C").size() == statements().size());
}

TEST_CASE("the page of theorems and the registry list the same hypotheses under the same names") {
  const std::string hypotheses = section(theory_text(), "5. Hypotheses");
  std::set<std::string> registered;
  for (const auto& hypothesis : proofs::hypotheses()) {
    registered.insert(hypothesis.id);
    // Rows read "| `unit-norm` | H0 | ..."; centred-labels has no number on the page.
    if (hypothesis.id == "centred-labels") continue;
    CHECK_MESSAGE(hypotheses.find("`" + hypothesis.id + "` | " + hypothesis.number) != std::string::npos,
                  hypothesis.id);
  }
  CHECK(registered == all_matches(hypotheses, std::regex("\n\\| `([a-z-]+)` \\|")));
}

TEST_CASE("there are 35 statements, each found by its id alone") {
  std::set<std::string> ids;
  for (const Statement& statement : statements()) {
    CHECK_MESSAGE(ids.insert(statement.id).second, statement.id);
    CHECK(proofs::find_statement(statement.id) == &statement);
  }
  CHECK(ids.size() == 35);
  CHECK(proofs::find_statement("norm") == nullptr);
}

TEST_CASE("every statement says where it comes from, what it claims and how its twin is wrong") {
  const std::regex provenance("[SRO](\\+[SRO])*");
  for (const Statement& statement : statements()) {
    CAPTURE(statement.id);
    CHECK(std::regex_match(statement.provenance, provenance));
    CHECK_FALSE(statement.formula.empty());
    CHECK_FALSE(statement.twin_formula.empty());
    CHECK(statement.formula != statement.twin_formula);
    CHECK(static_cast<bool>(statement.claim));
    CHECK(static_cast<bool>(statement.twin));
  }
}

TEST_CASE("Theorems B and C never pass for the source's") {
  for (const Statement& statement : statements()) {
    if (statement.theorem != "A") CHECK_MESSAGE(statement.provenance == "O", statement.id);
  }
}

TEST_CASE("every hypothesis that a statement or a guarantee names exists, once") {
  const auto check_all = [](const std::string& owner, const std::vector<std::string>& ids) {
    CAPTURE(owner);
    CHECK_FALSE(ids.empty());
    CHECK(std::set<std::string>(ids.begin(), ids.end()).size() == ids.size());
    for (const std::string& id : ids) CHECK_NOTHROW(proofs::hypothesis(id));
  };
  for (const Statement& statement : statements()) check_all(statement.id, statement.hypotheses);
  for (const auto& guarantee : proofs::guarantees()) check_all(guarantee.id, guarantee.hypotheses);
  CHECK_THROWS_AS(proofs::hypothesis("unit-nrom"), std::logic_error);
}

TEST_CASE("hypotheses are found by name or by number, and a number may stand for several") {
  CHECK(proofs::hypothesis_ids("dominance") == std::vector<std::string>{"dominance"});
  CHECK(proofs::hypothesis_ids("H5") == std::vector<std::string>{"dominance"});
  CHECK(proofs::hypothesis_ids("H6").size() == 5);
  CHECK(proofs::hypothesis_ids("H9").empty());
}

TEST_CASE("a statement may be of a group of its own, made for a regime of its own") {
  Statement own = statements().front();
  own.theorem = "mine";
  CHECK(natural_regime(own) == recursion::Regime::full);
  own.regime = recursion::Regime::class_pure;
  CHECK(natural_regime(own) == recursion::Regime::class_pure);
  CHECK(proofs::theorems() == std::vector<std::string>{"A", "B", "C"});
}

TEST_CASE("each statement is made for the regime of its theorem") {
  for (const Statement& statement : statements()) {
    CHECK((natural_regime(statement) == recursion::Regime::class_pure) == (statement.theorem == "A"));
  }
}

}  // namespace margincert::proofs_tests
