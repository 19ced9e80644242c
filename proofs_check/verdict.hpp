#pragma once

#include <optional>
#include <string>

#include "numeric/interval.hpp"

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

/// One comparison of a statement at one layer.
///
/// `by_construction` says that the relation is an identity of the definitions (both sides are the same number at t = 0,
/// or after steps of size zero), so that no enclosure needs to be thin enough to see it. It never overrides enclosures:
/// a certified contradiction is an error of the program and reported as such.
struct Comparison {
  std::string part;  ///< which inequality of the statement, "" when there is one
  numeric::Interval greater;
  numeric::Interval lesser;
  Relation relation = Relation::at_least;
  bool by_construction = false;
};

/// greater - lesser; for an equality -|greater - lesser|, so that "violated" is again a slack below 0.
numeric::Interval slack_of(const Comparison& comparison);

/// The comparison that decided a verdict, or came closest to failing, with where it stood.
struct Evaluation {
  int layer = 0;
  Comparison comparison;
};

struct Verdict {
  Outcome outcome = Outcome::error;
  std::string reason;  ///< the false hypothesis, or what stayed undecided or failed; "" for holds and violated
  int rung = 0;        ///< precision in bits at which the verdict fell
  std::optional<Evaluation> worst;  ///< smallest slack over layers and parts; absent when nothing was evaluated
  /// Smallest greater/lesser over comparisons between positive sides (lesser/greater between negative ones), rounded
  /// up: how tight the bound is on this task. Never below 1 where the statement holds, up to that rounding.
  std::optional<double> tightest_ratio;
};

}  // namespace margincert::proofs
