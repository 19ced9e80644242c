#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "engine/engine.hpp"
#include "numeric/interval.hpp"
#include "recursion/observables.hpp"
#include "tests/engine/question_of.hpp"

/// The engine's enclosures held against the reference: Interval, at many more bits.
namespace margincert::engine_tests {

using Layers = std::vector<recursion::Observables<numeric::Interval>>;

/// What comparisons came to, added up.
struct Comparison {
  long numbers = 0;  ///< that were compared
  long tasks = 0;    ///< with an answer
  long unanswered = 0;
  std::vector<std::string> misses;  ///< what an enclosure does not contain, or is there in one of the two only
  /// By kind: how far the truth was from the middle of an enclosure, in half widths, and which one it was.
  struct Furthest {
    double distance = 0;
    std::string where;
  };
  std::map<std::string, Furthest> furthest;

  /// Every number of a trajectory; `where` names it. The truth is the middle of the reference.
  void compare(const engine::Trajectory& seen, const Layers& reference, const std::string& where);
  /// As above where there is an answer.
  void compare(const std::optional<engine::Trajectory>& seen, const Layers& reference, const std::string& where);
  /// ‖computed - true‖₂ of every token against its radius.
  void compare(const engine::States& seen, const engine::Question& question, numeric::Precision precision,
               const std::string& where);

  /// The first misses, for people; empty when there is none.
  std::string complaint() const;
};

/// The question's own task, without its box.
Layers reference(const engine::Question& question, numeric::Precision precision);

/// Do the two say the same, bit for bit?
bool same_bits(const std::optional<engine::Trajectory>& a, const std::optional<engine::Trajectory>& b);

}  // namespace margincert::engine_tests
