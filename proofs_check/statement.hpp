#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "proofs_check/evidence.hpp"
#include "proofs_check/verdict.hpp"

namespace margincert::proofs {

/// At which layers a statement says something.
enum class Layers {
  all,        ///< t = 0..T
  attention,  ///< t = 0..T-1, where attention weights (and a next layer) exist
};

/// Which points a formula needs for its quantities to exist (docs/theory.md, section 10). Asked of the task alone; a
/// claim is evaluated only where they do.
enum class Needs {
  nothing,         ///< norms, labels, y_*
  labelled_point,  ///< ρ̂
  two_classes,     ///< Λ̂
  own_class,       ///< R̂, ρ̂
  other_class,     ///< L̂
  own_and_other,   ///< Δ, s_c* − s_c
  every_class,     ///< r, r*: the bounds of Theorems B and C
};
bool exist(Needs quantities, const recursion::Task& task);

/// The comparisons that a statement makes at one layer. A claim reads the evidence and lists what should hold; it is
/// written once, as a generic lambda `[](const auto& e, int t) { … }`, and kept for every scalar.
template <class S>
using ClaimIn = std::function<std::vector<ComparisonIn<S>>(const EvidenceIn<S>&, int t)>;
using Claim = PerScalar<ClaimIn>;

/// One statement of docs/theory.md, with its corrupted twin: a slightly wrong version of the claim, which the test
/// suite and the gate's self-test must see violated. A checker that cannot tell the two apart checks nothing.
struct Statement {
  std::string id;
  std::string theorem;  ///< "A", "B" or "C"; statements of your own may have a group of any other name
  /// Where it comes from, printed wherever the statement is: [S] stated in what is known of the paper, [R] the only
  /// reading that fits the fragments, with our own proof, [O] ours, beyond the source. "S+R": parts of each.
  std::string provenance;
  std::string formula;
  std::vector<std::string> hypotheses;  ///< the least that its proof needs
  Needs needs = Needs::every_class;
  Layers layers;
  Claim claim;
  std::string twin_formula;  ///< what is wrong in the twin
  Claim twin;
  /// The regime it is made for. By default class-pure for Theorem A and full for all others.
  std::optional<recursion::Regime> regime = {};
};

/// Every statement, in the order of docs/theory.md. A new one is a file in statements/ and a line in
/// statements/meson.build.
const std::vector<Statement>& statements();
/// Null when there is none.
const Statement* find_statement(std::string_view id);

/// The groups that statements belong to, "A", "B" and "C" among them, in the order of the registry.
std::vector<std::string> theorems();

/// The regime a statement is made for.
recursion::Regime natural_regime(const Statement& statement);

// For writing claims.
template <class S>
ComparisonIn<S> at_least(const S& greater, const std::type_identity_t<S>& lesser, std::string part = "") {
  return {std::move(part), greater, lesser, Relation::at_least};
}
template <class S>
ComparisonIn<S> equality(const S& left, const std::type_identity_t<S>& right, std::string part = "") {
  return {std::move(part), left, right, Relation::equal};
}
/// Marks a comparison with a reason for equality, when the reason holds; an identity is never weakened to `attained`.
template <class S>
ComparisonIn<S> identity_if(bool reason, ComparisonIn<S> comparison) {
  if (reason) comparison.equality = Equality::identity;
  return comparison;
}
template <class S>
ComparisonIn<S> attained_if(bool reason, ComparisonIn<S> comparison) {
  if (reason && comparison.equality == Equality::none) comparison.equality = Equality::attained;
  return comparison;
}

/// An inequality that says 1 ≥ N̂_0²: where enclosures cannot tell, the exact inputs do.
template <class S>
ComparisonIn<S> decided_exactly(const EvidenceIn<S>& evidence, ComparisonIn<S> comparison) {
  if constexpr (requires(const ExactStart& start) { start.room_to_one(evidence.arithmetic()); }) {
    const ExactStart* start = evidence.exact_start();
    const bool overlap = is_less_equal(comparison.lesser, comparison.greater) == Truth::unknown;
    if (start && overlap) comparison.exact_slack = start->room_to_one(evidence.arithmetic());
  }
  return comparison;
}

/// x² with x's sign: for y ≥ 0, signed_square(x) ≥ y² says x ≥ y for every x.
template <class S>
S signed_square(const S& x) {
  if (is_nonnegative(x) == Truth::yes) return sqr(x);
  if (is_nonnegative(x) == Truth::no) return -sqr(x);
  return x * abs(x);
}

/// The smallest and largest of α'_t times the numbers of an extent, whatever the sign of α'_t.
template <class S>
recursion::Extent<S> stepped(const EvidenceIn<S>& evidence, int t, const recursion::Extent<S>& extent) {
  const S &a = evidence.alpha_prime(t), &low = extent.min, &high = extent.max;
  const bool shrinks = evidence.problem().parameters.layers[t].alpha_prime < 0;
  return {a * (shrinks ? high : low), a * (shrinks ? low : high)};
}

/// Hypotheses shared by many statements.
std::vector<std::string> labelled_and(std::initializer_list<const char*> more);  ///< every-class, fully-labelled, more
// A theorem's hypotheses as first stated; what a statement needs is with the statement.
std::vector<std::string> theorem_a_hypotheses();  ///< all of H0-H6
std::vector<std::string> theorem_b_hypotheses();
std::vector<std::string> theorem_c_hypotheses();
/// Theorems B and C without centred-labels, which labelled tasks make a matter of gauge (theory.md, L6).
std::vector<std::string> needed_for_b();
std::vector<std::string> needed_for_c();

}  // namespace margincert::proofs
