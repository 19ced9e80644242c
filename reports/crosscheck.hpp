#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "recursion/parameters.hpp"
#include "reports/report.hpp"
#include "transformer/commutant.hpp"
#include "transformer/diagnosis.hpp"
#include "transformer/ranking.hpp"
#include "transformer/rivals/trial.hpp"
#include "transformer/rounding.hpp"
#include "transformer/threshold.hpp"
#include "transformer/weights.hpp"

namespace margincert::reports {

/// What a transformer is held against: parameters of the recursion, given or its own two-parameter form, or another
/// transformer.
struct Expectation {
  std::string name;  ///< as given; empty: the transformer's own two-parameter form
  std::optional<recursion::Parameters> parameters;
  std::optional<transformer::Weights> weights;
};

/// What is added on request, on one family's tasks.
struct CrosscheckControls {
  std::optional<transformer::rivals::Trial> trial;  ///< of rivals; none where it was stopped before its end
  std::optional<transformer::RoundingSummary> rounding;
};

/// One family's tasks.
struct CrosscheckRun {
  std::string family;
  std::map<std::string, std::string> settings;  ///< as assigned, and n
  std::uint64_t asked = 0;
  std::vector<transformer::Candidate> candidates;       ///< what the transformer is held against, first
  std::vector<transformer::ThresholdVerdict> verdicts;  ///< of the first candidate
  CrosscheckControls controls;
  /// Did the recursion that the transformer is held against beat the best rival by the factor that was asked for? None
  /// where no factor was.
  std::optional<numeric::Truth> factor_verdict;

  const transformer::Summary& summary() const { return candidates.front().summary; }
};

/// One matrix's distance to the commutant of S_d x S_K.
struct SymmetryOfMatrix {
  int layer = 0;
  std::string matrix;  ///< "W_QK" or "W_OV"
  transformer::CommutantDistance distance;
};

/// A transformer held against a recursion, or against another transformer, layer by layer.
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
  bool out_of_time = false;  ///< not complete for another reason: its seconds were over
};

/// Did every run of this machine's binary64 program stay in its enclosure, each exponential within the bound that it
/// presumes? `unknown` where one did not: then the presumption is false here, or the enclosure is of nothing. None
/// where rounding was not asked for.
std::optional<numeric::Truth> rounding_verdict(const CrosscheckControls& controls);

/// What the last line says.
struct CrosscheckConclusion {
  Status status = Status::nothing_checked;
  std::uint64_t tasks = 0;
  /// Thresholds, the factor and rounding; counted once for every family.
  long holds = 0, violated = 0, undecided = 0;

  /// PASS, FAIL, INCONCLUSIVE, NOTHING-CHECKED, or COMPARED for a pass of which nothing was asked.
  std::string word() const;
};
CrosscheckConclusion conclude(const Crosscheck& result);

/// "PASS layers=4 tasks=200 holds=2 violated=0 undecided=0"
std::string last_line(const Crosscheck& result);
/// Tables, findings and thresholds for reading, ends of enclosures rounded outward; then last_line().
std::string to_text(const Crosscheck& result);
/// margincert-crosscheck/1 (docs/formats.md)
std::string to_json(const Crosscheck& result);

}  // namespace margincert::reports
