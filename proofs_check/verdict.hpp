#pragma once

#include <optional>
#include <string>

#include "proofs_check/scalars.hpp"

namespace margincert::proofs {

/// What can be said of one statement on one task (docs/rigor.md). No outcome involves a tolerance.
enum class Outcome {
  holds,           ///< hypotheses certified true, every slack's enclosure has lower end >= 0
  violated,        ///< hypotheses certified true, some slack's enclosure lies strictly below 0
  not_applicable,  ///< some hypothesis certified false (named), or the quantities do not exist on this task
  undecided,       ///< the enclosures of the top rung still straddle (quantity named)
  error            ///< a non-finite or failed evaluation
};

std::string to_string(Outcome outcome);  // "holds", "violated", "not-applicable", "undecided", "error"

/// How two sides of a claim relate. Every inequality is written greater >= lesser, so slack = greater - lesser.
enum class Relation { at_least, equal };

/// Why a comparison may be met with equality, which no enclosure of positive width can confirm. Enclosures keep a veto
/// over both: one that refutes the comparison is an error of the program and reported as such.
enum class Equality {
  none,
  identity,  ///< both sides are one number by definition: layer 0, steps of size zero, labels equal by class
  /// A bound known to be attained on this task (identities.hpp). Taken as a reason only where the top rung still
  /// straddles, so that on all lower rungs, and on every other task, the enclosures alone decide.
  attained
};

/// One comparison of a statement at one layer.
template <class S>
struct ComparisonIn {
  std::string part;  ///< which inequality of the statement, "" when there is one
  S greater;
  S lesser;
  Relation relation = Relation::at_least;
  Equality equality = Equality::none;
  /// Two forms say the same, and these enclosures cannot tell which of them everybody chooses here; higher rungs can.
  bool form_is_open = false;
  std::optional<S> exact_slack = {};  ///< greater - lesser from the exact inputs, where the sides' enclosures overlap
};
using Comparison = ComparisonIn<Interval>;

/// greater - lesser, from the exact inputs where they are known to tell more; for an equality -|greater - lesser|, so
/// that "violated" is again a slack below 0.
template <class S>
S slack_of(const ComparisonIn<S>& comparison) {
  if (comparison.exact_slack) return *comparison.exact_slack;
  S difference = comparison.greater - comparison.lesser;
  return comparison.relation == Relation::equal ? -abs(difference) : difference;
}

/// The comparison that decided a verdict, or came closest to failing, with where it stood.
template <class S>
struct EvaluationIn {
  int layer = 0;
  ComparisonIn<S> comparison;
};
using Evaluation = EvaluationIn<Interval>;

/// The reason of a not-applicable verdict when, with hypotheses dropped, a quantity of the statement does not exist.
inline constexpr const char* quantities_undefined = "quantities-undefined";

/// S is a scalar of enclosures: Interval or Real.
template <class S>
struct VerdictIn {
  Outcome outcome = Outcome::error;
  std::string reason;  ///< the false hypothesis, or what stayed undecided or failed; "" for holds and violated
  int rung = 0;        ///< precision in bits at which the verdict fell
  std::optional<EvaluationIn<S>> worst;  ///< smallest slack over layers and parts; absent when nothing was evaluated
  /// Smallest greater/lesser over comparisons between positive sides (lesser/greater between negative ones), rounded
  /// up: how tight the bound is on this task. Never below 1 where the statement holds, up to that rounding.
  std::optional<double> tightest_ratio = {};
  std::optional<EvaluationIn<S>> tightest = {};  ///< where that was
  std::optional<double> near_miss = {};  ///< of a not-applicable one: its reason is missed by rounding (near_miss.hpp)
};
using Verdict = VerdictIn<Interval>;

}  // namespace margincert::proofs
