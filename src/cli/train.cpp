#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "cli/campaigns.hpp"
#include "cli/commands.hpp"
#include "cli/delivery.hpp"
#include "margincert/work/shipped.hpp"
#include "cli/exit_codes.hpp"
#include "cli/interrupt.hpp"
#include "cli/progress.hpp"
#include "cli/train_output.hpp"
#include "files/atomic_write.hpp"
#include "numeric/stop.hpp"
#include "files/version.hpp"
#include "reproduction/tasks.hpp"
#include "transformer/checkpoint.hpp"
#include "transformer/evaluation.hpp"
#include "transformer/training.hpp"
#include "transformer/weights_file.hpp"

namespace margincert::cli {
namespace {

namespace fs = std::filesystem;
using transformer::Trainer, transformer::TrainingPlan;

constexpr std::uint64_t most_steps = 1'000'000'000;

TrainingPlan plan_of(const TrainCommand& command) {
  if (command.steps == 0) throw UsageError("--steps 0 trains nothing; give at least 1");
  if (command.steps > most_steps) throw UsageError(fmt::format("--steps: at most {}", most_steps));
  if (command.test_tasks == 0) throw UsageError("--test-tasks 0 measures nothing; give at least 1");
  TrainingPlan plan{{command.feature_dim, command.classes, command.context, command.layers},
                    *transformer::parse_mode(command.mode),
                    command.steps};
  plan.batch = command.batch;
  plan.learning_rate = command.learning_rate;
  plan.seed = command.seed;
  return plan;
}

/// Tasks 0, 1, 2, … of the family no-margin.
transformer::TaskSource no_margin_tasks(const transformer::Shape& shape, std::uint64_t seed) {
  return reproduction::fresh_tasks({shape.feature_dim, shape.classes, shape.context, shape.layers}, {}, seed);
}

std::string command_line(const TrainCommand& c) {
  return fmt::format(
      "margincert train --d {} --classes {} --context {} --layers {} --mode {} --steps {} --batch {} "
      "--learning-rate {} --seed {} --test-tasks {}",
      c.feature_dim, c.classes, c.context, c.layers, c.mode, c.steps, c.batch, c.learning_rate, c.seed, c.test_tasks);
}

class Training {
 public:
  explicit Training(const TrainCommand& command)
      : command_(command), jobs_(jobs_of(command.jobs)), plan_(plan_of(command)) {
    report_.plan = plan_;
    report_.command = command_line(command);
    check_paths();
  }

  int run() {
    Trainer trainer = start();
    catch_interrupts();
    save(trainer);  // finds out before the work whether the folder can be written, and leaves something to resume
    try {
      const numeric::StopScope scope(interrupted);
      train(trainer);
      report_.test = test(trainer.weights());
    } catch (const numeric::Stopped&) {
      report_.status = TrainingStatus::interrupted;
    } catch (const transformer::Diverged& error) {
      warn(error.what());
      report_.status = TrainingStatus::diverged;
    }
    finish(trainer);
    print();
    return exit_status();
  }

 private:
  fs::path beside(const char* suffix) const {
    const std::string& model = command_.output;
    return model.substr(0, model.size() - weights_suffix.size()) + suffix;
  }
  fs::path checkpoint() const { return beside(".checkpoint"); }

  void check_paths() const {
    const fs::path model = command_.output;
    if (model.extension() != weights_suffix) {
      throw UsageError(
          fmt::format("--output '{0}' does not end with {1}; write NAME{1}", command_.output, weights_suffix));
    }
    std::error_code error;
    for (const fs::path& path : {model, beside(".losses.csv"), checkpoint()}) {
      if (fs::exists(path, error) && !fs::is_regular_file(path, error)) {
        throw UsageError(
            fmt::format("'{}' is in the way and not a regular file; choose another --output", path.string()));
      }
    }
    if (!command_.resume && fs::exists(checkpoint(), error)) {
      throw UsageError(fmt::format("'{}' is of a training that is not finished; add --resume to go on, or remove it",
                                   checkpoint().string()));
    }
  }

