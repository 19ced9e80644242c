#include "reproduction/models.hpp"

#include <fmt/format.h>

#include <map>
#include <nlohmann/json.hpp>
#include <system_error>

#include "files/atomic_write.hpp"
#include "files/file_error.hpp"
#include "files/json_reader.hpp"
#include "reproduction/context.hpp"
#include "reproduction/tasks.hpp"
#include "transformer/checkpoint.hpp"
#include "transformer/weights_file.hpp"

namespace margincert::reproduction {
namespace {

namespace fs = std::filesystem;
using transformer::LossRecord;
using transformer::Trainer;
using transformer::TrainingPlan;

constexpr std::uint64_t steps_per_checkpoint = 250;

TrainingPlan plan_of(const ModelRequest& request) {
  const Size& size = request.size;
  TrainingPlan plan{{size.feature_dim, size.classes, size.context, size.depth}, request.mode, request.steps};
  plan.batch = static_cast<int>(request.batch);
  plan.seed = request.seed;
  return plan;
}

/// The same tasks that `margincert train` trains on with this seed.
transformer::TrainingTasks training_tasks(const ModelRequest& request) {
  return fresh_tasks(request.size, {}, transformer::tasks_seed(request.seed));
}

/// The loss curve stands in the model's own file, so that the two cannot be parted.
constexpr const char* losses_note = "losses";

std::string to_note(const std::vector<LossRecord>& losses) {
  nlohmann::json records = nlohmann::json::array();
  for (const LossRecord& record : losses) records.push_back({record.step, record.loss, record.accuracy});
  return records.dump();
}

std::vector<LossRecord> from_note(const std::string& note, const std::string& file) {
  const files::Document document(note, file + ": " + losses_note);
  std::vector<LossRecord> losses;
  for (const files::Node& record : document.root().array()) {
    const auto fields = record.array();
    if (fields.size() != 3) record.refuse("is not a step, a loss and an accuracy", "train the model again");
    losses.push_back(
        {static_cast<std::uint64_t>(fields[0].integer(1, 1'000'000'000)), fields[1].number(), fields[2].number()});
  }
  return losses;
}

transformer::Weights annotated(const Trainer& trainer, const TrainingPlan& plan) {
  transformer::Weights weights = trainer.weights();
  weights.notes = notes_of(plan);
  weights.notes[losses_note] = to_note(trainer.state().losses);
  return weights;
}

[[noreturn]] void refuse(const std::string& file, const std::string& field, const std::string& problem) {
  throw files::FileError(file, "__metadata__/" + field, problem, "delete it or choose another folder");
}

/// What the file says of the training it comes from, by the names of fields_of().
std::map<std::string, std::string> told_by(const transformer::Weights& weights) {
  std::map<std::string, std::string> told = weights.notes;
  told["feature_dim"] = fmt::to_string(weights.feature_dim);
  told["classes"] = fmt::to_string(weights.classes);
  told["layers"] = fmt::to_string(weights.depth());
  if (weights.context) told["context"] = fmt::to_string(*weights.context);
  return told;
}

/// FileError with the first field in which the file's training is not the plan's.
TrainedModel read_model(const fs::path& path, const TrainingPlan& plan) {
  const std::string file = path.string();
  TrainedModel model{transformer::read_weights(file), {}};
  const auto told = told_by(model.weights);
  const auto field_of = [&](const std::string& field) {
    const auto found = told.find(field);
    if (found == told.end()) refuse(file, field, "is missing");
    return found->second;
  };
  for (const auto& [field, wanted] : fields_of(plan)) {
    const std::string stands = field_of(field);
    if (stands != wanted) refuse(file, field, fmt::format("is of a training with {}, not {}", stands, wanted));
  }
  model.losses = from_note(field_of(losses_note), file);
  const std::uint64_t records = (plan.steps + transformer::steps_per_record - 1) / transformer::steps_per_record;
  if (model.losses.size() != records) {
    refuse(file, losses_note, fmt::format("has {} records, not {}", model.losses.size(), records));
  }
  return model;
}

Trainer start(const ModelRequest& request, const TrainingPlan& plan, const fs::path& checkpoint) {
  if (!fs::exists(checkpoint)) return {plan, training_tasks(request)};
  return {plan, training_tasks(request), transformer::read_checkpoint(checkpoint.string(), plan)};
}

}  // namespace

std::string name_of(const ModelRequest& request) {
  const Size& size = request.size;
  return fmt::format("{}-d{}-k{}-n{}-t{}-b{}-seed{}-steps{}", to_string(request.mode), size.feature_dim, size.classes,
                     size.context, size.depth, request.batch, request.seed, request.steps);
}

TrainedModel trained_model(const ModelRequest& request, const fs::path& folder, const numeric::RunControl& control) {
  const TrainingPlan plan = plan_of(request);
  const fs::path model = folder / (name_of(request) + ".safetensors");
  const fs::path checkpoint = folder / (name_of(request) + ".checkpoint");
  if (fs::exists(model)) return read_model(model, plan);
  Trainer trainer = start(request, plan, checkpoint);
  const auto save = [&] { files::write_file(checkpoint, transformer::to_checkpoint(plan, trainer.state())); };
  const numeric::RunControl run = control.started();
  const numeric::StopScope scope(run.stop);
  const auto show = [&] { run.show({"", trainer.state().step, plan.steps, "steps of " + name_of(request)}); };
  while (!trainer.finished()) {
    try {
      numeric::stop_point();
      trainer.step(run.thread_count());
    } catch (const numeric::Stopped&) {
      save();
      throw Interrupted();
    }
    if (trainer.state().step % steps_per_checkpoint == 0) save();
    show();
  }
  files::write_file(model, transformer::to_safetensors(annotated(trainer, plan)));
  std::error_code gone;
  fs::remove(checkpoint, gone);
  return read_model(model, plan);
}

}  // namespace margincert::reproduction
