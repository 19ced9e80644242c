#include "cli/campaigns.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdlib>
#include <memory>
#include <set>

#include "margincert/work/case_files.hpp"
#include "margincert/work/checkout.hpp"
#include "cli/confirm.hpp"
#include "margincert/work/shipped.hpp"
#include "cli/exit_codes.hpp"
#include "cli/interrupt.hpp"
#include "cli/progress.hpp"
#include "numeric/run_control.hpp"
#include "cli/witness_series.hpp"
#include "files/file_error.hpp"
#include "files/task_file.hpp"
#include "generators/parameter_draws.hpp"
#include "proofs_check/hypotheses.hpp"
#include "recursion/nearest.hpp"
#include "reports/coverage.hpp"
#include "reports/movement.hpp"
#include "reports/record.hpp"

namespace margincert::cli {
namespace {

using Clock = std::chrono::steady_clock;

std::vector<std::string> statement_names() {
  std::vector<std::string> names = proofs::theorems();
  for (const auto& statement : proofs::statements()) names.push_back(statement.id);
  return names;
}

/// Tasks by index, and the settings they were made with.
struct TaskMaker {
  std::function<recursion::Task(std::uint64_t)> make;
  std::map<std::string, std::string> settings;
  bool random = false;
  std::uint64_t tasks = 0;
  std::vector<std::string> names = {};  ///< of tasks that come from elsewhere than a family
};

std::string setting_text(const generators::Settings& settings, const generators::SettingSpec& spec,
                         const recursion::Parameters& parameters) {
  if (!spec.default_value && !settings.is_given(spec.name)) {
    return std::to_string(spec.name == "d" ? parameters.feature_dim : parameters.classes);
  }
  if (std::holds_alternative<generators::IntegerRange>(spec.domain)) return std::to_string(settings.integer(spec.name));
  if (std::holds_alternative<generators::RealRange>(spec.domain)) return fmt::format("{}", settings.real(spec.name));
  return settings.word(spec.name);
}

TaskMaker family_maker(const TaskSource& source, const Model& model, std::uint64_t seed) {
  const generators::Family& family = generators::find_family(source.name);
  const generators::Settings settings = read_settings(family, source.assignments);
  TaskMaker maker;
  maker.make = [&family, settings, parameters = model.parameters, seed](std::uint64_t index) {
    return make_task(family, settings, parameters, seed, index);
  };
  maker.random = !family.adversarial;
  maker.tasks = source.tasks;
  maker.make(0);  // settings that contradict the model are refused before anything runs
  for (const auto& spec : family.settings) maker.settings[spec.name] = setting_text(settings, spec, model.parameters);
  return maker;
}

TaskMaker maker_of(std::vector<GivenTask> given) {
  TaskMaker maker;
  maker.tasks = given.size();
  for (const GivenTask& one : given) maker.names.push_back(one.name);
  maker.make = [tasks = std::make_shared<std::vector<GivenTask>>(std::move(given))](std::uint64_t index) {
    return (*tasks)[index].task;
  };
  return maker;
}

TaskMaker file_maker(const TaskSource& source, const Model& model) {
  std::vector<GivenTask> tasks;
  for (const std::string& path : source.files) tasks.push_back({path, read_matching_task(path, model)});
  return maker_of(std::move(tasks));
}

/// SettingError, as of a family that has no tasks for the model, where none fits.
TaskMaker given_maker(const TaskSource& source, const Model& model) {
  std::vector<GivenTask> fitting;
  for (const GivenTask& one : source.given) {
    const bool fits =
        one.task.feature_dim() == model.parameters.feature_dim && one.task.classes == model.parameters.classes;
    if (fits) fitting.push_back(one);
  }
  if (fitting.empty()) throw generators::SettingError("none of its tasks has the model's d and K");
  return maker_of(std::move(fitting));
}

TaskMaker maker_for(const TaskSource& source, const Model& model, std::uint64_t seed) {
  if (!source.given.empty()) return given_maker(source, model);
  return source.files.empty() ? family_maker(source, model, seed) : file_maker(source, model);
}

/// A given task is about the model itself.
std::string parameter_draw_of(const TaskSource& source, const CampaignOptions& options) {
  return source.given.empty() ? options.parameter_draw : "given";
}

/// Parameters by the index of their task. UsageError when no draw is so called.
std::function<recursion::Parameters(std::uint64_t)> parameter_drawer(const TaskSource& source,
                                                                     const CampaignOptions& options,
                                                                     const Model& model) {
  try {
    const generators::ParameterDraw& draw = generators::find_parameter_draw(parameter_draw_of(source, options));
    return [&draw, base = model.parameters, seed = options.seed](std::uint64_t index) {
      return generators::draw_parameters(draw, base, seed, index);
    };
  } catch (const generators::UnknownParameterDraw& unknown) {
    throw UsageError(unknown.what());
  }
}

reports::Request describe(const std::string& command, const Selection& selection, const CampaignOptions& options,
                          long required_applicable) {
  reports::Request request;
  request.command = command;
  request.folder = Checkout().folder();
  request.seed = options.seed;
  for (const auto* statement : selection.statements) request.statements.push_back(statement->id);
  request.statements_chosen = selection.chosen;
  request.dropped.assign(selection.dropped.begin(), selection.dropped.end());
  request.regime = options.regime;
  for (const auto rung : selection.ladder.rungs()) request.ladder.push_back(rung.bits());
  request.engine = begins_with_engine(selection.ladder, selection.engine);
  request.required_applicable = required_applicable;
  return request;
}

reports::Run describe(const TaskSource& source, const Model& model, const TaskMaker& maker,
                      const CampaignOptions& options, const reports::Part& part, std::size_t position) {
  reports::Run run;
  run.position = static_cast<int>(position);
  run.model = model.name;
  run.source = source.name;
  run.settings = maker.settings;
  run.task_files = maker.names;
  run.parameter_draw = parameter_draw_of(source, options);
  run.tasks = maker.tasks;
  run.random = maker.random;
  run.part = part;
  return run;
}

/// One model on one source, before it is run and after.
struct Planned {
  const TaskSource* source;
  proofs::Campaign campaign;
  reports::Run run;
  std::function<generators::Instance(std::uint64_t)> instance;
};

/// Sets campaigns up, and refuses what cannot be run.
struct SetUp {
  const CampaignOptions& options;
  const Selection& selection;
  proofs::Version version;

