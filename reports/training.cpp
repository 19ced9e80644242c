#include "reports/training.hpp"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "files/json_writer.hpp"
#include "files/plain_text.hpp"
#include "files/version.hpp"

namespace margincert::reports {
namespace {

using Json = nlohmann::ordered_json;

const char* training_word(TrainingStatus status) {
  switch (status) {
    case TrainingStatus::trained:
      return "TRAINED";
    case TrainingStatus::interrupted:
      return "INTERRUPTED";
    default:
      return "DIVERGED";
  }
}

/// "0.8290 [0.8236, 0.8343]", the interval rounded outward.
std::string test_accuracy_text(const TestResult& test) {
  const auto [lo, hi] = test.interval();
  return fmt::format("{:.4f} [{:.4f}, {:.4f}]", test.accuracy(), std::floor(lo * 1e4) / 1e4, std::ceil(hi * 1e4) / 1e4);
}

/// Four decimals; a loss on its way to infinity in as many columns.
std::string loss_text(double loss) { return loss < 1000 ? fmt::format("{:.4f}", loss) : fmt::format("{:.1e}", loss); }

/// About ten of the records, the last among them.
std::string loss_table(const std::vector<transformer::LossRecord>& losses) {
  constexpr std::size_t rows = 10;
  if (losses.empty()) return "";
  std::string text = fmt::format("\n  {:>10}  {:>8}  {:>8}\n", "step", "loss", "accuracy");
  const std::size_t stride = (losses.size() + rows - 1) / rows;
  for (std::size_t k = (losses.size() - 1) % stride; k < losses.size(); k += stride) {
    text += fmt::format("  {:>10}  {:>8}  {:>8.4f}\n", losses[k].step, loss_text(losses[k].loss), losses[k].accuracy);
  }
  return text;
}

std::string file_line(const char* what, const std::string& path) {
  return path.empty() ? "" : files::plain_line(fmt::format("  {:<11} {}", what, path));
}

Json path_or_null(const std::string& path) { return path.empty() ? Json(nullptr) : Json(path); }

Json training_test_json(const TestResult& test) {
  const auto [lo, hi] = test.interval();
  return {{"seed", test.seed},           {"tasks", test.tasks}, {"correct", test.correct},
          {"accuracy", test.accuracy()}, {"lower", lo},         {"upper", hi}};
}

}  // namespace

statistics::Range TestResult::interval() const {
  return statistics::proportion(static_cast<long>(correct), static_cast<long>(tasks), 0.95);
}

std::string training_command(const transformer::TrainingPlan& plan, std::uint64_t test_tasks) {
  const transformer::Shape& shape = plan.shape;
  return fmt::format(
      "margincert train --d {} --classes {} --context {} --layers {} --mode {} --steps {} --batch {} "
      "--learning-rate {} --seed {} --test-tasks {}",
      shape.feature_dim, shape.classes, shape.context, shape.layers, to_string(plan.mode), plan.steps, plan.batch,
      plan.learning_rate, plan.seed, test_tasks);
}

std::string last_line(const Training& training) {
  std::string line = fmt::format("{} steps={}", training_word(training.status), training.steps_done);
  if (!training.losses.empty()) line += " loss=" + loss_text(training.losses.back().loss);
  if (training.test)
    line += fmt::format(" accuracy={} tasks={}", test_accuracy_text(*training.test), training.test->tasks);
  return line;
}

std::string to_text(const Training& training) {
  const transformer::TrainingPlan& plan = training.plan;
  const transformer::Shape& shape = plan.shape;
  std::string text = fmt::format("margincert train: {}, d={} K={} n={} T={}, {} weights\n", to_string(plan.mode),
                                 shape.feature_dim, shape.classes, shape.context, shape.layers, shape.weights());
  text += fmt::format("  {} steps of {} tasks, learning rate {}, seed {}\n", plan.steps, plan.batch, plan.learning_rate,
                      plan.seed);
  text += loss_table(training.losses) + "\n";
  text += file_line("model", training.model) + file_line("loss curve", training.loss_curve);
  if (!training.checkpoint.empty()) {
    text += file_line("checkpoint", training.checkpoint);
    text += fmt::format("  Interrupted after step {} of {}; the same command with --resume goes on.\n",
                        training.steps_done, plan.steps);
  }
  return text + "\n" + last_line(training) + "\n";
}

std::string to_json(const Training& training) {
  const transformer::TrainingPlan& plan = training.plan;
  Json json{{"format", "margincert-training/1"},
            {"version", program_version},
            {"command", training.command},
            {"status", training_word(training.status)},
            {"feature_dim", plan.shape.feature_dim},
            {"classes", plan.shape.classes},
            {"context", plan.shape.context},
            {"layers", plan.shape.layers},
            {"mode", to_string(plan.mode)},
            {"steps", plan.steps},
            {"batch", plan.batch},
            {"learning_rate", plan.learning_rate},
            {"seed", plan.seed},
            {"largest_gradient", plan.largest_gradient},
            {"initial_deviation", plan.initial_deviation},
            {"steps_done", training.steps_done},
            {"losses", Json::array()}};
  for (const transformer::LossRecord& r : training.losses) {
    json["losses"].push_back({{"step", r.step}, {"loss", r.loss}, {"accuracy", r.accuracy}});
  }
  json["test"] = training.test ? training_test_json(*training.test) : Json(nullptr);
  json["model"] = path_or_null(training.model);
  json["loss_curve"] = path_or_null(training.loss_curve);
  json["checkpoint"] = path_or_null(training.checkpoint);
  return files::document_text(json);
}

std::string to_csv(const std::vector<transformer::LossRecord>& losses) {
  std::string text = "step,loss,accuracy\n";
  for (const transformer::LossRecord& r : losses) text += fmt::format("{},{},{}\n", r.step, r.loss, r.accuracy);
  return text;
}

}  // namespace margincert::reports
