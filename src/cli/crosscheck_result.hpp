#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "cli/crosscheck_controls.hpp"
#include "recursion/parameters.hpp"
#include "transformer/commutant.hpp"
#include "transformer/diagnosis.hpp"
#include "transformer/ranking.hpp"
#include "transformer/threshold.hpp"
#include "transformer/weights.hpp"

namespace margincert::cli {

/// What a model is held against: parameters of the recursion, given or the model's own two-parameter form, or another
/// transformer.
struct Expectation {
  std::string name;  ///< as given; empty: the model's own two-parameter form
  std::optional<recursion::Parameters> parameters;
  std::optional<transformer::Weights> weights;
};

/// One family's tasks.
struct CrosscheckRun {
  std::string family;
  std::map<std::string, std::string> settings;  ///< as assigned, and n
  std::uint64_t asked = 0;
  /// What the model is held against, first, and its rivals.
  std::vector<transformer::Candidate> candidates;
  std::vector<transformer::ThresholdVerdict> verdicts;  ///< of the first candidate
  CrosscheckControls controls;
  std::optional<numeric::Truth> factor_verdict;  ///< where --factor was given

  const transformer::Summary& summary() const { return candidates.front().summary; }
};

/// One matrix's distance to the commutant of S_d x S_K.
struct SymmetryOfMatrix {
  int layer = 0;
  std::string matrix;  ///< "W_QK" or "W_OV"
  transformer::CommutantDistance distance;
};

struct Crosscheck {
  std::string model_name;
  transformer::Weights model;
  Expectation expectation;
  std::uint64_t seed = 0;
  std::vector<CrosscheckRun> runs;
  std::vector<SymmetryOfMatrix> symmetry;
  std::vector<transformer::MatrixDifference> matrices;  ///< where it is held against another transformer
  std::vector<transformer::Hint> hints;                 ///< where it is held against a recursion of somebody's
  bool interrupted = false;
};

/// What the last line says.
struct CrosscheckConclusion {
  std::string status;  ///< PASS, FAIL, INCONCLUSIVE, NOTHING-CHECKED, or COMPARED when no threshold was given
  std::uint64_t tasks = 0;
  /// Thresholds, --factor among them, and --rounding; counted once for every family.
  long holds = 0, violated = 0, undecided = 0;
  int exit_code = 0;

  std::string line(int layers) const;
};
CrosscheckConclusion conclude(const Crosscheck& result);

/// The upper end, rounded up to five digits; "-" for none.
std::string at_most(const numeric::Interval& x);
std::string at_most(const std::optional<numeric::Interval>& x);

/// Tables, findings and thresholds for reading: ends of enclosures are rounded outward.
std::string to_text(const Crosscheck& result);
/// margincert-crosscheck/1
std::string to_json(const Crosscheck& result);

}  // namespace margincert::cli
