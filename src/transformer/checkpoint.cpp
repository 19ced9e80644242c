#include "transformer/checkpoint.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#ifdef __GLIBC__
#include <gnu/libc-version.h>
#endif

#include "files/file_error.hpp"
#include "files/safetensors.hpp"
#include "files/text_file.hpp"
#include "numeric/fnv1a.hpp"
#include "files/version.hpp"
#include "transformer/lane_passes.hpp"

namespace margincert::transformer {
namespace {

using files::FileError;
using Metadata = std::map<std::string, std::string>;
using TensorShape = std::vector<std::size_t>;

constexpr const char* format = "margincert-checkpoint/2";
constexpr const char* unsealed_format = "margincert-checkpoint/1";
constexpr const char* start_anew = "or remove it and start anew";
constexpr std::string_view digest_key = "\"digest\":\"", no_digest = "0000000000000000";

/// Its functions round the last bit one way or another.
std::string c_library() {
#ifdef __GLIBC__
  return fmt::format("glibc {}", ::gnu_get_libc_version());
#else
  return "not glibc";
#endif
}

/// What decides, beside the plan, whether going on leads to the same bits.
Metadata platform() {
  return {{"program", fmt::format("margincert {}", program_version)},
          {"multiply_add", lanes::multiply_add()},
          {"c_library", c_library()}};
}

[[noreturn]] void damaged(const std::string& name, const std::string& place, const std::string& problem) {
  throw FileError(name, place, problem, "remove it and start anew: no training writes this");
}

const std::string& text_of(const Metadata& metadata, const std::string& key, const std::string& name) {
  const auto found = metadata.find(key);
  if (found == metadata.end()) damaged(name, "__metadata__", fmt::format("has no '{}'", key));
  return found->second;
}

void check_fields(const Metadata& metadata, const Metadata& wanted, const char* remedy, const std::string& name) {
  for (const auto& [field, value] : wanted) {
    const std::string& stands = text_of(metadata, field, name);
    if (stands == value) continue;
    throw FileError(name, "__metadata__/" + field, fmt::format("is of a training with {}, not {}", stands, value),
                    fmt::format("{}, {}", remedy, start_anew));
  }
}

void check_keys(const Metadata& metadata, const TrainingPlan& plan, const std::string& name) {
  Metadata known = fields_of(plan);
  known.merge(platform());
  for (const char* key : {"format", "step", "digest"}) known[key] = "";
  for (const auto& [key, value] : metadata) {
    if (!known.contains(key)) damaged(name, "__metadata__", fmt::format("has an unknown key '{}'", key));
  }
}

/// A checkpoint without a digest may hold anything, and says nothing of where it was begun.
void check_format(const Metadata& metadata, const std::string& name) {
  const auto found = metadata.find("format");
  if (found != metadata.end() && found->second == format) return;
  if (found != metadata.end() && found->second == unsealed_format) {
    throw FileError(name, "__metadata__/format",
                    fmt::format("is {}, which has no digest and names no program, so that nothing vouches for the same "
                                "bits",
                                unsealed_format),
                    fmt::format("go on with the margincert that wrote it, {}", start_anew));
  }
  throw FileError(name, "__metadata__/format", fmt::format("is not {}", format),
                  "name the training's own checkpoint, or move this file away");
}

/// Where the digest's digits stand in the file: no other text of the header can look like its key. npos: nowhere.
std::size_t digest_place(std::string_view bytes) {
  const std::size_t key = bytes.find(digest_key);
  const bool room = key != bytes.npos && key + digest_key.size() + no_digest.size() <= bytes.size();
  return room ? key + digest_key.size() : bytes.npos;
}

/// FNV-1a of all of the file, with zeros for the digest's own digits.
std::string digest_of(std::string bytes, std::size_t place) {
  return fmt::format("{:016x}", numeric::fnv1a(bytes.replace(place, no_digest.size(), no_digest)));
}

std::string sealed(std::string bytes) {
  const std::size_t place = digest_place(bytes);
  return bytes.replace(place, no_digest.size(), digest_of(bytes, place));
}

void check_digest(std::string_view bytes, const std::string& name) {
  const std::size_t place = digest_place(bytes);
  if (place == bytes.npos) damaged(name, "__metadata__", "has no 'digest'");
  const std::string_view stands = bytes.substr(place, no_digest.size());
  const std::string found = digest_of(std::string(bytes), place);
  if (stands == found) return;
  throw FileError(name, "__metadata__/digest", fmt::format("is {}, and the file has {}", stands, found),
                  "it was altered after it was written: get it again, or remove it and start anew");
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
  metadata.merge(platform());
  metadata["format"] = format;
  metadata["digest"] = no_digest;
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
  return sealed(files::to_safetensors(tensors, metadata));
}

TrainingState read_checkpoint(const std::string& path, const TrainingPlan& plan) {
  return parse_checkpoint(files::read_text(path), path, plan);
}

TrainingState parse_checkpoint(std::string_view bytes, const std::string& name, const TrainingPlan& plan) {
  const files::Safetensors file = files::parse_safetensors(bytes, name);
  check_format(file.metadata, name);
  check_digest(bytes, name);
  check_keys(file.metadata, plan, name);
  check_fields(file.metadata, fields_of(plan), "resume with the options it was started with", name);
  check_fields(file.metadata, platform(), "go on with that program and on such a machine", name);
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
