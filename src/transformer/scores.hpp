#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "numeric/run_control.hpp"
#include "transformer/predict.hpp"

namespace margincert::transformer {

/// How one transformer's predictions stand beside the first one's, on the same tasks. A prediction that neither
/// binary64 nor the ladder made (Predictor) is neither right nor wrong, and equal to none.
struct Score {
  long correct = 0;      ///< predictions that are the probe's class
  long unpredicted = 0;  ///< tasks without a prediction
  long same = 0;         ///< predictions equal to the first transformer's
  long unpaired = 0;     ///< tasks without one of the two predictions
  long only_first = 0;   ///< tasks with both on which only the first is right
  long only_this = 0;    ///< and on which only this one is

  friend bool operator==(const Score&, const Score&) = default;
};
struct Scores {
  long tasks = 0;           ///< how many were done
  std::vector<Score> each;  ///< one per transformer, the first one's own included
};

/// Predictions of all transformers on task(0)..task(count-1), a few hundred tasks at a time. Once stopped, it ends
/// there; all scores then speak of the same tasks.
Scores score(const std::vector<const Weights*>& transformers, const TaskSource& task, std::uint64_t count,
             const numeric::RunControl& control = {});

}  // namespace margincert::transformer