  Planned one(const Model& model, const TaskSource& source, std::size_t position) const {
    TaskMaker maker = maker_for(source, model, options.seed);
    const auto draw = parameter_drawer(source, options, model);
    return {
        &source,
        {maker.make, maker.tasks, model.parameters, draw, selection.statements, true, selection.regime,
         selection.dropped, version, selection.ladder, selection.engine,
         static_cast<std::uint64_t>(selection.part.done.front() - 1), static_cast<std::uint64_t>(selection.part.of)},
        describe(source, model, maker, options, selection.part, position),
        [make = maker.make, draw](std::uint64_t index) {
          return generators::Instance{make(index), draw(index)};
        }};
  }

  std::vector<Planned> all(const std::vector<Model>& models, const std::vector<TaskSource>& sources,
                           std::vector<std::string>& remarks) const {
    std::vector<Planned> planned;
    for (const Model& model : models) {
      for (const TaskSource& source : sources) {
        try {
          planned.push_back(one(model, source, planned.size()));
        } catch (const generators::SettingError& error) {
          if (!source.may_be_left_out) throw;
          remarks.push_back(fmt::format("{}: {} left out: {}", model.name, source.name, error.what()));
        }
      }
    }
    return planned;
  }

  /// Another model, once on every source that is planned.
  std::vector<Planned> all_beside(const std::vector<Planned>& planned, const Model& model) const {
    std::set<const TaskSource*> sources;
    std::vector<Planned> beside;
    for (const Planned& other : planned) {
      const bool first = other.source->given.empty() && sources.insert(other.source).second;
      if (first) beside.push_back(one(model, *other.source, beside.size()));
    }
    return beside;
  }
};

proofs::CampaignResult execute(Planned& planned, const proofs::Execution& execution, Progress& progress) {
  const std::string name = planned.run.model + " on " + planned.run.title();
  progress.describe(name);
  try {
    proofs::CampaignResult result = run(planned.campaign, execution);
    reports::record(result, planned.run);
    return result;
  } catch (const proofs::Contradiction& contradiction) {
    throw proofs::Contradiction(fmt::format("{}, {}", name, contradiction.what()));
  }
}

/// Of the reference's runs, beside each planned run on the same source.
void keep_what_applied(const std::vector<Planned>& beside, std::vector<Planned>& planned) {
  for (Planned& one : planned) {
    const auto same = std::ranges::find(beside, one.source, &Planned::source);
    if (same != beside.end()) one.run.reference = reports::usages_of(same->run);
  }
}

/// "2/5" is the second of five parts.
reports::Part parse_part(const std::string& text) {
  constexpr int most = 100000;
  int number = 0, of = 0;
  const char* const end = text.data() + text.size();
  const auto slash = std::from_chars(text.data(), end, number);
  if (slash.ec == std::errc{} && slash.ptr != end && *slash.ptr == '/') {
    const auto rest = std::from_chars(slash.ptr + 1, end, of);
    const bool whole_text = rest.ec == std::errc{} && rest.ptr == end && fmt::format("{}/{}", number, of) == text;
    if (whole_text && 1 <= number && number <= of && of <= most) return {of, {number}};
  }
  throw UsageError(fmt::format("--shard {}: not a part of a whole; use e.g. 2/5, with at most {} parts", text, most));
}

}  // namespace

std::vector<const proofs::Statement*> select_statements(const std::vector<std::string>& wanted) {
  std::vector<const proofs::Statement*> selected;
  for (const auto& statement : proofs::statements()) {
    const bool named = std::ranges::any_of(
        wanted, [&](const std::string& name) { return name == statement.id || name == statement.theorem; });
    if (wanted.empty() || named) selected.push_back(&statement);
  }
  for (const std::string& name : wanted) {
    const std::vector<std::string> known = statement_names();
    if (std::ranges::find(known, name) != known.end()) continue;
    throw UsageError(
        fmt::format("no statement '{}'{}; margincert list shows them all", name, recursion::did_you_mean(name, known)));
  }
  return selected;
}

std::set<std::string> select_hypotheses(const std::vector<std::string>& wanted) {
  std::set<std::string> dropped;
  for (const std::string& name : wanted) {
    const std::vector<std::string> ids = proofs::hypothesis_ids(name);
    if (ids.empty()) {
      std::vector<std::string> known;
      for (const auto& hypothesis : proofs::hypotheses()) known.push_back(hypothesis.id);
      throw UsageError(fmt::format("no hypothesis '{}'{}; margincert list shows them all", name,
                                   recursion::did_you_mean(name, known)));
    }
    dropped.insert(ids.begin(), ids.end());
  }
  return dropped;
}

Selection resolve(const CampaignOptions& options) {
  Selection selection;
  selection.statements = select_statements(options.statements);
  selection.chosen = !options.statements.empty();
  selection.dropped = select_hypotheses(options.drop);
  if (options.regime != "natural") {
    selection.regime = options.regime == "full" ? recursion::Regime::full : recursion::Regime::class_pure;
  }
  if (!options.shard.empty()) selection.part = parse_part(options.shard);
  if (!options.ladder.empty()) {
    const auto ladder = numeric::Ladder::parse(options.ladder);
    if (!ladder) {
      throw UsageError(
          fmt::format("--ladder {}: not an increasing list of precisions; use e.g. 53,113,256 within {}..{}",
                      options.ladder, numeric::Precision::minimum, numeric::Precision::maximum));
    }
    selection.ladder = *ladder;
  }
  if (options.precision_budget) {
    const int lowest = selection.ladder.rungs().front().bits();
    if (*options.precision_budget < lowest) {
      throw UsageError(
          fmt::format("--precision-budget {} is below the lowest rung of {} bits; raise it, or lower --ladder",
                      *options.precision_budget, lowest));
    }
    selection.ladder = selection.ladder.up_to(numeric::Precision(*options.precision_budget));
  }
  selection.engine = options.engine == "on" ? proofs::Engine::on : proofs::Engine::off;
  return selection;
}

recursion::Task read_matching_task(const std::string& path, const Model& model) {
  recursion::Task task = path.ends_with(case_suffix) ? files::read_case(path).task : files::read_task(path);
  const auto require = [&](const char* place, const char* what, int found, int expected) {
    if (found == expected) return;
    throw files::FileError(
        path, place, fmt::format("the task has {} {}, the parameters {} have {}", found, what, model.name, expected),
        "use a task and parameters that were made for each other");
  };
  require("/probe", "features", task.feature_dim(), model.parameters.feature_dim);
  require("/classes", "classes", task.classes, model.parameters.classes);
  return task;
}

std::vector<NamedInstance> instances_of(const TaskSource& source, const CampaignOptions& options, const Model& model) {
  const TaskMaker maker = maker_for(source, model, options.seed);
  const auto draw = parameter_drawer(source, options, model);
  std::vector<NamedInstance> instances;
  for (std::uint64_t index = 0; index < maker.tasks; ++index) {
    const std::string name = maker.names.empty() ? fmt::format("{} {}", source.name, index) : maker.names[index];
    instances.push_back({name, {maker.make(index), draw(index)}});
  }
  return instances;
}

int jobs_of(int jobs) { return numeric::RunControl{.threads = jobs}.thread_count(); }

Campaigns run_campaigns(const std::string& command, const std::vector<Model>& models,
                        const std::vector<TaskSource>& sources, const CampaignOptions& options, const Outputs& outputs,
                        proofs::Version version, long required_applicable, const std::optional<Model>& like) {
  const Selection selection = resolve(options);
  const Clock::time_point start = Clock::now();
  const numeric::RunControl limit = numeric::RunControl{.stop = interrupted, .seconds = options.time_budget}.started();
  const numeric::StopQuestion stop = limit.stop;
  Campaigns all;
  reports::Report& report = all.report;
  report.request = describe(command, selection, options, required_applicable);
  report.request.corrupted_twins = version == proofs::Version::corrupted;
  for (const Model& model : models) report.models[model.name] = model.parameters;
  if (like) report.reference = {like->name, like->parameters};

  // All of them are set up, and refused if need be, before the first one runs.
  const SetUp set_up{options, selection, version};
  std::vector<Planned> planned = set_up.all(models, sources, report.remarks);
  std::vector<Planned> beside = like ? set_up.all_beside(planned, *like) : std::vector<Planned>{};
  std::uint64_t total = 0;
  for (const auto* list : {&planned, &beside}) {
    for (const Planned& one : *list) total += share_size(one.campaign);
  }

  outputs.prepare();
  catch_interrupts();
  Progress progress(total, options.outputs.quiet);
  std::uint64_t before = 0;
  bool complete = true;
  const auto run_one = [&](Planned& one) {
    proofs::CampaignResult result = execute(
        one, {jobs_of(options.jobs), stop, [&](std::uint64_t done) { progress.advance(before + done); }}, progress);
    before += share_size(one.campaign);
    complete = complete && result.complete;
    return result;
  };
  for (Planned& one : planned) all.results.push_back(run_one(one));
  for (Planned& one : beside) run_one(one);
  keep_what_applied(beside, planned);
  for (Planned& one : planned) {
    report.runs.push_back(std::move(one.run));
    all.instances.push_back(one.instance);
  }
  for (std::string& still : stillnesses(report)) report.remarks.push_back(std::move(still));
  {
    const numeric::StopScope saving(numeric::a_second_after(stop));
    complete = confirm_violations(all, selection, version, replay_as_written, stop) && complete;
    add_series(all, selection, version, jobs_of(options.jobs));
  }
  report.interrupted = interrupted();
  report.out_of_time = !report.interrupted && !complete;
  if (!std::getenv("SOURCE_DATE_EPOCH")) report.seconds = std::chrono::duration<double>(Clock::now() - start).count();
  return all;
}

}  // namespace margincert::cli
