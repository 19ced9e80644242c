#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "statistics/confidence.hpp"
#include "transformer/training.hpp"

namespace margincert::reports {

/// Accuracy on tasks that the training never saw.
struct TestResult {
  std::uint64_t seed = 0;
  std::uint64_t tasks = 0;
  std::uint64_t correct = 0;

  double accuracy() const { return static_cast<double>(correct) / static_cast<double>(tasks); }
  /// Clopper-Pearson, 95 %, two-sided.
  statistics::Range interval() const;
};

enum class TrainingStatus { trained, interrupted, diverged };

/// What a training did.
struct Training {
  transformer::TrainingPlan plan;
  std::string command;  ///< what repeats it, but for --output and --jobs
  TrainingStatus status = TrainingStatus::trained;
  std::string complaint;  ///< of one that diverged: why
  std::uint64_t steps_done = 0;
  std::vector<transformer::LossRecord> losses;
  std::optional<TestResult> test;  ///< of a training that came to its end
  std::string model, loss_curve;   ///< files, empty where not written
  std::string checkpoint;          ///< left behind to go on from; empty: none
};

/// "margincert train --d 5 …": what repeats the training of this plan, but for --output and --jobs.
std::string training_command(const transformer::TrainingPlan& plan, std::uint64_t test_tasks);

/// "TRAINED|INTERRUPTED|DIVERGED steps=… loss=… accuracy=… tasks=…"
std::string last_line(const Training& training);
/// Ends in last_line().
std::string to_text(const Training& training);
/// margincert-training/1 (docs/formats.md)
std::string to_json(const Training& training);

/// "step,loss,accuracy" and a line per record; numbers read back to the same binary64.
std::string to_csv(const std::vector<transformer::LossRecord>& losses);

}  // namespace margincert::reports
