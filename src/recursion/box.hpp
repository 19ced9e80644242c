#pragma once

#include <vector>

#include "recursion/instance.hpp"
#include "recursion/observables.hpp"
#include "recursion/rows.hpp"
#include "recursion/trajectory.hpp"

namespace margincert::recursion {

/// All tasks whose features and probe lie within half_widths of the centre's, every coordinate by itself; labels and
/// classes are the centre's. Ends are real numbers: c ± h need not be representable.
class Box {
 public:
  /// The ball of the max norm. Throws Refusal of a radius that is negative or not finite.
  static Box around(const Instance& instance, double radius);

  const Task& centre() const { return centre_; }  ///< fits like an instance's, but for coordinates that overflowed
  const Parameters& parameters() const { return parameters_; }
  const Rows<double>& half_widths() const { return half_widths_; }  ///< rows 0..n-1 the training points, row n the probe

  std::size_t coordinates() const { return half_widths_.values().size(); }
  double centre_of(std::size_t coordinate) const;
  /// Two boxes that cover this one, halves along one coordinate; their common face may be covered twice.
  std::pair<Box, Box> halves(std::size_t coordinate) const;

 private:
  Box(const Instance& centre, double radius);

  Task centre_;
  Parameters parameters_;
  Rows<double> half_widths_;
};

/// What the recursion starts from, as functions on the box: coordinate i of the inputs is ε_i, rows first.
Inputs<numeric::Affine> inputs_on(const Box& box);

/// The observables of layers 0..T as functions on the box.
///
/// It is the recursion's one step, with one refinement: attention averages are taken about a point near them, Σ A_i v_i
/// = c + Σ A_i (v_i - c), so that what is uncertain of a weight counts only as far as its value is from c; and they are
/// narrowed to what averages with weights from a box of exponentials can be (average_over_box).
std::vector<Observables<numeric::Affine>> observables_on(const Box& box, Regime regime);

/// One term of a weighted average: weight and value, each within its ends, weights positive.
struct UncertainTerm {
  double weight_lo, weight_hi;
  double value_lo, value_hi;
};
struct AverageRange {
  double lo, hi;
};
/// Outer bounds of Σ w_i v_i / Σ w_i over all choices. For fixed values the average is quasi-linear in every weight, so
/// its extremes are where each weight is at an end, and these are of threshold form: for the largest, weights are high
/// from some value on and low below. O(n log n).
AverageRange average_over_box(std::vector<UncertainTerm> terms);

}  // namespace margincert::recursion
