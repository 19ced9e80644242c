#include "margincert/train.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <system_error>

#include "files/atomic_write.hpp"
#include "files/version.hpp"
#include "generators/fresh_tasks.hpp"
#include "margincert/work/guards.hpp"
#include "margincert/work/shipped.hpp"
#include "numeric/stop.hpp"
#include "recursion/refusal.hpp"
#include "transformer/checkpoint.hpp"
#include "transformer/evaluation.hpp"
#include "transformer/weights_file.hpp"

namespace margincert {
namespace {

namespace fs = std::filesystem;
using numeric::RunControl;
using reports::TestResult, reports::TrainingStatus;
using transformer::Evaluation, transformer::Trainer, transformer::TrainingPlan;

void check_sizes(const TrainRequest& request) {
  constexpr std::uint64_t most_steps = 1'000'000'000;
  if (request.plan.steps == 0) throw Refusal("", "--steps 0 trains nothing", "give at least 1");
  if (request.plan.steps > most_steps) throw Refusal("--steps", fmt::format("at most {}", most_steps), "");
  const transformer::TrainingPlan& plan = request.plan;
  const auto require = [](bool good, const char* place, const char* remedy) {
    if (!good) throw Refusal(place, "cannot be", remedy);
  };
  require(plan.shape.feature_dim >= 1 && plan.shape.classes >= 2, "shape", "give d of at least 1 and K of at least 2");
  require(plan.shape.context >= 1 && plan.shape.layers >= 1, "shape", "give at least one training point and one layer");
  require(plan.batch >= 1, "batch", "give at least 1");
  require(plan.learning_rate > 0 && std::isfinite(plan.learning_rate), "learning_rate", "give a finite number above 0");
  require(plan.largest_gradient > 0 && std::isfinite(plan.largest_gradient), "largest_gradient", "give a finite number above 0");
  require(plan.initial_deviation >= 0 && std::isfinite(plan.initial_deviation), "initial_deviation", "give a finite number of at least 0");
  if (request.test_tasks == 0) throw Refusal("", "--test-tasks 0 measures nothing", "give at least 1");
}

/// The files of one training.
struct TrainingFiles {
  fs::path model, losses, checkpoint;

  explicit TrainingFiles(const std::string& output)
      : model(output), losses(beside(output, ".losses.csv")), checkpoint(beside(output, ".checkpoint")) {}

 private:
  static fs::path beside(const std::string& output, const char* suffix) {
    const bool ends_well = output.ends_with(work::weights_suffix);
    return output.substr(0, output.size() - (ends_well ? work::weights_suffix.size() : 0)) + suffix;
  }
};

void check_files(const TrainingFiles& files, bool resume) {
  if (files.model.extension() != work::weights_suffix) {
    throw Refusal("", fmt::format("--output '{}' does not end with {}", files.model.string(), work::weights_suffix),
                  fmt::format("write NAME{}", work::weights_suffix));
  }
  std::error_code error;
  for (const fs::path& path : {files.model, files.losses, files.checkpoint}) {
    if (fs::exists(path, error) && !fs::is_regular_file(path, error)) {
      throw Refusal("", fmt::format("'{}' is in the way and not a regular file", path.string()),
                    "choose another --output");
    }
  }
  if (!resume && fs::exists(files.checkpoint, error)) {
    throw Refusal("", fmt::format("'{}' is of a training that is not finished", files.checkpoint.string()),
                  "add --resume to go on, or remove it");
  }
}

/// Tasks 0, 1, 2, … of the family no-margin.
transformer::TaskSource no_margin_tasks(const transformer::Shape& shape, std::uint64_t seed) {
  return generators::fresh_tasks({shape.feature_dim, shape.classes, shape.context}, seed);
}

/// One run of a training.
class TrainingRun {
 public:
  TrainingRun(const TrainRequest& request, const std::optional<transformer::TrainingState>& resumed,
              const RunControl& control)
      : request_(request), plan_(request.plan), control_(control), files_(request.output), trainer_(start(resumed)) {
    training_.plan = plan_;
    training_.command = reports::training_command(plan_, request.test_tasks);
  }

  reports::Training run() {
    save();  // finds out before the work whether the folder can be written, and leaves something to resume
    try {
      const numeric::StopScope scope(control_.stop);
      train();
      training_.test = test();
    } catch (const numeric::Stopped&) {
      training_.status = TrainingStatus::interrupted;
    } catch (const transformer::Diverged& error) {
      training_.complaint = error.what();
      training_.status = TrainingStatus::diverged;
    }
    finish();
    return training_;
  }

