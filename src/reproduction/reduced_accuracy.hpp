#pragma once

#include <string>
#include <vector>

#include "reproduction/accuracy.hpp"

namespace margincert::reproduction {

/// A transformer beside its reductions (transformer::reductions), all on the same fresh no-margin tasks.
class ReducedAccuracy {
 public:
  ReducedAccuracy(const Context& context, const Size& size, const transformer::Weights& weights,
                  const std::vector<std::string>& reductions);

  /// One line for the model and one for each reduction.
  Table table(const std::string& title, const Scale& scale) const;
  /// "clusters-4: accuracy lost, upper end < 1 %"
  Criterion loses_less_than(double bound, const std::string& reduction) const;

 private:
  struct Line {
    std::string name, meaning;
    Estimate accuracy, difference;  ///< difference from the model
  };

  Estimate own_;
  std::vector<Line> lines_;
};

}  // namespace margincert::reproduction
