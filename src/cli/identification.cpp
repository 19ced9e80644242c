#include "cli/identification.hpp"

#include <fmt/format.h>

#include "cli/interrupt.hpp"
#include "cli/models.hpp"
#include "numeric/exact_text.hpp"
#include "reports/record.hpp"
#include "reproduction/tasks.hpp"
#include "transformer/symmetry.hpp"
#include "transformer/task_comparison.hpp"
#include "transformer/threshold.hpp"

namespace margincert::cli {
namespace {

using proofs::Outcome;
using reports::IdentificationTest;

constexpr std::uint64_t compared_tasks = 50;
constexpr numeric::Precision precision(113);

/// Labels modulo what is common to all classes, which no prediction sees: where they follow the recursion, so do the
/// predictions. Features of the last layer reach none, so features are not asked for.
constexpr const char* thresholds[] = {"residual.centred-labels=0.1", "residual.centred-probe-label=0.1"};

IdentificationTest test_extraction(const transformer::Weights& weights, const recursion::Parameters& recursion) {
  IdentificationTest test;
  test.check = "extraction";
  const bool same = two_parameter_form(weights) == recursion;
  test.outcome = same ? Outcome::holds : Outcome::violated;
  test.detail = same ? "the recursion is what extract reads off the weights, bit for bit"
                     : "the recursion is not what extract reads off the weights";
  return test;
}

IdentificationTest outcome_of(const transformer::ThresholdVerdict& verdict) {
  IdentificationTest test;
  test.check = verdict.threshold.text;
  test.outcome = verdict.holds == numeric::Truth::yes  ? Outcome::holds
                 : verdict.holds == numeric::Truth::no ? Outcome::violated
                                                       : Outcome::undecided;
  test.detail = verdict.value ? fmt::format("largest at layer {}: {}", *verdict.layer, decimal_text(*verdict.value, 6))
                              : "no layer has this quantity";
  test.layer = verdict.layer;
  if (verdict.value) test.value = reports::record(*verdict.value);
  test.bound = verdict.threshold.bound;
  return test;
}

}  // namespace

std::vector<IdentificationTest> identify_reference(std::uint64_t seed, int jobs) {
  const transformer::Weights weights = load_weights("reference");
  const recursion::Parameters recursion = load_model("reference").parameters;
  const reproduction::Size size{weights.feature_dim, weights.classes, weights.context.value(), weights.depth()};
  const transformer::Summary summary =
      compare_tasks(transformer::comparer(weights, transformer::RecursionDynamics{recursion}),
                    reproduction::fresh_tasks(size, {}, seed), compared_tasks, precision, {jobs, interrupted});
  if (interrupted()) return {};

  std::vector<IdentificationTest> tests{test_extraction(weights, recursion)};
  for (const char* threshold : thresholds) {
    tests.push_back(outcome_of(judge(transformer::parse_threshold(threshold), summary)));
  }
  for (IdentificationTest& test : tests) test.model = "reference";
  return tests;
}

}  // namespace margincert::cli
