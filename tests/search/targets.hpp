#pragma once

#include <string>
#include <utility>
#include <vector>

#include "generators/counter_random.hpp"
#include "generators/family.hpp"
#include "search/draws.hpp"
#include "search/target.hpp"

/// What searches are tested on: statements under their own hypotheses, their twins, and small drawn instances.
namespace margincert::search_tests {

using generators::Draft;
using generators::Instance;
using generators::Random;
using proofs::Statement;
using proofs::Version;
using recursion::Regime;
using search::Target;

template <class Change>
Instance changed(const Instance& instance, Change change) {
  Draft draft = instance.draft();
  change(draft);
  return Instance(std::move(draft));
}

inline std::vector<std::string> without(std::vector<std::string> ids, const std::string& id) {
  std::erase(ids, id);
  return ids;
}

/// A statement, or its twin, in the regime it was made for and under its own hypotheses.
inline Target target_of(const Statement& statement, Version version = Version::stated) {
  return {&statement, version, natural_regime(statement), statement.hypotheses};
}

inline Target target_of(const char* id, Version version = Version::stated) {
  return target_of(*proofs::find_statement(id), version);
}

/// Theorem A's growth without its dominance, which tasks break soon.
inline Target undominated_growth() {
  Target target = target_of("geometric-margin-growth");
  target.required = without(target.required, "dominance");
  return target;
}

/// Theorem A's growth in the softmax recursion as it is.
inline Target impure_growth() {
  Target target = target_of("geometric-margin-growth");
  target.regime = Regime::full;
  target.required = without(target.required, "class-purity");
  return target;
}

inline Instance drawn_instance(const Target& target, std::uint64_t index, const search::Sources& sources = {}) {
  Random random(11, "search-tests", index);
  return search::draw_instance(sources, target, random).instance;
}

/// A task by hand: points row by row, label -1 for none.
inline recursion::Task task_of(int classes, const std::vector<std::vector<double>>& points,
                               const std::vector<int>& labels, const std::vector<double>& probe, int probe_class) {
  recursion::Task task{classes, recursion::Rows<double>(points.size(), probe.size(), 0.0), {}, probe, probe_class};
  for (std::size_t i = 0; i < points.size(); ++i) {
    for (std::size_t k = 0; k < probe.size(); ++k) task.features[i][k] = points[i][k];
    task.labels.push_back(labels[i] < 0 ? std::nullopt : std::optional(labels[i]));
  }
  return task;
}

/// Two classes on a line, far apart: every hypothesis of Theorems A and B holds with room to spare.
inline Instance easy_instance(recursion::LayerParameters layer = {4, 1, 0.5, 0.25}, int depth = 2) {
  const recursion::Task task = task_of(2, {{1}, {-1}, {0.75}}, {0, 1, 0}, {0.875}, 0);
  recursion::Parameters parameters{1, 2, recursion::MinusOneOverClasses{}, {}};
  parameters.layers.assign(static_cast<std::size_t>(depth), layer);
  return {task, parameters};
}

}  // namespace margincert::search_tests
