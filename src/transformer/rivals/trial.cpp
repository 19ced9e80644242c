#include "transformer/rivals/trial.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>

#include "numeric/parallel.hpp"
#include "transformer/forward.hpp"
#include "transformer/predicted_class.hpp"

namespace margincert::transformer::rivals {
namespace {

using numeric::Interval;
using numeric::Truth;

/// All entries of all tokens, each once.
constexpr std::array token_quantities{Quantity::features, Quantity::labels, Quantity::probe_features,
                                      Quantity::probe_label};

/// Σ‖predicted − actual‖² and Σ‖update‖².
struct Squares {
  Interval difference, update;
  explicit Squares(numeric::Precision precision) : difference(precision), update(precision) {}

  void put(const PerQuantity<std::optional<Measured>>& layer) {
    for (const Quantity quantity : token_quantities) {
      difference += layer[quantity]->forced.squares;
      update += layer[quantity]->own.squares;
    }
  }
  /// None where the update is 0.
  std::optional<Interval> residual() const {
    if (is_positive(update) == Truth::no) return std::nullopt;
    return sqrt(difference / update);
  }
};

Prediction prediction(const State<double>& z) { return predicted_class(z.labels[z.probe()]); }

bool agree(const Prediction& a, const Prediction& b) { return a && a == b; }

State<double> free_run(const Family& family, const recursion::Parameters& parameters, const recursion::Task& task) {
  State<double> z = recursion::initial_state(task, recursion::DoubleArithmetic());
  for (int t = 0; t < parameters.depth(); ++t) z = family.move(parameters, task, z, t);
  return z;
}

/// What one test task says of a contender.
struct TestResult {
  TaskComparison compared;
  bool agrees = false;
};

/// Fills in how well it does. False where it was stopped.
bool test(Contender& contender, const Family& family, const Weights& weights, const TaskSource& task,
          const TrialOptions& options, const numeric::RunControl& run) {
  const TaskComparer comparer = family.comparer(weights, contender.parameters);
  std::vector<TestResult> results(options.test_tasks);
  numeric::for_each_index_until_stopped(options.test_tasks, run.thread_count(), run.stop, [&](std::uint64_t k) {
    const recursion::Task drawn = task(options.first_test_task + k);
    const State<double> actual = states(drawn, weights, recursion::DoubleArithmetic()).back();
    results[k].agrees = agree(prediction(free_run(family, contender.parameters, drawn)), prediction(actual));
    results[k].compared = comparer(drawn, options.precision);
  });
  if (run.asked_to_stop()) return false;

  std::vector<Squares> layers(static_cast<std::size_t>(weights.depth()), Squares(options.precision));
  Squares all(options.precision);
  for (const TestResult& result : results) {
    contender.agreements += result.agrees ? 1 : 0;
    for (std::size_t t = 0; t < layers.size(); ++t) {
      layers[t].put(result.compared[t]);
      all.put(result.compared[t]);
    }
  }
  for (const Squares& layer : layers) contender.layer_residual.push_back(layer.residual());
  contender.residual = all.residual();
  return true;
}

Contender contender_of(const Family& family, const recursion::Parameters& parameters, std::vector<int> evaluations) {
  return {family.name, family.formula, family.provenance, parameters, std::move(evaluations), {}, std::nullopt, 0};
}

/// See Comparison::not_ahead.
std::vector<std::size_t> layers_not_ahead(const Contender& recursion, const std::vector<Contender>& rivals) {
  std::vector<std::size_t> layers;
  for (std::size_t t = 0; t < recursion.layer_residual.size(); ++t) {
    if (!recursion.layer_residual[t]) continue;
    const Interval& own = *recursion.layer_residual[t];
    const Interval resolved = max(own, Interval::exact(fit_resolution, own.precision()));
    const auto is_beaten = [&](const Contender& rival) {
      return rival.layer_residual[t] && is_less(resolved, *rival.layer_residual[t]) == Truth::yes;
    };
    if (!std::ranges::all_of(rivals, is_beaten)) layers.push_back(t);
  }
  return layers;
}

Comparison compare(const Contender& recursion, const std::vector<Contender>& rivals, double required_factor) {
  Comparison result;
  if (!recursion.residual) return result;
  const auto best = std::ranges::min_element(rivals, {}, [](const Contender& rival) {
    return rival.residual->is_poisoned() ? HUGE_VAL : rival.residual->hi_double();
  });
  Interval least = *best->residual;
  for (const Contender& rival : rivals) least = min(least, *rival.residual);
  result.best_rival = best->name;
  const Interval& own = *recursion.residual;
  if (is_positive(own) == Truth::yes) result.factor = least / own;
  const Interval resolved = max(own, Interval::exact(fit_resolution, own.precision()));
  result.resolved_factor = least / resolved;
  result.not_ahead = layers_not_ahead(recursion, rivals);
  result.better = is_less(Interval::exact(required_factor, own.precision()) * resolved, least);
  return result;
}

}  // namespace

std::uint64_t trial_steps() { return 2 * (named_rivals().size() + 1) + 1; }

Trial hold_against_rivals(const Weights& weights, const recursion::Parameters& extracted, const TaskSource& task,
                          const TrialOptions& options, const numeric::RunControl& control) {
  const std::uint64_t fit_end = options.fit.first_task + options.fit.tasks;
  const std::uint64_t test_end = options.first_test_task + options.test_tasks;
  if (options.first_test_task < fit_end && options.fit.first_task < test_end) {
    throw std::invalid_argument("tasks to test on overlap with those fitted on");
  }
  const numeric::RunControl run = control.started(), part = run.silent();
  std::uint64_t steps = 0;
  const auto show = [&] { run.show({"", steps, trial_steps(), "fits and tests"}); };
  show();
  const auto fitted = [&](const Family& family) {
    const Fitted numbers = fit(family, weights, task, options.fit, part);
    ++steps;
    show();
    return contender_of(family, numbers.parameters, numbers.evaluations);
  };
  const auto tested = [&](Contender& contender, const Family& family) {
    const bool finished = test(contender, family, weights, task, options, part);
    ++steps;
    show();
    return finished;
  };

  Trial trial;
  trial.required_factor = options.required_factor;
  trial.extracted = contender_of(recursion_family(), extracted, {});
  trial.fitted = fitted(recursion_family());
  bool finished = tested(trial.extracted, recursion_family()) && tested(trial.fitted, recursion_family());
  for (const Family& family : named_rivals()) {
    if (!finished) return trial;
    trial.rivals.push_back(fitted(family));
    finished = tested(trial.rivals.back(), family);
  }
  if (!finished) return trial;
  trial.tasks = options.test_tasks;
  trial.of_extracted = compare(trial.extracted, trial.rivals, options.required_factor);
  trial.of_fitted = compare(trial.fitted, trial.rivals, options.required_factor);
  return trial;
}

std::string verdict_sentence(const std::string& which, const Comparison& comparison, double required_factor) {
  if (comparison.better == Truth::yes) {
    return fmt::format(
        "over all layers together the {} recursion fits better than every rival by a factor of at least {}", which,
        required_factor);
  }
  if (comparison.better == Truth::no) {
    return fmt::format(
        "over all layers together the {} recursion does not fit better than every rival by a factor of at least {}: {} "
        "is too near",
        which, required_factor, comparison.best_rival);
  }
  return fmt::format(
      "whether over all layers together the {} recursion fits better than every rival by a factor of at least {} is "
      "undecided",
      which, required_factor);
}

}  // namespace margincert::transformer::rivals
