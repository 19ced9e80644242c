#pragma once

#include <string>
#include <vector>

#include "cli/command_line.hpp"
#include "transformer/commutant.hpp"
#include "transformer/extraction.hpp"
#include "transformer/scores.hpp"

namespace margincert::cli {

/// Of every interval in the report.
inline constexpr double confidence_level = 0.95;

/// One weight matrix: how symmetric it is, and what the recursion's form makes of it.
struct ExtractedMatrix {
  int layer = 0;
  bool attention = false;  ///< W_QK, or else W_OV
  transformer::CommutantDistance symmetry;
  transformer::Interval permutation_defect;
  transformer::MatrixFit fit;

  const char* name() const { return attention ? "qk" : "ov"; }
};

/// All that `margincert extract` found out.
struct ExtractionReport {
  ExtractCommand command;
  int feature_dim = 0, classes = 0, depth = 0;
  int points = 0;  ///< n of the tasks
  std::vector<ExtractedMatrix> matrices;
  std::vector<transformer::Reduction> forms;  ///< the model itself first
  transformer::Scores scores;

  bool complete() const { return static_cast<std::uint64_t>(scores.tasks) == command.tasks; }
};

std::string extraction_text(const ExtractionReport& report);
/// "margincert-extraction/2"
std::string extraction_json(const ExtractionReport& report);
/// EXTRACTED|INTERRUPTED layers=… distance=… accuracy=… two-parameter=… tasks=…
std::string extraction_line(const ExtractionReport& report);

}  // namespace margincert::cli
