#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "engine/enclosure.hpp"
#include "numeric/interval.hpp"
#include "recursion/instance.hpp"
#include "recursion/observables.hpp"

/// The first rung: trajectories in binary64 with proven error bounds, in vector lanes. docs/engine.md has the proofs.
namespace margincert::engine {

/// What to enclose: the trajectories of all tasks whose features and probe lie within `radius` of the task's, each
/// coordinate by itself (max norm). 0 is the task alone.
struct Question {
  /// The instance has to outlive the question.
  Question(const recursion::Instance& instance, recursion::Regime in = recursion::Regime::full, double within = 0)
      : task(instance.task()), parameters(instance.parameters()), regime(in), radius(within) {}

  const recursion::Task& task;
  const recursion::Parameters& parameters;
  recursion::Regime regime;
  double radius;
};

/// Observables of layers 0..T.
using Trajectory = std::vector<recursion::Observables<Enclosure>>;

/// How many tasks share the lanes of one call at most.
inline constexpr std::size_t tasks_at_once = 8;

/// The trajectories of up to tasks_at_once tasks, a task to a lane. They have d, K, the depth and the regime in common
/// (Refusal otherwise); numbers of points may differ. A task's result does not depend on who shares the lanes, nor on the machine's vector
/// length. Empty where the engine has no answer: a quantity that is not finite, or sizes beyond its range.
std::vector<std::optional<Trajectory>> enclose_tasks(std::span<const Question> questions);

/// One task's trajectory, as many points to a vector as it has lanes, blocks of queries spread over `jobs` threads: for large tasks. Bit
/// for bit what enclose_tasks says of it.
std::optional<Trajectory> enclose_points(const Question& question, int jobs = 1);

/// The same enclosures for the ledger, at 53 bits and without rounding.
std::vector<recursion::Observables<numeric::Interval>> to_intervals(const Trajectory& trajectory);

/// A token's state with what it may be off by: ‖computed - true‖₂ over its features, and over its labels. Row n is the
/// probe.
struct States {
  recursion::Rows<double> features, labels;
  std::vector<double> feature_radius, label_radius;
};

/// The states after all layers, without observables.
std::vector<std::optional<States>> enclose_states(std::span<const Question> questions);

/// The same recursion by the same vector code without any error bound, to measure what certainty costs. Nothing is
/// certified: radii are 0.
std::vector<std::optional<States>> plain_states(std::span<const Question> questions);

}  // namespace margincert::engine
