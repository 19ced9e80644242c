#include "margincert/train.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <filesystem>

#include "recursion/refusal.hpp"
#include "tests/files/support.hpp"
#include "transformer/weights_file.hpp"

namespace margincert::work_tests {
namespace {

using files::test::content_of;
using files::test::Scratch;
using reports::TrainingStatus;

TrainRequest short_training(const std::filesystem::path& output) {
  TrainRequest request;
  request.plan = {{3, 2, 8, 2}, transformer::Mode::permuted, 60};
  request.plan.batch = 4;
  request.test_tasks = 50;
  request.output = output.string();
  return request;
}

std::string refusal_of_training(const TrainRequest& request) {
  try {
    PreparedTraining{request};
  } catch (const Refusal& refusal) {
    return refusal.what();
  }
  return "(nothing was refused)";
}

TEST_CASE("a training leaves the model with what repeats it, its loss curve, and no checkpoint") {
  const Scratch folder;
  const reports::Training training = train(short_training(folder / "m.safetensors"));
  CHECK(training.status == TrainingStatus::trained);
  CHECK(training.steps_done == 60);
  REQUIRE(training.test);
  CHECK(training.test->tasks == 50);
  CHECK(folder.entries() == 2);
  const transformer::Weights model = transformer::read_weights(training.model);
  CHECK(model.notes.at("command") == training.command);
  CHECK(model.notes.at("test_accuracy") == fmt::format("{}", training.test->accuracy()));
  CHECK(content_of(training.loss_curve).starts_with("step,loss,accuracy\n50,"));
}

TEST_CASE("a training that is stopped and gone on with ends in the same bytes, on any number of threads") {
  const Scratch folder;
  TrainRequest request = short_training(folder / "parts.safetensors");
  std::uint64_t done = 0;
  const auto count = [&](const numeric::Progress& at) { done = at.done; };
  const reports::Training stopped = train(request, {1, [&] { return done >= 23; }, count});
  CHECK(stopped.status == TrainingStatus::interrupted);
  CHECK(stopped.steps_done == 23);
  CHECK_FALSE(stopped.test);
  CHECK(folder.entries() == 1);
  CHECK(refusal_of_training(request) == "'" + stopped.checkpoint +
                                            "' is of a training that is not finished; add --resume to go on, or "
                                            "remove it");

  request.resume = true;
  CHECK(train(request, {.threads = 2, .seconds = 0.0}).steps_done == 23);
  const reports::Training resumed = train(request, {.threads = 3});
  const reports::Training whole = train(short_training(folder / "whole.safetensors"), {.threads = 1});
  CHECK(resumed.losses == whole.losses);
  CHECK(content_of(resumed.model) == content_of(whole.model));
  CHECK(folder.entries() == 4);
}

TEST_CASE("a training that diverged says why and leaves nothing behind") {
  const Scratch folder;
  TrainRequest request = short_training(folder / "m.safetensors");
  request.plan.learning_rate = 1e9;
  const reports::Training training = train(request);
  CHECK(training.status == TrainingStatus::diverged);
  CHECK_FALSE(training.complaint.empty());
  CHECK(last_line(training).starts_with("DIVERGED steps="));
  CHECK(folder.entries() == 0);
}

TEST_CASE("a training shows its steps and then its test tasks") {
  const Scratch folder;
  std::vector<std::string> units;
  train(short_training(folder / "m.safetensors"), {.progress = [&](const numeric::Progress& at) {
          CHECK(at.total == (at.unit == "steps" ? 60 : 50));
          if (units.empty() || units.back() != at.unit) units.push_back(at.unit);
        }});
  CHECK(units == std::vector<std::string>{"steps", "test tasks"});
}

TEST_CASE("a training that cannot be is refused before anything is written") {
  const Scratch folder;
  TrainRequest request = short_training(folder / "m.json");
  CHECK(refusal_of_training(request).ends_with("does not end with .safetensors; write NAME.safetensors"));
  request.output = "st";
  CHECK(refusal_of_training(request) == "--output 'st' does not end with .safetensors; write NAME.safetensors");
  request = short_training(folder / "m.safetensors");
  std::filesystem::create_directory(folder / "m.losses.csv");
  CHECK(refusal_of_training(request).ends_with("is in the way and not a regular file; choose another --output"));
  request.plan.steps = 0;
  CHECK(refusal_of_training(request) == "--steps 0 trains nothing; give at least 1");
  CHECK(folder.entries() == 1);
}

}  // namespace
}  // namespace margincert::work_tests
