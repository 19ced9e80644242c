#pragma once

#include <functional>

#include "numeric/run_control.hpp"
#include "optimise/engine.hpp"
#include "search/draws.hpp"
#include "search/task_landscape.hpp"
#include "search/witness.hpp"

namespace margincert::search {

using optimise::engines, optimise::Engine, optimise::Improvement;

/// The engine that is none: tasks as the families draw them. It keeps the guided ones honest.
inline constexpr const char* unguided = "family";

/// Scaled slacks smaller than this are rounding errors as likely as not; enclosures look at them instead.
inline constexpr double resolution = 0x1p-32;

/// "family" and the engines of this build.
std::vector<std::string> engine_ids();

struct Request {
  Target target;
  Sources sources;
  bool vary_parameters = true;
  Ranges ranges;
  std::vector<std::string> engines;  ///< ids; none: all
  std::size_t budget = 10000;        ///< evaluations of all engines together
  std::uint64_t seed = 1;
  bool keep_tightest = false;  ///< look for Result::tightest too

  Freedom freedom() const { return vary_parameters ? Freedom::task_and_parameters : Freedom::task_only; }
};

/// What one engine did with its share of the budget.
struct EngineRecord {
  std::string id;
  std::size_t evaluations = 0;
  std::size_t restarts = 0;
  std::size_t outside = 0;  ///< evaluations outside the bounds: 0
  Score best = worst_score;
  std::optional<std::size_t> first_violation;  ///< its evaluations until the first point that was then certified
  std::vector<Improvement> trace;              ///< best so far, by its own evaluations
};

struct Result {
  std::vector<EngineRecord> engines;
  std::size_t evaluations = 0;
  long decided = 0;       ///< restarts whose best point the ladder decided: the statement holds there, or is violated
  long open = 0;          ///< violations in binary64, or points beyond it, on which the ladder did not decide
  long false_alarms = 0;  ///< violations in binary64 that the ladder refuted
  /// Of the certified violations, snapped, the smallest scaled slack: nine tenths of the worst one's at least.
  std::optional<Witness> worst;
  /// Of the instances where the statement was certified to hold, and a replay says so too, the smallest ratio.
  std::optional<Witness> tightest;
  std::optional<Witness> undecided;  ///< of the open ones, the first
  bool complete = false;             ///< the budget was spent
};

/// Told of each new worst witness; called from one thread at a time.
using OnWorse = std::function<void(const Witness&)>;

/// Spends the budget in restarts: each draws some instances, hands the best to an engine in turn, and certifies what
/// came out. Restart r depends on the request and r alone. Progress counts evaluations. A stop ends the search early,
/// restarts under way included.
Result hunt(const Request& request, const numeric::RunControl& control = {}, const OnWorse& on_worse = {});

}  // namespace margincert::search