  Trainer start() const {
    const transformer::TrainingTasks tasks = no_margin_tasks(plan_.shape, transformer::tasks_seed(plan_.seed));
    if (!command_.resume) return {plan_, tasks};
    return {plan_, tasks, transformer::read_checkpoint(checkpoint().string(), plan_)};
  }

  void save(const Trainer& trainer) const {
    files::write_file(checkpoint(), transformer::to_checkpoint(plan_, trainer.state()));
  }

  void train(Trainer& trainer) const {
    const std::uint64_t first = trainer.state().step;
    Progress progress(plan_.steps - first, command_.quiet, "steps");
    while (!trainer.finished()) {
      numeric::stop_point();
      trainer.step(jobs_);
      const transformer::TrainingState& state = trainer.state();
      if (command_.checkpoint_every > 0 && state.step % command_.checkpoint_every == 0) save(trainer);
      if (!state.losses.empty()) {
        const transformer::LossRecord& last = state.losses.back();
        progress.describe(fmt::format("loss {:.4f}, accuracy {:.4f}", last.loss, last.accuracy));
      }
      progress.advance(state.step - first);
    }
  }

  transformer::Evaluation evaluate(const transformer::Weights& weights) const {
    constexpr std::uint64_t at_once = 1000;
    const transformer::TaskSource tasks = no_margin_tasks(plan_.shape, plan_.seed);
    transformer::Evaluation all;
    Progress progress(command_.test_tasks, command_.quiet, "test tasks");
    while (all.tasks < command_.test_tasks) {
      numeric::stop_point();
      const std::uint64_t first = all.tasks;
      all += transformer::evaluate(
          weights, [&](std::uint64_t k) { return tasks(first + k); }, std::min(at_once, command_.test_tasks - first),
          jobs_);
      progress.advance(all.tasks);
    }
    return all;
  }

  /// Diverged where the training led nowhere.
  TestResult test(const transformer::Weights& weights) const {
    const transformer::Evaluation at_end = evaluate(weights);
    const auto at_start = [&] { return evaluate(Trainer(plan_, no_margin_tasks(plan_.shape, plan_.seed)).weights()); };
    const std::optional<std::string> complaint = transformer::divergence(at_end, plan_.shape.classes, at_start);
    if (complaint) throw transformer::Diverged(*complaint);
    return TestResult{plan_.seed, at_end.tasks, at_end.correct};
  }

  /// Model and loss curve of a training that came to its end, which then needs its checkpoint no more; the checkpoint
  /// of one that was interrupted. One that diverged would diverge again.
  void finish(const Trainer& trainer) {
    report_.steps_done = trainer.state().step;
    report_.losses = trainer.state().losses;
    if (report_.status == TrainingStatus::interrupted) {
      save(trainer);
      report_.checkpoint = checkpoint().string();
      return;
    }
    if (report_.test) {
      report_.model = command_.output;
      report_.loss_curve = beside(".losses.csv").string();
      files::write_file(report_.loss_curve, to_csv(report_.losses));
      files::write_file(report_.model, transformer::to_safetensors(annotated(trainer.weights())));
    }
    std::error_code error;
    fs::remove(checkpoint(), error);
  }

  transformer::Weights annotated(transformer::Weights weights) const {
    weights.notes = notes_of(plan_);
    weights.notes["command"] = report_.command;
    weights.notes["program"] = fmt::format("margincert {}", program_version);
    weights.notes["test_seed"] = fmt::to_string(report_.test->seed);
    weights.notes["test_tasks"] = fmt::to_string(report_.test->tasks);
    weights.notes["test_accuracy"] = fmt::format("{}", report_.test->accuracy());
    return weights;
  }

  void print() const { print_outcome(report_, command_); }

  int exit_status() const {
    switch (report_.status) {
      case TrainingStatus::trained:
        return exit_code::pass;
      case TrainingStatus::interrupted:
        return exit_code::interrupted;
      default:
        return exit_code::inconclusive;
    }
  }

  const TrainCommand& command_;
  int jobs_;
  TrainingPlan plan_;
  TrainingReport report_;
};

}  // namespace

int run(const TrainCommand& command) { return Training(command).run(); }

}  // namespace margincert::cli
