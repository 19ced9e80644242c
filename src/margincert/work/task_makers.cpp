#include "margincert/work/task_makers.hpp"

#include <fmt/format.h>

#include <memory>
#include <utility>

#include "files/file_error.hpp"
#include "generators/family.hpp"
#include "generators/parameter_draws.hpp"
#include "margincert/instance.hpp"
#include "recursion/refusal.hpp"

namespace margincert::work {
namespace {

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

}  // namespace

TaskMaker maker_for(const TaskSource& source, const Model& model, std::uint64_t seed) {
  if (!source.given.empty()) return given_maker(source, model);
  return source.files.empty() ? family_maker(source, model, seed) : file_maker(source, model);
}

std::string parameter_draw_of(const TaskSource& source, const std::string& parameter_draw) {
  return source.given.empty() ? parameter_draw : "given";
}

std::function<recursion::Parameters(std::uint64_t)> parameter_drawer(const std::string& parameter_draw,
                                                                     const Model& model, std::uint64_t seed) {
  try {
    const generators::ParameterDraw& draw = generators::find_parameter_draw(parameter_draw);
    return [&draw, base = model.parameters, seed](std::uint64_t index) {
      return generators::draw_parameters(draw, base, seed, index);
    };
  } catch (const generators::UnknownParameterDraw& unknown) {
    throw Refusal("", unknown.what(), "");
  }
}

recursion::Task read_matching_task(const std::string& path, const Model& model) {
  recursion::Task task = read_task(path);
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

std::vector<NamedInstance> instances_of(const TaskSource& source, const Model& model, std::uint64_t seed,
                                        const std::string& parameter_draw) {
  const TaskMaker maker = maker_for(source, model, seed);
  const auto draw = parameter_drawer(parameter_draw_of(source, parameter_draw), model, seed);
  std::vector<NamedInstance> instances;
  for (std::uint64_t index = 0; index < maker.tasks; ++index) {
    const std::string name = maker.names.empty() ? fmt::format("{} {}", source.name, index) : maker.names[index];
    instances.push_back({name, {maker.make(index), draw(index)}});
  }
  return instances;
}

}  // namespace margincert::work
