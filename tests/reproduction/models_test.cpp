#include "reproduction/models.hpp"

#include <doctest/doctest.h>

#include "files/atomic_write.hpp"
#include "reproduction/context.hpp"
#include "tests/files/support.hpp"
#include "transformer/weights_file.hpp"

namespace margincert::reproduction_tests {
namespace {

using namespace reproduction;
using files::test::content_of;
using files::test::Scratch;

const ModelRequest request{{3, 2, 8, 2}, transformer::Mode::permuted, 7, 60, 4};

TEST_CASE("a model is trained once, kept under its name with its loss curve, and read back the next time") {
  const Scratch folder;
  std::uint64_t steps = 0;
  const numeric::RunControl watch{.progress = [&](const numeric::Progress&) { ++steps; }};
  const TrainedModel model = trained_model(request, folder / "models", watch);
  CHECK(steps == 60);
  CHECK(model.losses.size() == 2);  // after 50 steps and at the end
  CHECK(std::filesystem::exists(folder / "models/permuted-d3-k2-n8-t2-b4-seed7-steps60.safetensors"));
  CHECK_FALSE(std::filesystem::exists(folder / "models/permuted-d3-k2-n8-t2-b4-seed7-steps60.checkpoint"));
  const TrainedModel again = trained_model(request, folder / "models", watch);
  CHECK(steps == 60);
  CHECK(again.weights == model.weights);
  CHECK(again.losses == model.losses);
}

TEST_CASE("a training that was stopped goes on where it was, and ends as if it had never stopped") {
  const Scratch folder;
  const TrainedModel whole = trained_model(request, folder / "whole");

  std::uint64_t done = 0;
  const auto count = [&](const numeric::Progress& how_far) { done = how_far.done; };
  const numeric::RunControl until_step_23{1, [&] { return done >= 23; }, count};
  CHECK_THROWS_AS(trained_model(request, folder / "parts", until_step_23), Interrupted);
  CHECK(done == 23);
  std::uint64_t first = 0;
  const auto note_first = [&](const numeric::Progress& how_far) {
    if (first == 0) first = how_far.done;
  };
  const TrainedModel resumed = trained_model(request, folder / "parts", {.progress = note_first});
  CHECK(first == 24);
  CHECK(resumed.weights == whole.weights);
  CHECK(resumed.losses == whole.losses);
}

TEST_CASE("another mode, seed or length is another model") {
  ModelRequest other = request;
  other.seed = 8;
  CHECK(name_of(other) != name_of(request));
  other = request;
  other.steps = 61;
  CHECK(name_of(other) != name_of(request));
  other = request;
  other.mode = transformer::Mode::unconstrained;
  CHECK(name_of(other) != name_of(request));
}

TEST_CASE("a file of the right name that holds another model is refused") {
  const Scratch folder;
  const auto refusal = [&](const ModelRequest& held) {
    const std::filesystem::path models = folder / name_of(held);
    trained_model(held, models);
    std::filesystem::rename(models / (name_of(held) + ".safetensors"), models / (name_of(request) + ".safetensors"));
    return files::test::message_of([&] { trained_model(request, models); });
  };
  const auto contains = [](const std::string& text, const char* words) {
    return text.find(words) != std::string::npos;
  };
  ModelRequest other = request;
  other.seed = 8;
  CHECK(contains(refusal(other),
                 "seed7-steps60.safetensors: __metadata__/seed: is of a training with 8, not 7; "
                 "delete it or choose another folder"));
  other = request;
  other.size.depth = 3;
  CHECK(contains(refusal(other), "layers: is of a training with 3, not 2"));
  other = request;
  other.size.context = 9;
  CHECK(contains(refusal(other), "context: is of a training with 9, not 8"));
}

TEST_CASE("a file of the right name without the notes of a training is refused") {
  const Scratch folder;
  transformer::Weights weights = trained_model(request, folder / "models").weights;
  const auto refused_without = [&](const char* note) {
    transformer::Weights bare = weights;
    CHECK(bare.notes.erase(note) == 1);
    files::write_file(folder / "models" / (name_of(request) + ".safetensors"), transformer::to_safetensors(bare));
    CHECK_THROWS_AS(trained_model(request, folder / "models"), files::FileError);
  };
  refused_without("batch");
  refused_without("losses");
  weights.notes["losses"] = "[]";
  refused_without("mode");
  weights.notes["mode"] = "permuted";
  files::write_file(folder / "models" / (name_of(request) + ".safetensors"), transformer::to_safetensors(weights));
  CHECK_THROWS_AS(trained_model(request, folder / "models"), files::FileError);  // a curve of other steps
}

TEST_CASE("a model of no steps is what training starts from") {
  const Scratch folder;
  ModelRequest none = request;
  none.steps = 0;
  const TrainedModel model = trained_model(none, folder / "models");
  CHECK(model.losses.empty());
  CHECK(model.weights.depth() == 2);
}

}  // namespace
}  // namespace margincert::reproduction_tests
