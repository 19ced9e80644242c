#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "numeric/stop.hpp"
#include "reproduction/scale.hpp"
#include "transformer/training.hpp"
#include "transformer/weights.hpp"

namespace margincert::reproduction {

/// Which trained transformer a row asks for. Models of one size, seed and number of steps are trained on the same tasks
/// in the same order, whatever their mode.
struct ModelRequest {
  Size size;
  transformer::Mode mode = transformer::Mode::permuted;
  std::uint64_t seed = 1;
  std::uint64_t steps = 0;
  std::uint64_t batch = 0;
};

/// "permuted-d5-k3-n40-t4-b256-seed1-steps3000"
std::string name_of(const ModelRequest& request);

struct TrainedModel {
  transformer::Weights weights;
  std::vector<transformer::LossRecord> losses;
};

using ModelSource = std::function<TrainedModel(const ModelRequest&)>;

/// How a training is watched.
struct TrainingWatch {
  int jobs = 1;
  numeric::StopQuestion stopped;  ///< asked within steps, too; true throws Interrupted after a checkpoint
  std::function<void(std::uint64_t done, std::uint64_t total)> on_progress;
};

/// The model in `folder`, trained to its end there first if it is not: NAME.checkpoint is written on the way and gone
/// on from, NAME.safetensors at the end. files::FileError where a file of that name is of another training.
TrainedModel trained_model(const ModelRequest& request, const std::filesystem::path& folder,
                           const TrainingWatch& watch);

}  // namespace margincert::reproduction
