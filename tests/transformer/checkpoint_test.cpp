#include "transformer/checkpoint.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cmath>

#include "files/file_error.hpp"
#include "files/safetensors.hpp"
#include "numeric/fnv1a.hpp"
#include "tests/transformer/training_support.hpp"

namespace margincert::transformer_tests {
namespace {

using transformer::parse_checkpoint, transformer::to_checkpoint, transformer::Trainer, transformer::TrainingState;

constexpr std::uint64_t steps = 120;

/// What the reader says of these bytes; empty when it accepts them.
std::string complaint(const std::string& bytes, const TrainingPlan& plan) {
  try {
    parse_checkpoint(bytes, "x.checkpoint", plan);
  } catch (const files::FileError& error) {
    return error.what();
  }
  return "";
}

/// The bytes with the digest of what they are, whatever that is.
std::string resealed(std::string bytes) {
  const std::string key = "\"digest\":\"";
  if (const std::size_t found = bytes.find(key); found != bytes.npos) {
    bytes.replace(found + key.size(), 16, 16, '0');
    bytes.replace(found + key.size(), 16, fmt::format("{:016x}", numeric::fnv1a(bytes)));
  }
  return bytes;
}

/// The checkpoint with one of its tensors or its metadata changed, and the digest to match.
std::string altered(const std::string& bytes, const std::function<void(files::Safetensors&)>& change) {
  files::Safetensors file = files::parse_safetensors(bytes, "x.checkpoint");
  change(file);
  std::vector<files::TensorView> tensors;
  for (const auto& [name, tensor] : file.tensors) tensors.push_back({name, tensor.shape, tensor.values});
  return resealed(to_safetensors(tensors, file.metadata));
}

}  // namespace

TEST_CASE("training goes on from a checkpoint bit for bit as if never stopped") {
  for (const Mode mode : all_modes) {
    CAPTURE(transformer::to_string(mode));
    TrainingPlan plan = small_plan(mode, steps);
    plan.shape = {1, 2, 3, 1};
    plan.batch = 9;
    const TrainingState end = trained(plan, steps);
    for (const std::uint64_t stop : {0, 1, 49, 50, 51, 100, 119, 120}) {
      CAPTURE(stop);
      const TrainingState stopped = trained(plan, stop);
      const TrainingState read = parse_checkpoint(to_checkpoint(plan, stopped), "x.checkpoint", plan);
      CHECK(read == stopped);
      Trainer trainer(plan, no_margin(plan.shape), read);
      while (!trainer.finished()) trainer.step(2);
      CHECK(trainer.state() == end);
    }
  }
}

TEST_CASE("a checkpoint of another plan is refused, and the difference named") {
  const TrainingPlan plan = small_plan(Mode::tied, 60);
  const std::string bytes = to_checkpoint(plan, trained(plan, 55));
  CHECK(complaint(bytes, plan).empty());
  const auto differs = [&](const std::string& field, const std::function<void(TrainingPlan&)>& change) {
    TrainingPlan other = plan;
    change(other);
    CHECK(complaint(bytes, other).starts_with("x.checkpoint: __metadata__/" + field + ": "));
  };
  differs("feature_dim", [](TrainingPlan& p) { p.shape.feature_dim = 3; });
  differs("classes", [](TrainingPlan& p) { p.shape.classes = 2; });
  differs("context", [](TrainingPlan& p) { p.shape.context = 6; });
  differs("layers", [](TrainingPlan& p) { p.shape.layers = 3; });
  differs("mode", [](TrainingPlan& p) { p.mode = Mode::permuted; });
  differs("steps", [](TrainingPlan& p) { p.steps = 61; });
  differs("batch", [](TrainingPlan& p) { p.batch = 21; });
  differs("learning_rate", [](TrainingPlan& p) { p.learning_rate = std::nextafter(p.learning_rate, 1); });
  differs("seed", [](TrainingPlan& p) { p.seed = 2; });
  differs("largest_gradient", [](TrainingPlan& p) { p.largest_gradient = 2; });
  differs("initial_deviation", [](TrainingPlan& p) { p.initial_deviation = 2; });
}

TEST_CASE("a checkpoint of another program or kind of machine is refused, and the difference named") {
  const TrainingPlan plan = small_plan(Mode::tied, 60);
  const std::string bytes = to_checkpoint(plan, trained(plan, 5));
  for (const std::string field : {"program", "multiply_add", "c_library"}) {
    CAPTURE(field);
    const std::string other = altered(bytes, [&](files::Safetensors& f) { f.metadata[field] += " of another"; });
    CHECK(complaint(other, plan).starts_with("x.checkpoint: __metadata__/" + field + ": is of a training with "));
    const std::string silent = altered(bytes, [&](files::Safetensors& f) { f.metadata.erase(field); });
    CHECK(complaint(silent, plan).starts_with("x.checkpoint: __metadata__: has no '" + field + "'"));
  }
}

TEST_CASE("no bit of a checkpoint can be turned without notice") {
  const TrainingPlan plan = small_plan(Mode::tied, 60);
  const std::string bytes = to_checkpoint(plan, trained(plan, 55));
  CHECK(complaint(bytes, plan).empty());
  for (std::size_t bit = 0; bit < 8 * bytes.size(); ++bit) {
    std::string turned = bytes;
    turned[bit / 8] = static_cast<char>(turned[bit / 8] ^ (1 << bit % 8));
    if (complaint(turned, plan).empty()) FAIL_CHECK("bit " << bit % 8 << " of byte " << bit / 8 << " can be turned");
  }
}

TEST_CASE("a checkpoint that no training writes is refused") {
  const TrainingPlan plan = small_plan(Mode::tied, 60);
  const std::string bytes = to_checkpoint(plan, trained(plan, 55));
  CHECK(complaint(altered(bytes, [](files::Safetensors&) {}), plan).empty());
  const auto refused = [&](const std::string& place, const std::function<void(files::Safetensors&)>& change) {
    CHECK(complaint(altered(bytes, change), plan).starts_with("x.checkpoint: " + place + ": "));
  };
  refused("__metadata__/format", [](files::Safetensors& f) { f.metadata["format"] = "margincert-checkpoint/3"; });
  refused("__metadata__/format", [](files::Safetensors& f) { f.metadata["format"] = "margincert-checkpoint/1"; });
  refused("__metadata__", [](files::Safetensors& f) { f.metadata.erase("digest"); });
  refused("__metadata__/format", [](files::Safetensors& f) { f.metadata.erase("format"); });
  refused("__metadata__", [](files::Safetensors& f) { f.metadata.erase("seed"); });
  refused("__metadata__", [](files::Safetensors& f) { f.metadata["more"] = "1"; });
  for (const char* step : {"61", "-1", "055", "55.0", ""}) {
    refused("__metadata__/step", [&](files::Safetensors& f) { f.metadata["step"] = step; });
  }
  refused("tensor losses", [](files::Safetensors& f) { f.metadata["step"] = "49"; });
  refused("tensor losses", [](files::Safetensors& f) { f.tensors["losses"].values[0] = 51; });
  refused("tensor parameters", [](files::Safetensors& f) { f.tensors["parameters"].shape = {1, 8}; });
  refused("tensor second_moment", [](files::Safetensors& f) { f.tensors["second_moment"].values[3] = -1; });
  refused("whole file", [](files::Safetensors& f) { f.tensors["more"] = f.tensors["since"]; });
  CHECK(complaint(bytes.substr(0, bytes.size() - 8), plan).starts_with("x.checkpoint: "));
}

}  // namespace margincert::transformer_tests
