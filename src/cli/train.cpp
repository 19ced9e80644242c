#include "margincert/train.hpp"

#include "cli/commands.hpp"
#include "cli/delivery.hpp"
#include "cli/exit_codes.hpp"
#include "cli/interrupt.hpp"
#include "cli/progress.hpp"

namespace margincert::cli {
namespace {

TrainRequest request_of(const TrainCommand& command) {
  TrainRequest request;
  transformer::TrainingPlan& plan = request.plan;
  plan.shape = {command.feature_dim, command.classes, command.context, command.layers};
  plan.mode = *transformer::parse_mode(command.mode);
  plan.steps = command.steps;
  plan.batch = command.batch;
  plan.learning_rate = command.learning_rate;
  plan.seed = command.seed;
  request.test_tasks = command.test_tasks;
  request.checkpoint_every = command.checkpoint_every;
  request.resume = command.resume;
  request.output = command.output;
  return request;
}

int exit_status(const reports::Training& training) {
  switch (training.status) {
    case reports::TrainingStatus::trained:
      return exit_code::pass;
    case reports::TrainingStatus::interrupted:
      return exit_code::interrupted;
    default:
      return exit_code::inconclusive;
  }
}

}  // namespace

int run(const TrainCommand& command) {
  const PreparedTraining prepared(request_of(command));
  catch_interrupts();
  const reports::Training training = prepared.run(run_control(command.jobs, command.quiet));
  if (!training.complaint.empty()) warn(training.complaint);
  print_outcome(training, command);
  return exit_status(training);
}

}  // namespace margincert::cli
