#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "generators/shrinking.hpp"
#include "margincert/task_source.hpp"
#include "margincert/work/models.hpp"

namespace margincert::work {

/// Tasks by index, and the settings they were made with.
struct TaskMaker {
  std::function<recursion::Task(std::uint64_t)> make;
  std::map<std::string, std::string> settings;
  bool random = false;
  std::uint64_t tasks = 0;
  std::vector<std::string> names = {};  ///< of tasks that come from elsewhere than a family
};

/// Throws UnknownFamily, SettingError (of generators/) or FileError for a source that has no tasks for the model.
TaskMaker maker_for(const TaskSource& source, const Model& model, std::uint64_t seed);

/// How each task's parameters are drawn from the model's: a given task is about the model itself.
std::string parameter_draw_of(const TaskSource& source, const std::string& parameter_draw);

/// Parameters by the index of their task. Refusal when no draw is so called.
std::function<recursion::Parameters(std::uint64_t)> parameter_drawer(const std::string& parameter_draw,
                                                                     const Model& model, std::uint64_t seed);

/// Reads a task file and checks that it fits the model: FileError otherwise.
recursion::Task read_matching_task(const std::string& path, const Model& model);

/// A task with the parameters it is judged with, and what it is called: its file, or "cone 7".
struct NamedInstance {
  std::string name;
  generators::Instance instance;
};
/// All of a source's. Throws as the above do.
std::vector<NamedInstance> instances_of(const TaskSource& source, const Model& model, std::uint64_t seed,
                                        const std::string& parameter_draw);

}  // namespace margincert::work
