#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "statistics/confidence.hpp"
#include "transformer/training.hpp"

namespace margincert::cli {

/// Accuracy on tasks that the training never saw.
struct TestResult {
  std::uint64_t seed;
  std::uint64_t tasks;
  std::uint64_t correct;

  double accuracy() const { return static_cast<double>(correct) / static_cast<double>(tasks); }
  /// Clopper-Pearson, 95 %, two-sided.
  statistics::Range interval() const;
};

enum class TrainingStatus { trained, interrupted, diverged };

/// What `train` did.
struct TrainingReport {
  transformer::TrainingPlan plan;
  std::string command;  ///< what repeats it, but for --output and --jobs
  TrainingStatus status = TrainingStatus::trained;
  std::uint64_t steps_done = 0;
  std::vector<transformer::LossRecord> losses;
  std::optional<TestResult> test;  ///< of a training that came to its end
  std::string model, loss_curve;   ///< files, empty where not written
  std::string checkpoint;          ///< left behind for --resume; empty: none
};

std::string last_line(const TrainingReport& report);
/// Ends in last_line().
std::string to_text(const TrainingReport& report);
/// "margincert-training/1"
std::string to_json(const TrainingReport& report);

/// "step,loss,accuracy" and a line per record; numbers read back to the same binary64.
std::string to_csv(const std::vector<transformer::LossRecord>& losses);

}  // namespace margincert::cli
