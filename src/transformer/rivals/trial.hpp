#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "numeric/interval.hpp"
#include "numeric/truth.hpp"
#include "transformer/comparison.hpp"
#include "transformer/rivals/fit.hpp"

namespace margincert::transformer::rivals {

/// By how much the recursion has to beat the best rival unless the user says otherwise: half its residual, a quarter of
/// the unexplained sum of squares.
inline constexpr double usual_factor = 2;

/// What a fit in binary64 resolves: residuals below count as this, so that numbers read off exactly are not said to
/// explain a transformer better than a rival that explains it but was fitted.
inline constexpr double fit_resolution = 1e-6;

struct TrialOptions {
  FitOptions fit;
  std::uint64_t first_test_task = 32;  ///< task(first_test_task), ...: not to overlap with those fitted on
  std::uint64_t test_tasks = 50;
  double required_factor = usual_factor;
  numeric::Precision precision{53};
};

/// One of those that try to explain the transformer, and how well it does on the test tasks.
struct Contender {
  std::string name, formula, provenance;
  recursion::Parameters parameters;
  std::vector<int> evaluations;  ///< of its fit, per layer; empty where it was not fitted
  /// Teacher-forced sqrt(Σ‖predicted − actual‖² / Σ‖update‖²) over features and labels of all tokens, enclosed; per
  /// layer and over all layers. None where the transformer moves nothing.
  std::vector<std::optional<numeric::Interval>> layer_residual;
  std::optional<numeric::Interval> residual;
  /// Test tasks where its free run predicts the transformer's class, in binary64; none where either overflows.
  std::uint64_t agreements = 0;
};

/// A recursion beside the best of the rivals.
struct Comparison {
  std::string best_rival;                   ///< the one whose residual's upper end is least, the first of equals
  std::optional<numeric::Interval> factor;  ///< least residual of a rival / the recursion's; none where that may be 0
  /// The same with fit_resolution where the recursion's residual is less; none where the transformer moves nothing.
  std::optional<numeric::Interval> resolved_factor;
  /// Is required_factor times the recursion's residual, or times fit_resolution where that is more, below every
  /// rival's?
  numeric::Truth better = numeric::Truth::unknown;
  /// Layers at which the recursion's residual, fit_resolution at least, is not certainly below every rival's. All of
  /// the above is of all layers together, where those that move tokens farthest count most.
  std::vector<std::size_t> not_ahead;
};

struct Trial {
  std::uint64_t tasks = 0;  ///< tested; 0 where it was stopped before, and then nothing below is meant
  double required_factor = usual_factor;
  Contender extracted;            ///< the recursion with the numbers read off the weights
  Contender fitted;               ///< the recursion fitted as the rivals are
  std::vector<Contender> rivals;  ///< in the order of named_rivals()
  Comparison of_extracted, of_fitted;
};

/// Fits the recursion and all rivals with equal effort and tests them, and the `extracted` recursion, on other tasks.
/// Throws std::invalid_argument where the two sets of tasks overlap. Progress counts fits and tests.
Trial hold_against_rivals(const Weights& weights, const recursion::Parameters& extracted, const TaskSource& task,
                          const TrialOptions& options, const numeric::RunControl& control = {});
/// How many fits and tests that are.
std::uint64_t trial_steps();

/// "over all layers together the extracted recursion fits better than every rival by a factor of at least 2", or that
/// it does not, or that the enclosures leave it open.
std::string verdict_sentence(const std::string& which, const Comparison& comparison, double required_factor);

}  // namespace margincert::transformer::rivals