 private:
  Trainer start(const std::optional<transformer::TrainingState>& resumed) const {
    const transformer::TrainingTasks tasks = no_margin_tasks(plan_.shape, transformer::tasks_seed(plan_.seed));
    return resumed ? Trainer(plan_, tasks, *resumed) : Trainer(plan_, tasks);
  }

  void save() const { files::write_file(files_.checkpoint, transformer::to_checkpoint(plan_, trainer_.state())); }

  void train() {
    const transformer::TrainingState& state = trainer_.state();
    const std::uint64_t first = state.step;
    while (!trainer_.finished()) {
      numeric::stop_point();
      trainer_.step(control_.thread_count());
      if (request_.checkpoint_every > 0 && state.step % request_.checkpoint_every == 0) save();
      control_.show({so_far(state), state.step - first, plan_.steps - first, "steps"});
    }
  }

  static std::string so_far(const transformer::TrainingState& state) {
    if (state.losses.empty()) return "";
    return fmt::format("loss {:.4f}, accuracy {:.4f}", state.losses.back().loss, state.losses.back().accuracy);
  }

  Evaluation evaluate(const transformer::Weights& weights) const {
    constexpr std::uint64_t at_once = 1000;
    const transformer::TaskSource tasks = no_margin_tasks(plan_.shape, plan_.seed);
    Evaluation all;
    control_.show({"", 0, request_.test_tasks, "test tasks"});
    while (all.tasks < request_.test_tasks) {
      numeric::stop_point();
      const std::uint64_t first = all.tasks;
      all += transformer::evaluate(
          weights, [&](std::uint64_t k) { return tasks(first + k); }, std::min(at_once, request_.test_tasks - first),
          control_.thread_count());
      control_.show({"", all.tasks, request_.test_tasks, "test tasks"});
    }
    return all;
  }

  /// Diverged where the training led nowhere.
  TestResult test() const {
    const Evaluation at_end = evaluate(trainer_.weights());
    const auto at_start = [&] { return evaluate(Trainer(plan_, no_margin_tasks(plan_.shape, plan_.seed)).weights()); };
    const std::optional<std::string> complaint = transformer::divergence(at_end, plan_.shape.classes, at_start);
    if (complaint) throw transformer::Diverged(*complaint);
    return TestResult{plan_.seed, at_end.tasks, at_end.correct};
  }

  /// Model and loss curve of a training that came to its end, which then needs its checkpoint no more; the checkpoint
  /// of one that was interrupted. One that diverged would diverge again.
  void finish() {
    training_.steps_done = trainer_.state().step;
    training_.losses = trainer_.state().losses;
    if (training_.status == TrainingStatus::interrupted) {
      save();
      training_.checkpoint = files_.checkpoint.string();
      return;
    }
    if (training_.test) {
      training_.model = request_.output;
      training_.loss_curve = files_.losses.string();
      files::write_file(training_.loss_curve, reports::to_csv(training_.losses));
      files::write_file(training_.model, transformer::to_safetensors(annotated(trainer_.weights())));
    }
    std::error_code error;
    fs::remove(files_.checkpoint, error);
  }

  transformer::Weights annotated(transformer::Weights weights) const {
    weights.notes = notes_of(plan_);
    weights.notes["command"] = training_.command;
    weights.notes["program"] = fmt::format("margincert {}", program_version);
    weights.notes["test_seed"] = fmt::to_string(training_.test->seed);
    weights.notes["test_tasks"] = fmt::to_string(training_.test->tasks);
    weights.notes["test_accuracy"] = fmt::format("{}", training_.test->accuracy());
    return weights;
  }

  const TrainRequest& request_;
  const TrainingPlan& plan_;
  const RunControl control_;
  TrainingFiles files_;
  Trainer trainer_;
  reports::Training training_;
};

}  // namespace

PreparedTraining::PreparedTraining(const TrainRequest& request) : request_(request) {
  check_sizes(request);
  const TrainingFiles files(request.output);
  check_files(files, request.resume);
  if (request.resume) resumed_ = transformer::read_checkpoint(files.checkpoint.string(), request.plan);
}

reports::Training PreparedTraining::run(const RunControl& control) const {
  return TrainingRun(request_, resumed_, control.started()).run();
}

reports::Training train(const TrainRequest& request, const RunControl& control) {
  return PreparedTraining(request).run(control);
}

}  // namespace margincert
