#pragma once

#include <set>
#include <string>
#include <vector>

#include "proofs_check/certify.hpp"
#include "tests/support/kept_instance.hpp"

/// Hand-made problems, statements that say what a test wants them to say, and short ways to ask.
namespace margincert::proofs_tests {

using numeric::Interval;
using numeric::Ladder;
using numeric::Precision;
using proofs::Comparison;
using proofs::Evidence;
using proofs::Outcome;
using proofs::Problem;
using proofs::Statement;
using proofs::Verdict;
using recursion::Parameters;
using recursion::Regime;
using recursion::Task;

struct Example {
  Task task;
  Parameters parameters;
  Regime regime = Regime::class_pure;

  Problem problem() const { return {testing::kept(task, parameters), regime}; }
};

inline Task make_task(int classes, const std::vector<std::vector<double>>& points, const std::vector<int>& labels,
                      const std::vector<double>& probe, int probe_class) {
  Task task{classes, recursion::Rows<double>(points.size(), probe.size(), 0.0), {}, probe, probe_class};
  for (std::size_t i = 0; i < points.size(); ++i) {
    for (std::size_t k = 0; k < probe.size(); ++k) task.features[i][k] = points[i][k];
    task.labels.push_back(labels[i] < 0 ? std::nullopt : std::optional(labels[i]));
  }
  return task;
}

inline Parameters repeated(const Task& task, recursion::LayerParameters layer, int depth) {
  Parameters parameters{task.feature_dim(), task.classes, recursion::MinusOneOverClasses{}, {}};
  parameters.layers.assign(depth, layer);
  return parameters;
}

/// Two classes on a line, far apart: every hypothesis of Theorem A holds with room to spare.
inline Example easy_example() {
  const Task task = make_task(2, {{1}, {-1}, {0.75}}, {0, 1, 0}, {0.875}, 0);
  return {task, repeated(task, {4, 1, 0.5, 0.25}, 2), Regime::class_pure};
}

inline std::vector<Verdict> verdicts_of(const std::vector<const Statement*>& statements, const Example& example,
                                        const std::set<std::string>& dropped = {},
                                        const Ladder& ladder = Ladder::standard()) {
  return certify(example.problem(), {statements, {}, dropped, proofs::Version::stated}, ladder).verdicts;
}

inline Verdict verdict_of(const Statement& statement, const Example& example, const std::set<std::string>& dropped = {},
                          const Ladder& ladder = Ladder::standard()) {
  return verdicts_of({&statement}, example, dropped, ladder).front();
}

/// Statements of one theorem.
inline std::vector<const Statement*> theorem(const std::string& name) {
  std::vector<const Statement*> chosen;
  for (const Statement& statement : proofs::statements()) {
    if (statement.theorem == name) chosen.push_back(&statement);
  }
  return chosen;
}

/// A statement about layer 0 that claims whatever a test wants claimed.
inline Statement fake(std::vector<Comparison> (*claim)(const Evidence&, int),
                      std::vector<std::string> hypotheses = {}) {
  Statement statement;
  statement.id = "fake";
  statement.theorem = "A";
  statement.provenance = "O";
  statement.hypotheses = std::move(hypotheses);
  statement.layers = proofs::Layers::attention;
  statement.claim = claim;
  statement.twin = claim;
  return statement;
}

}  // namespace margincert::proofs_tests
