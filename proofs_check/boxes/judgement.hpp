#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "proofs_check/judge.hpp"
#include "recursion/box.hpp"

/// Statements about all tasks of a box at once.
namespace margincert::proofs::boxes {

/// What is certain of one statement on a box of tasks (docs/rigor.md, "Boxes").
struct Judgement {
  /// yes: every hypothesis is true of every task of the box. no: of every task some hypothesis is false, or what the
  /// statement speaks of does not exist.
  Truth hypotheses = Truth::unknown;
  /// yes: of every task of the box, if its hypotheses are true, so is the conclusion. no: of every task the hypotheses
  /// are true and the conclusion is false. It is yes where `hypotheses` is no: then nothing is claimed of any task.
  Truth statement = Truth::unknown;
  std::string open;  ///< what stayed undecided: "" when nothing did
  /// The slack, or where none is in doubt the hypothesis, that is closest to failing on the box for its uncertainty, as
  /// a function on the box: where to split, where to look.
  std::optional<Affine> weakest = {};
};

/// What is asked of a box.
struct Question {
  std::vector<const Statement*> statements;
  recursion::Regime regime;
  std::set<std::string> dropped = {};  ///< hypotheses not required
  Version version = Version::stated;
};

/// In the order of the statements. One trajectory serves all of them.
std::vector<Judgement> judge(const Question& question, const recursion::Box& box);

/// The same for the ball of a radius around a task from plain enclosures by the engine, which do not know what the two
/// sides of a comparison have in common: cheap, for tasks too large for forms with a slope per coordinate.
std::vector<Judgement> judge_plainly(const Question& question, const recursion::Instance& instance, double radius, int jobs);

/// Multiplications of one trajectory on a box, about: slopes per operation times operations.
double cost_of_forms(const recursion::Instance& instance);
/// Above this cost forms take too long: seconds for each radius that is tried, of some eighty.
inline constexpr double largest_cost = 5e9;

}  // namespace margincert::proofs::boxes
