#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "margincert/run_control.hpp"
#include "reports/training.hpp"
#include "transformer/parametrisation.hpp"
#include "transformer/training.hpp"

namespace margincert {

/// A training, and where it keeps what it makes.
struct TrainRequest {
  transformer::TrainingPlan plan{{5, 3, 40, 4}, transformer::Mode::permuted, 5000};
  std::uint64_t test_tasks = 20000;      ///< fresh tasks on which accuracy is measured at the end
  std::uint64_t checkpoint_every = 500;  ///< steps; 0: only at the start and when stopped
  bool resume = false;                   ///< go on from NAME.checkpoint, bit for bit as if never stopped
  std::string output = {};               ///< NAME.safetensors; beside it NAME.checkpoint and NAME.losses.csv
};

/// A training that is set up and can be run.
class PreparedTraining {
 public:
  /// Refusal of a plan that trains or measures nothing, of an output of another name, and of one that is in the way: a
  /// folder, or a checkpoint that is not to be gone on from. FileError for a checkpoint that is of another training,
  /// program or machine.
  explicit PreparedTraining(const TrainRequest& request);

  /// Trains on no-margin tasks in binary64 (transformer/training.hpp; the source's setting, theory.md, section 1) and
  /// measures accuracy on others: a sample. Writes a checkpoint first, and then as it goes; at the end the model with
  /// its loss curve. A stop leaves the checkpoint, and a training that diverged nothing. FileError where the folder
  /// cannot be written. Equal requests give equal bytes, stopped on the way or not. Progress counts steps, then test
  /// tasks.
  reports::Training run(const numeric::RunControl& control = {}) const;

 private:
  TrainRequest request_;
  std::optional<transformer::TrainingState> resumed_;
};

/// Both at once.
reports::Training train(const TrainRequest& request, const numeric::RunControl& control = {});

}  // namespace margincert
