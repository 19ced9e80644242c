#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "recursion/parameters.hpp"
#include "transformer/commutant.hpp"
#include "transformer/extraction.hpp"
#include "transformer/scores.hpp"

namespace margincert::reports {

/// One weight matrix: how symmetric it is, and what the recursion's form makes of it.
struct ExtractedMatrix {
  int layer = 0;
  bool attention = false;  ///< W_QK, or else W_OV
  transformer::CommutantDistance symmetry;
  transformer::Interval permutation_defect;
  transformer::MatrixFit fit;

  const char* name() const { return attention ? "qk" : "ov"; }
};

/// A transformer, the recursion that is read off its weights, and what every step of the way there costs.
struct Extraction {
  std::string model;
  int feature_dim = 0, classes = 0, depth = 0;
  int points = 0;  ///< n of the tasks
  std::uint64_t tasks = 0, seed = 0;
  recursion::Parameters recursion;  ///< the form with two numbers per matrix and δ = −1/K
  std::vector<ExtractedMatrix> matrices;
  std::vector<transformer::Reduction> forms;  ///< the model itself first
  transformer::Scores scores;                 ///< of these forms, on fresh tasks

  /// False where it was stopped: the scores are then of fewer tasks.
  bool complete() const { return static_cast<std::uint64_t>(scores.tasks) == tasks; }
};

/// "EXTRACTED|INTERRUPTED layers=… distance=… accuracy=… two-parameter=… tasks=…"
std::string last_line(const Extraction& extraction);
/// Tables for reading; ends in last_line().
std::string to_text(const Extraction& extraction);
/// margincert-extraction/2 (docs/formats.md)
std::string to_json(const Extraction& extraction);

}  // namespace margincert::reports
