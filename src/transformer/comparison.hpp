#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "numeric/interval.hpp"
#include "numeric/precision.hpp"
#include "numeric/run_control.hpp"
#include "recursion/task.hpp"
#include "transformer/predict.hpp"

namespace margincert::transformer {

/// What is compared at a layer t: the tokens it makes, and the attention it makes them with. Labels modulo what is
/// common to all classes (Π y) are compared besides: no prediction, and no logit of the recursion with δ = -1/K, sees
/// the rest. Logits are compared modulo what is common to a query's keys, which softmax ignores.
enum class Quantity {
  features,             ///< x_i of the training points after the layer
  labels,               ///< y_i likewise
  centred_labels,       ///< Π y_i
  probe_features,       ///< x_* after the layer
  probe_label,          ///< y_*
  centred_probe_label,  ///< Π y_*
  attention,            ///< A_ij of the layer, all queries, the probe among them
  probe_attention,      ///< A_i*
  logits,               ///< ℓ_ij − mean_i ℓ_ij, all queries
  probe_logits,         ///< ℓ_i* − mean_i ℓ_i*
};
inline constexpr std::size_t quantity_count = 10;
/// "features", "centred-probe-label", …
std::string to_string(Quantity quantity);
/// In the order of the enumeration.
const std::array<Quantity, quantity_count>& quantities();

template <class T>
class PerQuantity {
 public:
  T& operator[](Quantity quantity) { return values_[static_cast<std::size_t>(quantity)]; }
  const T& operator[](Quantity quantity) const { return values_[static_cast<std::size_t>(quantity)]; }

 private:
  std::array<T, quantity_count> values_;
};

/// How large a table of numbers is.
struct Size {
  numeric::Interval largest;  ///< max |entry|
  numeric::Interval squares;  ///< Σ entry²
};

/// One quantity at one layer on one task.
struct Measured {
  Size forced;  ///< difference of the other dynamics' layer from the transformer's, both on the transformer's state
  Size free;    ///< difference of the two when each runs on its own states
  /// What the transformer's layer does on its state: z^{t+1} − z^t of tokens, A_ij − 1/n of attention, and the logits
  /// themselves. A layer that does nothing has 0, and dynamics that do nothing differ by exactly this.
  Size own;
};

/// Layers 0..T-1. Attention and logits are absent where the other dynamics do not attend.
using TaskComparison = std::vector<PerQuantity<std::optional<Measured>>>;
/// Is every enclosure that of a number?
bool is_sound(const TaskComparison& comparison);

/// One task's comparison at a precision, or at a higher one where that one does not suffice.
using TaskComparer = std::function<TaskComparison(const recursion::Task& task, numeric::Precision precision)>;

/// The largest over tasks, and the task whose enclosure reaches highest (the first of equals).
struct Extreme {
  numeric::Interval value;
  std::uint64_t task = 0;
};

/// One quantity at one layer over all tasks.
struct QuantitySummary {
  Extreme forced, free, own;  ///< of `largest`
  /// max over tasks of forced / own. A task whose update and difference are both exactly 0 has no ratio; one whose
  /// difference is not has an unbounded one.
  std::optional<Extreme> relative;
  /// The relative residual sqrt(Σ forced² / Σ own²), sums over all entries and tasks: 0 for equal dynamics, 1 for ones
  /// that do nothing.
  std::optional<numeric::Interval> residual;
};

struct Summary {
  std::uint64_t tasks = 0;  ///< compared; fewer than asked for after an interrupt
  int precision = 0;        ///< bits asked for
  std::vector<PerQuantity<std::optional<QuantitySummary>>> layers;
  PerQuantity<std::optional<numeric::Interval>> residual;  ///< with the sums over all layers, too
};

/// Compares task(0)..task(count-1) and gathers them in their order; once stopped, those that were done until then.
Summary compare_tasks(const TaskComparer& comparer, const TaskSource& task, std::uint64_t count,
                      numeric::Precision precision, const numeric::RunControl& control = {});

}  // namespace margincert::transformer
