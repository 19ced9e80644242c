#pragma once

#include <compare>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "proofs_check/evidence.hpp"

namespace margincert::proofs {

/// One inequality that a hypothesis asks for.
template <class S>
struct ConditionIn {
  S greater;
  S lesser;
  bool strict = false;  ///< greater > lesser; else greater >= lesser
  /// greater against lesser, decided from the exact inputs where enclosures cannot tell.
  std::optional<std::strong_ordering> exact = {};
};

/// A quantity that the hypothesis asks for does not exist on this task.
struct Undefined {};

/// What a hypothesis says of some evidence: a fact about exact inputs (signs, class sizes), or inequalities which must
/// all be true. The inequalities are what a search keeps to.
template <class S>
using ReadingIn = std::variant<Undefined, Truth, std::vector<ConditionIn<S>>>;

/// What enclosures say of a condition, and what is known of it.
template <class S>
Truth enclosed_truth(const ConditionIn<S>& condition) {
  return condition.strict ? is_less(condition.lesser, condition.greater)
                          : is_less_equal(condition.lesser, condition.greater);
}
template <class S>
Truth truth_of(const ConditionIn<S>& condition) {
  const Truth enclosed = enclosed_truth(condition);
  if (enclosed != Truth::unknown || !condition.exact) return enclosed;
  return truth(condition.strict ? *condition.exact > 0 : *condition.exact >= 0);
}

template <class S>
Truth truth_of(const ReadingIn<S>& reading) {
  if (std::holds_alternative<Undefined>(reading)) return Truth::no;
  if (const Truth* fact = std::get_if<Truth>(&reading)) return *fact;
  Truth all = Truth::yes;
  for (const ConditionIn<S>& condition : std::get<std::vector<ConditionIn<S>>>(reading)) {
    all = all & truth_of(condition);
  }
  return all;
}

template <class S>
using HypothesisReadingIn = std::function<ReadingIn<S>(const EvidenceIn<S>&)>;

/// A condition of a theorem, certified like any other claim: yes, no, or not decided at this precision.
struct Hypothesis {
  std::string id;      ///< "dominance"
  std::string number;  ///< "H5": where it stands in theory.md
  std::string formula;
  PerScalar<HypothesisReadingIn> read;

  template <class S>
  Truth check(const EvidenceIn<S>& evidence) const {
    return truth_of<S>(read(evidence));
  }
};

/// All hypotheses, in the order of theory.md.
const std::vector<Hypothesis>& hypotheses();

/// By id ("dominance") or number ("H5"; H6 names several). Empty when there is none.
std::vector<std::string> hypothesis_ids(std::string_view id_or_number);
const Hypothesis& hypothesis(std::string_view id);

/// H5 at layer t with its threshold lowered to `share` of 2/(ρ_0 - Λ_0); share = 1 is the hypothesis itself.
template <class S>
ReadingIn<S> dominance_at(const EvidenceIn<S>& evidence, int t, double share);

}  // namespace margincert::proofs
