#pragma once

#include "search/hunt.hpp"

namespace margincert::search {

/// One hypothesis of a theorem dropped, all others required, one conclusion attacked.
struct Cell {
  std::string theorem;     ///< "A" or "B"
  std::string hypothesis;  ///< the one dropped
  const proofs::Statement* statement = nullptr;
  /// Is it among the statement's least hypotheses? If not, the proof of theory.md does without it.
  bool used_by_proof = false;
  Target target;
  Result result;
  std::optional<Witness> counterexample;  ///< simplified

  /// The proof does without the hypothesis, and still a counterexample was certified: proof or program is wrong.
  bool refutes_the_proof() const { return counterexample && !used_by_proof; }
};

/// How close a bound comes to being met, under the statement's own hypotheses, where every step is at least 1/4 (with
/// steps of size 0 all bounds are met).
struct Sharpness {
  const proofs::Statement* statement = nullptr;
  Target target;
  Result result;
};

/// How far the dominance threshold 2/(ρ_0 - Λ_0) of Theorem A can be lowered.
struct ThresholdStudy {
  Target target;                          ///< geometric-margin-growth without dominance
  std::optional<Witness> witness;         ///< the violation that comes closest to the threshold
  double broken_at = 0;                   ///< it reaches at least this share of the threshold (certified, rounded down)
  std::optional<double> none_found_from;  ///< the least share at which a search found no violation
  std::size_t evaluations_per_try = 0;
  int tries = 0;
};

struct StudyOptions {
  std::size_t budget = 20000;  ///< evaluations for a cell
  std::uint64_t seed = 1;
};

struct Study {
  std::vector<Cell> cells;
  std::vector<Sharpness> sharpness;
  std::optional<ThresholdStudy> threshold;  ///< of Theorem A
};

/// For every hypothesis of Theorems A and B (as named) and each of their conclusions a search for a counterexample in
/// which that hypothesis alone is missing; the tightest instance of every bound; and the dominance constant. Progress
/// is shown before every one of these searches. A stop ends the study early, a search under way included.
Study study_necessity(const std::vector<std::string>& theorems, const StudyOptions& options,
                      const numeric::RunControl& control = {});

}  // namespace margincert::search
