#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "numeric/stop.hpp"
#include "recursion/task.hpp"
#include "transformer/predicted_class.hpp"
#include "transformer/weights.hpp"

namespace margincert::transformer {

using TaskSource = std::function<recursion::Task(std::uint64_t index)>;

/// The probe's label after all layers, in binary64, of task(0)..task(count-1), one after another. `task` has to bear
/// being called from several threads at once.
std::vector<double> final_labels(const Weights& weights, const TaskSource& task, std::uint64_t count, int jobs);

/// For task(0)..task(count-1): argmax_c of the probe's label after all layers, the first of equals, in binary64; none
/// where binary64 overflowed on the way.
std::vector<Prediction> predictions(const Weights& weights, const TaskSource& task, std::uint64_t count, int jobs);

/// One transformer's predictions, where those that binary64 cannot make are asked of the ladder: of the first of them,
/// as many as `allowance` multiplications (work_of_prediction) pay for, and one at least. The others have none.
class Predictor {
 public:
  /// A minute or two of one thread's enclosures.
  static constexpr std::uint64_t usual_allowance = std::uint64_t{1} << 31;

  explicit Predictor(
      const Weights& weights, int jobs, numeric::StopQuestion stopped = {},
      std::uint64_t allowance = usual_allowance)
      : weights_(weights), jobs_(jobs), stopped_(std::move(stopped)), allowance_(allowance) {}

  /// As predictions().
  std::vector<Prediction> operator()(const TaskSource& task, std::uint64_t count);
  /// Whether the ladder was stopped, and so left tasks without a prediction that it would have made.
  bool was_cut_short() const { return cut_short_; }

 private:
  /// Of the tasks without a prediction, those that can still be paid for.
  std::vector<std::uint64_t> affordable(const std::vector<Prediction>& predicted, const TaskSource& task);

  const Weights& weights_;
  int jobs_;
  numeric::StopQuestion stopped_;
  std::uint64_t allowance_, spent_ = 0;
  bool cut_short_ = false;
};

}  // namespace margincert::transformer
