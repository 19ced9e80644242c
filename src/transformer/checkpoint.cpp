#include "transformer/checkpoint.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>

#include "files/file_error.hpp"
#include "files/safetensors.hpp"
#include "files/text_file.hpp"

namespace margincert::transformer {
namespace {

using files::FileError;
using Metadata = std::map<std::string, std::string>;
using TensorShape = std::vector<std::size_t>;

constexpr const char* format = "margincert-checkpoint/1";
constexpr const char* start_anew = "or remove it and start anew";

[[noreturn]] void damaged(const std::string& name, const std::string& place, const std::string& problem) {
  throw FileError(name, place, problem, "remove it and start anew: no training writes this");
}

const std::string& text_of(const Metadata& metadata, const std::string& key, const std::string& name) {
  const auto found = metadata.find(key);
  if (found == metadata.end()) damaged(name, "__metadata__", fmt::format("has no '{}'", key));
  return found->second;
}

void check_plan(const Metadata& metadata, const TrainingPlan& plan, const std::string& name) {
  const Metadata wanted = fields_of(plan);
  for (const auto& [field, value] : wanted) {
    const std::string& stands = text_of(metadata, field, name);
    if (stands == value) continue;
    throw FileError(name, "__metadata__/" + field, fmt::format("is of a training with {}, not {}", stands, value),
                    fmt::format("resume with the options it was started with, {}", start_anew));
  }
  for (const auto& [key, value] : metadata) {
    if (key != "format" && key != "step" && !wanted.contains(key)) {
      damaged(name, "__metadata__", fmt::format("has an unknown key '{}'", key));
    }
  }
}

std::uint64_t step_of(const Metadata& metadata, const TrainingPlan& plan, const std::string& name) {
  const std::string& text = text_of(metadata, "step", name);
  std::uint64_t step = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), step);
  if (error != std::errc{} || fmt::to_string(step) != text || step > plan.steps) {
    damaged(name, "__metadata__/step", fmt::format("'{}' is not a step from 0 to {}", text, plan.steps));
  }
  return step;
}

/// The tensor of this name, if it has this shape.
std::vector<double> values_of(const files::Safetensors& file, const std::string& tensor, const TensorShape& shape,
                              const std::string& name) {
  const std::string place = "tensor " + tensor;
  const auto found = file.tensors.find(tensor);
  if (found == file.tensors.end()) damaged(name, place, "is missing");
  if (found->second.dtype != files::Dtype::f64) damaged(name, place, "is not F64");
  if (found->second.shape != shape) {
    damaged(name, place,
            fmt::format("has shape [{}], not [{}]", fmt::join(found->second.shape, ", "), fmt::join(shape, ", ")));
  }
  return found->second.values;
}

/// One record after every steps_per_record steps, and one after the last.
std::size_t records_until(std::uint64_t step, const TrainingPlan& plan) {
  const bool last = step == plan.steps && step % steps_per_record != 0;
  return step / steps_per_record + (last ? 1 : 0);
}

std::vector<LossRecord> records_of(std::span<const double> values, const TrainingPlan& plan, const std::string& name) {
  std::vector<LossRecord> records;
  for (std::size_t k = 0; k < values.size(); k += 3) {
    const std::uint64_t step = std::min((records.size() + 1) * steps_per_record, plan.steps);
    if (values[k] != static_cast<double>(step)) {
      damaged(name, "tensor losses", fmt::format("record {} is of step {}, not {}", records.size(), values[k], step));
    }
    records.push_back({step, values[k + 1], values[k + 2]});
  }
  return records;
}

}  // namespace

std::string to_checkpoint(const TrainingPlan& plan, const TrainingState& state) {
  Metadata metadata = fields_of(plan);
  metadata["format"] = format;
  metadata["step"] = fmt::to_string(state.step);
  std::vector<double> losses;
  for (const LossRecord& r : state.losses) {
    losses.insert(losses.end(), {static_cast<double>(r.step), r.loss, r.accuracy});
  }
  const std::vector<double> since{state.loss_since, state.correct_since};
  const TensorShape flat{state.parameters.size()};
  const std::vector<files::TensorView> tensors{{"parameters", flat, state.parameters},
                                               {"first_moment", flat, state.first_moment},
                                               {"second_moment", flat, state.second_moment},
                                               {"losses", {state.losses.size(), 3}, losses},
                                               {"since", {since.size()}, since}};
  return files::to_safetensors(tensors, metadata);
}

TrainingState read_checkpoint(const std::string& path, const TrainingPlan& plan) {
  return parse_checkpoint(files::read_text(path), path, plan);
}

TrainingState parse_checkpoint(std::string_view bytes, const std::string& name, const TrainingPlan& plan) {
  const files::Safetensors file = files::parse_safetensors(bytes, name);
  if (const auto found = file.metadata.find("format"); found == file.metadata.end() || found->second != format) {
    throw FileError(name, "__metadata__/format", fmt::format("is not {}", format),
                    "name the training's own checkpoint, or move this file away");
  }
  check_plan(file.metadata, plan, name);
  if (file.tensors.size() != 5) damaged(name, "whole file", fmt::format("has {} tensors, not 5", file.tensors.size()));
  TrainingState state;
  state.step = step_of(file.metadata, plan, name);
  const TensorShape flat{Parametrisation(plan.mode, plan.shape).size()};
  state.parameters = values_of(file, "parameters", flat, name);
  state.first_moment = values_of(file, "first_moment", flat, name);
  state.second_moment = values_of(file, "second_moment", flat, name);
  if (std::ranges::any_of(state.second_moment, [](double v) { return v < 0; })) {
    damaged(name, "tensor second_moment", "has a negative number");
  }
  state.losses = records_of(values_of(file, "losses", {records_until(state.step, plan), 3}, name), plan, name);
  const std::vector<double> since = values_of(file, "since", {2}, name);
  state.loss_since = since[0];
  state.correct_since = since[1];
  return state;
}

}  // namespace margincert::transformer
