#include "engine/engine.hpp"

#include "recursion/convert_observables.hpp"
#include "recursion/trajectory.hpp"

namespace margincert::engine {

// Scaffold on the balls, to build against until the lanes are in place.
std::vector<std::optional<Trajectory>> enclose_tasks(std::span<const Question> questions) {
  std::vector<std::optional<Trajectory>> results;
  for (const Question& question : questions) results.push_back(enclose_points(question));
  return results;
}

std::optional<Trajectory> enclose_points(const Question& question, int) {
  Trajectory trajectory;
  for (const auto& layer : recursion::enclose_observables(question.task, question.parameters, question.regime,
                                                          numeric::Precision(53))) {
    trajectory.push_back(recursion::convert_observables(
        layer, [](const numeric::Interval& x) { return Enclosure{x.lo_double(), x.hi_double()}; }));
  }
  return trajectory;
}

std::vector<recursion::Observables<numeric::Interval>> to_intervals(const Trajectory& trajectory) {
  std::vector<recursion::Observables<numeric::Interval>> layers;
  for (const auto& layer : trajectory) {
    layers.push_back(recursion::convert_observables(layer, [](const Enclosure& x) {
      return numeric::Interval::between(x.lo, x.hi, numeric::Precision(53));
    }));
  }
  return layers;
}

std::vector<std::optional<States>> enclose_states(std::span<const Question> questions) {
  std::vector<std::optional<States>> results;
  for (const Question& q : questions) {
    const auto z = recursion::final_state(q.task, q.parameters, q.regime, recursion::DoubleArithmetic());
    const std::size_t tokens = z.features.rows();
    results.push_back(States{z.features, z.labels, std::vector<double>(tokens), std::vector<double>(tokens)});
  }
  return results;
}

std::vector<std::optional<States>> plain_states(std::span<const Question> questions) {
  return enclose_states(questions);
}

}  // namespace margincert::engine
