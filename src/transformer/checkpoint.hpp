#pragma once

#include <string>
#include <string_view>

#include "transformer/training.hpp"

namespace margincert::transformer {

/// "margincert-checkpoint/1", a safetensors file: all of the state, bit for bit, and the plan it belongs to
/// (docs/formats.md, "Checkpoint"). std::invalid_argument when a number of the state is not finite.
std::string to_checkpoint(const TrainingPlan& plan, const TrainingState& state);

/// Reads what to_checkpoint wrote. files::FileError when the file is none, is damaged, or belongs to another plan; then
/// it names the first field in which the plans differ.
TrainingState read_checkpoint(const std::string& path, const TrainingPlan& plan);
/// The same from the file's bytes; `name` stands for the file in messages.
TrainingState parse_checkpoint(std::string_view bytes, const std::string& name, const TrainingPlan& plan);

}  // namespace margincert::transformer
