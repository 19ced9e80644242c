#include <fmt/format.h>

#include <algorithm>

#include "cli/campaigns.hpp"
#include "cli/commands.hpp"
#include "cli/crosscheck_result.hpp"
#include "margincert/work/shipped.hpp"
#include "cli/exit_codes.hpp"
#include "cli/interrupt.hpp"
#include "margincert/work/models.hpp"
#include "cli/progress.hpp"
#include "cli/streams.hpp"
#include "files/file_error.hpp"
#include "generators/family.hpp"
#include "transformer/task_comparison.hpp"

namespace margincert::cli {
namespace {

using numeric::Precision;
using transformer::Threshold;
using transformer::Weights;

/// Something to hold the model against, by name.
struct Subject {
  std::string name;
  transformer::TaskComparer compare;
};

/// The tasks of one family, and the settings that were chosen for it.
struct Tasks {
  std::string family;
  std::map<std::string, std::string> settings;
  transformer::TaskSource make;
};

Expectation load_expectation(const std::string& against, const Weights& model) {
  if (against.empty()) return {"", transformer::two_parameter_form(model), std::nullopt};
  if (against.ends_with(weights_suffix)) {
    const Weights weights = load_weights(against);
    require_same_shape(model, against, weights.feature_dim, weights.classes, weights.depth());
    return {against, std::nullopt, weights};
  }
  const recursion::Parameters parameters = load_model(against).parameters;
  require_same_shape(model, against, parameters.feature_dim, parameters.classes, parameters.depth());
  return {against, parameters, std::nullopt};
}

Subject subject_of(const Expectation& expectation, const Weights& model) {
  if (expectation.weights) {
    return {"other-transformer", transformer::comparer(model, transformer::TransformerDynamics{*expectation.weights})};
  }
  return {"recursion", transformer::comparer(model, transformer::RecursionDynamics{*expectation.parameters})};
}

/// n is the model's context unless the user says otherwise.
Tasks tasks_of(const std::string& name, std::vector<std::string> assignments, const Weights& model,
               const CrosscheckCommand& command) {
  const auto sets_n = [](const std::string& assignment) { return assignment.starts_with("n="); };
  if (model.context && std::ranges::none_of(assignments, sets_n)) {
    assignments.push_back(fmt::format("n={}", context_of(model, command.model, name)));
  }
  const generators::Family& family = generators::find_family(name);
  const generators::Settings settings = read_settings(family, assignments);
  Tasks tasks{name,
              {},
              [&family, settings, shape = transformer::two_parameter_form(model),
               seed = command.seed](std::uint64_t index) { return make_task(family, settings, shape, seed, index); }};
  tasks.make(0);  // settings that contradict the model are refused before anything runs
  tasks.settings["n"] = std::to_string(settings.integer("n"));
  for (const std::string& assignment : assignments) {
    const std::size_t equals = assignment.find('=');
    tasks.settings[assignment.substr(0, equals)] = assignment.substr(equals + 1);
  }
  return tasks;
}

std::vector<Threshold> thresholds_of(const CrosscheckCommand& command) {
  std::vector<Threshold> thresholds;
  try {
    for (const std::string& text : command.at_most) thresholds.push_back(transformer::parse_threshold(text));
  } catch (const transformer::ThresholdError& error) {
    throw UsageError(std::string("--at-most: ") + error.what());
  }
  return thresholds;
}

transformer::Summary compare(const Subject& subject, const Tasks& tasks, Precision precision,
                             const CrosscheckCommand& command) {
  const std::string what = fmt::format("{} against {}, {} bits", tasks.family, subject.name, precision.bits());
  return compare_tasks(subject.compare, tasks.make, command.tasks, precision,
                       run_control(command.jobs, command.quiet).named(what));
}

/// Holds the model against every subject on the tasks; against the first again at the ladder's higher rungs while a
/// threshold is undecided.
CrosscheckRun run_on(const Tasks& tasks, const std::vector<Subject>& subjects, const std::vector<Threshold>& thresholds,
                     const CrosscheckCommand& command) {
  CrosscheckRun run{tasks.family, tasks.settings, command.tasks, {}, {}, {}, std::nullopt};
  transformer::Judged judged = judge_climbing(thresholds, command.tasks, [&](Precision precision) {
    return compare(subjects.front(), tasks, precision, command);
  });
  run.verdicts = std::move(judged.verdicts);
  run.candidates.push_back({subjects.front().name, std::move(judged.summary)});
  for (std::size_t k = 1; k < subjects.size(); ++k) {
    run.candidates.push_back({subjects[k].name, compare(subjects[k], tasks, transformer::first_compared, command)});
  }
  return run;
}

std::vector<SymmetryOfMatrix> symmetry_of(const Weights& model) {
  std::vector<SymmetryOfMatrix> all;
  for (int t = 0; t < model.depth(); ++t) {
    all.push_back(
        {t, "W_QK",
         transformer::commutant_distance(model.layers[t].qk, model.feature_dim, transformer::first_compared)});
    all.push_back(
        {t, "W_OV",
         transformer::commutant_distance(model.layers[t].ov, model.feature_dim, transformer::first_compared)});
  }
  return all;
}

/// What needs no tasks: the matrices themselves.
void look_at_weights(Crosscheck& result) {
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

int deliver(const Crosscheck& result, const CrosscheckCommand& command) {
  const CrosscheckConclusion conclusion = conclude(result);
  const std::string line = conclusion.line(result.model.depth());
  if (command.json) {
    fmt::print("{}", to_json(result));
    to_stderr(line + "\n");
  } else {
    fmt::print("{}{}\n", command.quiet ? "" : to_text(result), line);
  }
  return conclusion.exit_code;
}

}  // namespace

int run(const CrosscheckCommand& command) {
  const std::vector<Threshold> thresholds = thresholds_of(command);
  const Weights model = load_weights(command.model);
  Crosscheck result{command.model, model, load_expectation(command.against, model), command.seed, {}, {}, {}, {},
                    false};
  std::vector<Tasks> sources;
  const std::vector<std::string> no_margin{"no-margin"};
  for (const std::string& family : command.families.empty() ? no_margin : command.families) {
    sources.push_back(tasks_of(family, command.settings, model, command));
  }
  const std::vector<Subject> subjects{subject_of(result.expectation, model)};

  catch_interrupts();
  const recursion::Parameters identified =
      result.expectation.parameters.value_or(transformer::two_parameter_form(model));
  for (const Tasks& tasks : sources) {
    CrosscheckRun& done = result.runs.emplace_back(run_on(tasks, subjects, thresholds, command));
    done.controls = run_controls(command, model, identified, tasks.make);
    done.factor_verdict = factor_verdict(done.controls, command);
  }
  result.interrupted = interrupted();
  look_at_weights(result);
  return deliver(result, command);
}

}  // namespace margincert::cli
