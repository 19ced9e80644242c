#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "numeric/computed.hpp"
#include "numeric/run_control.hpp"
#include "recursion/scalar.hpp"
#include "recursion/step.hpp"
#include "recursion/task.hpp"
#include "transformer/comparison.hpp"
#include "transformer/predict.hpp"
#include "transformer/weights.hpp"

namespace margincert::transformer {

/// What a conforming binary64 program computes: the arithmetic that turns `step` into an enclosure of the program
/// `states(task, weights, DoubleArithmetic())`, operation by operation, in that program's own order.
struct ComputedArithmetic {
  using Scalar = numeric::Computed;
  Scalar exact(double x) const { return Scalar(x); }
  Scalar ratio(long numerator, long denominator) const {
    return Scalar(static_cast<double>(numerator)) / Scalar(static_cast<double>(denominator));
  }
  double steering_value(const Scalar& s) const { return s.lo() + (s.hi() - s.lo()) / 2; }
};

/// The softmax as a program does it, whichever of its logits it finds to be the largest and shifts by.
///
/// A real number's softmax does not depend on the shift, a program's last bits do. The largest of its logits is at
/// least every lower end and, being one of them, at most the greatest upper end: all shifts that a program may choose
/// lie in between. A key whose upper end is below some lower end is not the chosen one. The chosen key's exponential is
/// exactly 1: enclosed by that where only one key can be it, and else by the exponential of a difference that may be 0.
/// No key's shifted logit is positive, rounded or not.
void apply_softmax(recursion::Attention<numeric::Computed>& attention, const ComputedArithmetic& arithmetic);

/// Everything that the program's run of one task may consist of. Rows: queries j = 0..n (n is the probe); columns:
/// coordinates, or keys i.
template <class S>
struct ProgramRun {
  std::vector<recursion::State<S>> states;    ///< layers 0..T
  std::vector<recursion::Rows<S>> logits;     ///< ℓ_ij of layers 0..T-1
  std::vector<recursion::Rows<S>> attention;  ///< A_ij of layers 0..T-1: exponential / normaliser, rounded
};

/// Encloses the runs of all conforming programs; poisoned from where one may overflow.
ProgramRun<numeric::Computed> enclose_program(const recursion::Task& task, const Weights& weights);
/// This machine's own run.
ProgramRun<double> run_program(const recursion::Task& task, const Weights& weights);
/// Is every number of the run in its enclosure? Never, where the enclosure is poisoned.
bool is_inside(const ProgramRun<double>& run, const ProgramRun<numeric::Computed>& enclosure);

/// Enclosures of max |computed - exact| over all entries: computed by any conforming program, exact for the real-number
/// transformer with the same task and weights. Poisoned where a program may overflow.
struct LayerRounding {
  numeric::Interval features;                  ///< x_j of the training points and the probe
  numeric::Interval labels;                    ///< y_j of the training points
  numeric::Interval probe;                     ///< y_*
  std::optional<numeric::Interval> logits;     ///< ℓ_ij; layers 0..T-1
  std::optional<numeric::Interval> attention;  ///< A_ij; layers 0..T-1
};

struct RoundingError {
  std::vector<LayerRounding> layers;  ///< 0..T
  /// What can be checked of this machine: did its own run stay inside, and with it each of its exponentials within the
  /// bound that the enclosure presumes?
  bool own_run_is_inside = false;
  bool own_exp_is_within_bound = false;
};

/// The rounding error of the binary64 program on one task, layer by layer. Exact values are intervals of 113 bits.
RoundingError rounding_error(const recursion::Task& task, const Weights& weights);

/// Over many tasks: of each layer's errors the largest.
struct RoundingSummary {
  std::uint64_t tasks = 0;  ///< fewer than asked for after an interrupt
  std::vector<LayerRounding> layers;
  std::uint64_t own_runs_inside = 0;       ///< tasks whose run on this machine stayed inside
  std::uint64_t own_exp_within_bound = 0;  ///< tasks in whose run every exponential did
};

/// task(0)..task(count-1).
RoundingSummary rounding_of_tasks(const Weights& weights, const TaskSource& task, std::uint64_t count,
                                  const numeric::RunControl& control = {});

}  // namespace margincert::transformer
