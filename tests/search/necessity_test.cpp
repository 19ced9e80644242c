#include "search/necessity.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <map>
#include <set>

#include "proofs_check/hypotheses.hpp"
#include "targets.hpp"

namespace margincert::search_tests {
namespace {

using numeric::Precision;
using numeric::Truth;
using search::Cell;
using search::Study;

std::vector<std::string> hypotheses_of(const std::string& theorem) {
  return theorem == "A" ? proofs::theorem_a_hypotheses() : proofs::theorem_b_hypotheses();
}

std::size_t statements_of(const std::string& theorem) {
  return static_cast<std::size_t>(
      std::ranges::count(proofs::statements(), theorem, [](const Statement& s) { return s.theorem; }));
}

Study study(const std::string& theorem, std::size_t budget, const search::StudyProgress& progress) {
  return search::study_necessity({theorem}, {.budget = budget, .seed = 1, .jobs = 2, .stop = {}}, progress);
}

/// The counterexample of a cell breaks the statement where everything but the dropped hypothesis is true.
void check_counterexample(const Cell& cell) {
  const proofs::Evidence evidence({cell.counterexample->instance, cell.target.regime}, Precision(512));
  CHECK(search::is_violation(cell.counterexample->instance, cell.target));
  for (const std::string& id : hypotheses_of(cell.theorem)) {
    const Truth truth = proofs::hypothesis(id).check(evidence);
    if (id == cell.hypothesis) {
      CHECK(truth != Truth::yes);
    } else {
      CHECK(truth == Truth::yes);
    }
  }
}

/// Returns the hypotheses that were found to be needed.
std::set<std::string> check_cells(const std::string& theorem, const Study& found) {
  std::map<std::string, std::set<std::string>> seen;
  std::set<std::string> needed;
  for (const Cell& cell : found.cells) {
    CAPTURE(cell.hypothesis);
    CAPTURE(cell.statement->id);
    CHECK(cell.theorem == theorem);
    CHECK(cell.statement->theorem == theorem);
    CHECK(seen[cell.hypothesis].insert(cell.statement->id).second);
    CHECK_FALSE(cell.target.requires_hypothesis(cell.hypothesis));
    CHECK(cell.target.required == without(hypotheses_of(theorem), cell.hypothesis));
    const auto& least = cell.statement->hypotheses;
    CHECK(cell.used_by_proof == (std::ranges::find(least, cell.hypothesis) != least.end()));
    CHECK(cell.counterexample.has_value() == cell.result.worst.has_value());
    if (!cell.counterexample) continue;
    CHECK(cell.used_by_proof);  // else the statement is proved here
    needed.insert(cell.hypothesis);
    check_counterexample(cell);
  }
  CHECK(seen.size() == hypotheses_of(theorem).size());
  for (const auto& [hypothesis, statements] : seen) CHECK(statements.size() == statements_of(theorem));
  return needed;
}

void check_sharpness(const std::string& theorem, const Study& found) {
  CHECK(found.sharpness.size() == statements_of(theorem) + (theorem == "B" ? statements_of("C") : 0));
  for (const auto& sharpness : found.sharpness) {
    CAPTURE(sharpness.statement->id);
    CHECK(sharpness.target.required == sharpness.statement->hypotheses);
    CHECK_FALSE(sharpness.result.worst.has_value());
    if (!sharpness.result.tightest) continue;
    CHECK(*sharpness.result.tightest->verdict.tightest_ratio >= 1);
    if (!sharpness.target.requires_hypothesis("step-signs")) continue;
    for (const auto& layer : sharpness.result.tightest->instance.parameters().layers) {
      CHECK(layer.alpha_prime >= 0.25);
      CHECK(layer.gamma_prime >= 0.25);
    }
  }
}

void check_threshold(const Study& found, std::size_t budget) {
  REQUIRE(found.threshold.has_value());
  const auto& threshold = *found.threshold;
  CHECK(threshold.tries == 8);
  CHECK(threshold.evaluations_per_try == 2 * budget);
  CHECK(threshold.broken_at >= 0);
  CHECK(threshold.broken_at < 1);
  if (threshold.none_found_from) CHECK(threshold.broken_at < *threshold.none_found_from);
  CHECK(threshold.witness.has_value() == (threshold.broken_at > 0));
  if (!threshold.witness) return;
  CHECK(search::is_violation(threshold.witness->instance, threshold.target));
  CHECK(dominance_share(threshold.witness->instance, threshold.target).lo_double() >= threshold.broken_at);
}

}  // namespace

TEST_CASE("counterexamples of Theorem B are found where its proof uses the hypothesis, and only there") {
  std::vector<std::size_t> done;
  const Study found = study("B", 800, [&](std::size_t part, std::size_t all) {
    CHECK(part <= all);
    done.push_back(part);
  });
  const auto needed = check_cells("B", found);
  CHECK(needed.contains("step-signs"));
  CHECK(needed.contains("attention-signs"));
  check_sharpness("B", found);
  CHECK_FALSE(found.threshold.has_value());
  CHECK(std::ranges::is_sorted(done));
  CHECK(std::set<std::size_t>(done.begin(), done.end()).size() == done.size());
}

TEST_CASE("counterexamples of Theorem A, and how far its dominance can be lowered") {
  const Study found = study("A", 400, [](std::size_t, std::size_t) {});
  const auto needed = check_cells("A", found);
  for (const char* id : {"unit-norm", "class-purity", "step-signs", "attention-signs", "dominance"}) {
    CAPTURE(id);
    CHECK(needed.contains(id));
  }
  for (const Cell& cell : found.cells) {
    CHECK(cell.target.regime == (cell.hypothesis == "class-purity" ? Regime::full : Regime::class_pure));
  }
  check_sharpness("A", found);
  check_threshold(found, 400);
}

TEST_CASE("a study can be ended early, and is the same for any number of threads") {
  const auto first_three = [](int jobs) {
    std::atomic<std::size_t> seen{0};
    return search::study_necessity({"B"}, {.budget = 300, .seed = 1, .jobs = jobs, .stop = [&] { return seen >= 3; }},
                                   [&](std::size_t done, std::size_t) { seen = done; });
  };
  const Study alone = first_three(1), together = first_three(3);
  REQUIRE(alone.cells.size() == together.cells.size());
  std::size_t searched = 0;
  for (std::size_t i = 0; i < alone.cells.size(); ++i) {
    const auto &a = alone.cells[i], &b = together.cells[i];
    searched += a.result.evaluations > 0 ? 1 : 0;
    CHECK(a.result.evaluations == b.result.evaluations);
    REQUIRE(a.counterexample.has_value() == b.counterexample.has_value());
    if (a.counterexample) CHECK(a.counterexample->instance == b.counterexample->instance);
  }
  CHECK(searched == 3);
  CHECK_FALSE(alone.threshold.has_value());
}

}  // namespace margincert::search_tests
