#include "margincert/crosscheck.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "generators/family.hpp"
#include "margincert/work/guards.hpp"
#include "margincert/work/models.hpp"
#include "margincert/work/shipped.hpp"
#include "recursion/refusal.hpp"
#include "transformer/symmetry.hpp"
#include "transformer/task_comparison.hpp"

namespace margincert {

namespace work {

/// The tasks of one family.
struct CrosscheckTasks {
  std::string family;
  std::map<std::string, std::string> settings;  ///< as assigned, and n
  transformer::TaskSource make;
};

struct CrosscheckPlan {
  CrosscheckRequest request;
  transformer::Weights model;
  reports::Expectation expectation;
  std::vector<CrosscheckTasks> sources;
};

}  // namespace work

namespace {

using namespace work;
using numeric::Precision;
using numeric::RunControl;
using numeric::Truth;
using reports::CrosscheckControls;
using reports::CrosscheckRun;
using reports::Expectation;
using transformer::Weights;

Expectation expected_parameters(const std::string& name, const recursion::Parameters& parameters,
                                const Weights& model) {
  require_same_shape(model, name, parameters.feature_dim, parameters.classes, parameters.depth());
  return {name, parameters, std::nullopt};
}

Expectation expectation_of(const CrosscheckRequest& request, const Weights& model) {
  const std::string& against = request.against;
  if (request.parameters) {
    return expected_parameters(against.empty() ? "the given recursion" : against, *request.parameters, model);
  }
  if (against.empty()) return {"", transformer::two_parameter_form(model), std::nullopt};
  if (!against.ends_with(weights_suffix)) return expected_parameters(against, load_model(against).parameters, model);
  const Weights weights = load_weights(against);
  require_same_shape(model, against, weights.feature_dim, weights.classes, weights.depth());
  return {against, std::nullopt, weights};
}

/// What the model is held against, by its kind.
struct Subject {
  std::string name;
  transformer::TaskComparer compare;
};

Subject subject_of(const Expectation& expectation, const Weights& model) {
  if (expectation.weights) {
    return {"other-transformer", transformer::comparer(model, transformer::TransformerDynamics{*expectation.weights})};
  }
  return {"recursion", transformer::comparer(model, transformer::RecursionDynamics{*expectation.parameters})};
}

/// n is the model's context unless the user says otherwise.
CrosscheckTasks tasks_of(const std::string& name, const Weights& model, const CrosscheckRequest& request) {
  std::vector<std::string> assignments = request.settings;
  const auto sets_n = [](const std::string& assignment) { return assignment.starts_with("n="); };
  if (model.context && std::ranges::none_of(assignments, sets_n)) {
    assignments.push_back(fmt::format("n={}", context_of(model, request.model, name)));
  }
  const generators::Family& family = generators::find_family(name);
  const generators::Settings settings = read_settings(family, assignments);
  CrosscheckTasks tasks{name,
                        {},
                        [&family, settings, shape = transformer::two_parameter_form(model), seed = request.seed](
                            std::uint64_t index) { return make_task(family, settings, shape, seed, index); }};
  tasks.make(0);  // settings that contradict the model are refused before anything runs
  tasks.settings["n"] = std::to_string(settings.integer("n"));
  for (const std::string& assignment : assignments) {
    const std::size_t equals = assignment.find('=');
    tasks.settings[assignment.substr(0, equals)] = assignment.substr(equals + 1);
  }
  return tasks;
}

/// At the ladder's higher rungs while a threshold is undecided.
CrosscheckRun compared_on(const CrosscheckTasks& tasks, const CrosscheckPlan& plan, const RunControl& control) {
  const std::uint64_t count = plan.request.tasks;
  const Subject subject = subject_of(plan.expectation, plan.model);
  transformer::Judged judged = judge_climbing(plan.request.thresholds, count, [&](Precision precision) {
    const std::string what = fmt::format("{} against {}, {} bits", tasks.family, subject.name, precision.bits());
    return compare_tasks(subject.compare, tasks.make, count, precision, control.named(what));
  });
  return {tasks.family, tasks.settings, count, {{subject.name, std::move(judged.summary)}}, std::move(judged.verdicts),
          {},           std::nullopt};
}

/// Rivals are tested on the tasks that the comparison takes, 0..tasks-1, and fitted on the next ones.
std::optional<transformer::rivals::Trial> hold_trial(const CrosscheckTasks& tasks, const CrosscheckPlan& plan,
                                                     const RunControl& control) {
  const CrosscheckRequest& request = plan.request;
  if (!request.rivals || request.tasks == 0 || control.asked_to_stop()) return std::nullopt;
  transformer::rivals::TrialOptions options;
  options.fit.first_task = request.tasks;
  options.first_test_task = 0;
  options.test_tasks = request.tasks;
  options.required_factor = request.factor.value_or(transformer::rivals::usual_factor);
  const recursion::Parameters identified =
      plan.expectation.parameters.value_or(transformer::two_parameter_form(plan.model));
  auto trial = hold_against_rivals(plan.model, identified, tasks.make, options, control.named("rivals"));
  return trial.tasks > 0 ? std::optional(std::move(trial)) : std::nullopt;
}

CrosscheckRun run_on(const CrosscheckTasks& tasks, const CrosscheckPlan& plan, const RunControl& control) {
  CrosscheckRun run = compared_on(tasks, plan, control);
  CrosscheckControls& controls = run.controls;
  controls.trial = hold_trial(tasks, plan, control);
  if (plan.request.rounding) {
    controls.rounding = rounding_of_tasks(plan.model, tasks.make, plan.request.tasks, control.named("rounding"));
  }
  if (plan.request.factor) {
    run.factor_verdict = controls.trial ? controls.trial->of_extracted.better : Truth::unknown;
  }
  return run;
}

bool is_complete(const CrosscheckRun& run, const CrosscheckRequest& request) {
  const CrosscheckControls& controls = run.controls;
  return run.summary().tasks == request.tasks && (!request.rivals || request.tasks == 0 || controls.trial) &&
         (!controls.rounding || controls.rounding->tasks == request.tasks);
}

std::vector<reports::SymmetryOfMatrix> symmetry_of(const Weights& model) {
  std::vector<reports::SymmetryOfMatrix> all;
  const auto distance = [&](const recursion::Rows<double>& matrix) {
    return transformer::commutant_distance(matrix, model.feature_dim, transformer::first_compared);
  };
  for (int t = 0; t < model.depth(); ++t) {
    const transformer::LayerWeights& layer = model.layers[static_cast<std::size_t>(t)];
    all.push_back({t, "W_QK", distance(layer.qk)});
    all.push_back({t, "W_OV", distance(layer.ov)});
  }
  return all;
}

/// What needs no tasks: the matrices themselves.
void look_at_weights(reports::Crosscheck& result) {
  const Expectation& expectation = result.expectation;
  result.symmetry = symmetry_of(result.model);
  const auto seek_hints = [&](const recursion::Parameters& expected) {
    result.hints = transformer::resemblances(transformer::two_parameter_form(result.model), expected);
  };
  if (expectation.weights) {
    result.matrices = transformer::matrix_differences(result.model, *expectation.weights);
    seek_hints(transformer::two_parameter_form(*expectation.weights));
  } else if (!expectation.name.empty()) {
    seek_hints(*expectation.parameters);
  }
}

CrosscheckPlan plan_of(const CrosscheckRequest& request) {
  if (request.factor && !request.rivals) throw Refusal("factor", "there are no rivals to beat", "ask for rivals, too");
  CrosscheckPlan plan{request, request.weights ? *request.weights : load_weights(request.model), {}, {}};
  work::require_whole(plan.model, request.model.empty() ? "weights" : request.model);
  if (request.parameters) work::require_whole(*request.parameters, "parameters");
  if (request.factor && !(*request.factor > 0 && std::isfinite(*request.factor))) {
    throw Refusal("factor", fmt::format("is {}", *request.factor), "give a number above 0");
  }
  plan.expectation = expectation_of(request, plan.model);
  const std::vector<std::string> usual{"no-margin"};
  for (const std::string& family : request.families.empty() ? usual : request.families) {
    plan.sources.push_back(tasks_of(family, plan.model, request));
  }
  return plan;
}

}  // namespace

PreparedCrosscheck::PreparedCrosscheck(const CrosscheckRequest& request)
    : plan_(std::make_shared<const CrosscheckPlan>(plan_of(request))) {}

reports::Crosscheck PreparedCrosscheck::run(const RunControl& control) const {
  const RunControl running = control.started();
  const CrosscheckRequest& request = plan_->request;
  reports::Crosscheck result;
  result.model_name = request.model;
  result.model = plan_->model;
  result.expectation = plan_->expectation;
  result.seed = request.seed;
  for (const CrosscheckTasks& tasks : plan_->sources) result.runs.push_back(run_on(tasks, *plan_, running));
  const auto complete = [&](const CrosscheckRun& run) { return is_complete(run, request); };
  result.interrupted = control.asked_to_stop();
  result.out_of_time = !result.interrupted && !std::ranges::all_of(result.runs, complete);
  look_at_weights(result);
  return result;
}

reports::Crosscheck crosscheck(const CrosscheckRequest& request, const RunControl& control) {
  return PreparedCrosscheck(request).run(control);
}

}  // namespace margincert
