#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "numeric/run_control.hpp"
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

/// The model in `folder`, trained to its end there first if it is not: NAME.checkpoint is written on the way and gone
/// on from, NAME.safetensors at the end. Interrupted where it is stopped, after a checkpoint. files::FileError where a
/// file of that name is of another training.
TrainedModel trained_model(const ModelRequest& request, const std::filesystem::path& folder,
                           const numeric::RunControl& control = {});

}  // namespace margincert::reproduction
