#pragma once

#include <string>
#include <string_view>

#include "transformer/training.hpp"

namespace margincert::transformer {

/// "margincert-checkpoint/2", a safetensors file with a digest: all of the state, bit for bit, the plan it belongs to,
/// and the program and the kind of machine that it goes on with to the same bits (docs/formats.md, "Checkpoint").
/// std::invalid_argument when a number of the state is not finite.
std::string to_checkpoint(const TrainingPlan& plan, const TrainingState& state);

/// Reads what to_checkpoint wrote. files::FileError when the file is none, was altered, or belongs to another plan,
/// program or kind of machine; then it names the first field in which they differ.
TrainingState read_checkpoint(const std::string& path, const TrainingPlan& plan);
/// The same from the file's bytes; `name` stands for the file in messages.
TrainingState parse_checkpoint(std::string_view bytes, const std::string& name, const TrainingPlan& plan);

}  // namespace margincert::transformer
