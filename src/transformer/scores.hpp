#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "transformer/predict.hpp"

namespace margincert::transformer {

/// How one transformer's predictions stand beside the first one's, on the same tasks.
struct Score {
  long correct = 0;     ///< predictions that are the probe's class
  long same = 0;        ///< predictions equal to the first transformer's
  long only_first = 0;  ///< tasks on which only the first is right
  long only_this = 0;   ///< tasks on which only this one is

  friend bool operator==(const Score&, const Score&) = default;
};
struct Scores {
  long tasks = 0;           ///< how many were done
  std::vector<Score> each;  ///< one per transformer, the first one's own included
};

/// Predictions of all transformers on task(0)..task(count-1), a few hundred tasks at a time. `go_on` hears how many are
/// done and may end it there; all scores then speak of the same tasks.
Scores score(const std::vector<const Weights*>& transformers, const TaskSource& task, std::uint64_t count, int jobs,
             const std::function<bool(std::uint64_t done)>& go_on);

}  // namespace margincert::transformer
