#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "proofs_check/evidence.hpp"
#include "proofs_check/verdict.hpp"

namespace margincert::proofs {

/// At which layers a statement says something.
enum class Layers {
  all,        ///< t = 0..T
  attention,  ///< t = 0..T-1, where attention weights (and a next layer) exist
};

/// The comparisons that a statement makes at one layer. A claim reads the evidence and lists what should hold.
using Claim = std::function<std::vector<Comparison>(const Evidence&, int t)>;

/// One statement of docs/theory.md, with its corrupted twin: a slightly wrong version of the claim, which the test
/// suite and the gate's self-test must see violated. A checker that cannot tell the two apart checks nothing.
struct Statement {
  std::string id;
  std::string theorem;  ///< "A", "B" or "C"
  /// Where it comes from, printed wherever the statement is: [S] stated in what is known of the paper, [R] the only
  /// reading that fits the fragments, with our own proof, [O] ours, beyond the source. "S+R": parts of each.
  std::string provenance;
  std::string formula;
  std::vector<std::string> hypotheses;  ///< the least that its proof needs
  Layers layers;
  Claim claim;
  std::string twin_formula;  ///< what is wrong in the twin
  Claim twin;
};

/// Every statement, in the order of docs/theory.md. A new one is a file in statements/ and a line in
/// statements/meson.build.
const std::vector<Statement>& statements();
/// Null when there is none.
const Statement* find_statement(std::string_view id);

/// The regime a statement is made for: class-pure for Theorem A, full for B and C.
recursion::Regime natural_regime(const Statement& statement);

// For writing claims.
Comparison at_least(const Interval& greater, const Interval& lesser, std::string part = "");
Comparison equal(const Interval& left, const Interval& right, std::string part = "");
/// Marks a comparison with a reason for equality, when the reason holds; an identity is never weakened to `attained`.
Comparison identity_if(bool reason, Comparison comparison);
Comparison attained_if(bool reason, Comparison comparison);

/// Hypotheses shared by many statements.
std::vector<std::string> labelled_and(std::initializer_list<const char*> more);  ///< every-class, fully-labelled, more
std::vector<std::string> theorem_a_hypotheses();                                 ///< all of H0-H6
std::vector<std::string> theorem_b_hypotheses();
std::vector<std::string> theorem_c_hypotheses();

}  // namespace margincert::proofs
