#include "proofs_check/first_rung.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <tuple>
#include <utility>

namespace margincert::proofs {
namespace {

constexpr numeric::Precision engine_precision{53};

engine::Question question_of(const Problem& problem) { return {problem.instance(), problem.regime}; }

/// What problems must have in common to share lanes.
using Shape = std::tuple<recursion::Regime, int, int, int>;
Shape shape_of(const Problem& problem) {
  const recursion::Parameters& parameters = problem.parameters;
  return {problem.regime, parameters.depth(), parameters.feature_dim, parameters.classes};
}

}  // namespace

bool begins_with_engine(const numeric::Ladder& ladder, Engine engine) {
  return engine == Engine::on && ladder.rungs().size() > 1 && ladder.rungs().front() == engine_precision;
}

bool fills_the_engine(const Problem& problem) {
  // Of one lane and layer: milliseconds, and half a megabyte.
  constexpr std::uint64_t most_products = std::uint64_t{1} << 23, most_numbers = std::uint64_t{1} << 16;
  const std::uint64_t points = problem.task.points() + 1;
  const std::uint64_t numbers = points * (problem.parameters.feature_dim + problem.parameters.classes);
  return numbers > most_numbers || points * numbers > most_products;
}

EngineAnswer ask_engine(const Problem& problem, int jobs) { return engine::enclose_points(question_of(problem), jobs); }

std::vector<EngineAnswer> ask_engine(std::span<const Problem> problems) {
  std::map<Shape, std::vector<std::size_t>> groups;
  for (std::size_t i = 0; i < problems.size(); ++i) groups[shape_of(problems[i])].push_back(i);
  std::vector<EngineAnswer> answers(problems.size());
  for (const auto& [shape, members] : groups) {
    for (std::size_t first = 0; first < members.size(); first += engine::tasks_at_once) {
      const std::size_t count = std::min(engine::tasks_at_once, members.size() - first);
      std::vector<engine::Question> questions;
      for (std::size_t k = 0; k < count; ++k) questions.push_back(question_of(problems[members[first + k]]));
      auto trajectories = engine::enclose_tasks(questions);
      for (std::size_t k = 0; k < count; ++k) answers[members[first + k]] = std::move(trajectories[k]);
    }
  }
  return answers;
}

Evidence evidence_by_engine(const Problem& problem, const engine::Trajectory& trajectory) {
  const recursion::IntervalArithmetic arithmetic(engine_precision);
  return {problem, arithmetic, engine::to_intervals(trajectory), exact_layers(problem, arithmetic)};
}

Evidence evidence_at(const Problem& problem, numeric::Precision rung, const numeric::Ladder& ladder, Engine engine) {
  if (rung == engine_precision && begins_with_engine(ladder, engine)) {
    if (const EngineAnswer answer = ask_engine(problem)) return evidence_by_engine(problem, *answer);
  }
  return {problem, rung};
}

}  // namespace margincert::proofs
