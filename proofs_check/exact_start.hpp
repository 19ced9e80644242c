#pragma once

#include <compare>
#include <memory>
#include <span>

#include "proofs_check/scalars.hpp"
#include "recursion/task.hpp"

namespace margincert::proofs {

/// Ends of the products at layer 0 (theory.md §4): ρ̂ is the smallest of same_class, L̂ the largest of probe_cross_class.
enum class Products { same_class, cross_class, probe_in_class, probe_cross_class };
enum class End { smallest, largest };

/// Comparisons of norms and products at layer 0. Inputs are binary64, so these are dyadic fractions, and integers
/// decide what enclosures of any precision may leave open: a tie, or two numbers with thousands of bits between them.
/// Each extreme is found once, by enclosures in binary64 first; only what they leave in question is multiplied out.
///
/// Whoever asks for an extreme makes sure that the task has points for it (Needs).
class ExactStart {
 public:
  explicit ExactStart(const recursion::Task& task);
  ~ExactStart();
  ExactStart(ExactStart&&) noexcept;
  ExactStart& operator=(ExactStart&&) noexcept;

  /// N̂² against 1.
  std::strong_ordering longest_against_one() const;
  std::strong_ordering compare(Products left, End of_left, Products right, End of_right) const;
  /// 1 − N̂², and ρ_0 − Λ_0, as enclosures in an arithmetic of verdicts: single numbers rounded outward once, so that
  /// their sign is always seen.
  Interval room_to_one(const recursion::IntervalArithmetic& arithmetic) const;
  Real room_to_one(const ArbArithmetic& arithmetic) const;
  Interval gap(const recursion::IntervalArithmetic& arithmetic) const;
  Real gap(const ArbArithmetic& arithmetic) const;
  /// (ρ_0 − Λ_0) numerator against denominator.
  std::strong_ordering scaled_gap(long numerator, long denominator) const;
  /// ⟨a, b⟩ against an extreme; a and b are rows of the task.
  bool is_extreme(std::span<const double> a, std::span<const double> b, Products products, End end) const;
  /// ‖a‖ is the largest norm and at least 1.
  bool is_longest_and_at_least_one(std::span<const double> a) const;

 private:
  class Numbers;
  template <class A>
  typename A::Scalar enclosed_room(const A& arithmetic) const;
  template <class A>
  typename A::Scalar enclosed_gap(const A& arithmetic) const;
  std::unique_ptr<Numbers> numbers_;
};

}  // namespace margincert::proofs
