#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "recursion/task.hpp"

namespace margincert {

/// A task that was not drawn from a family.
struct GivenTask {
  std::string name;  ///< its file, or what found it
  recursion::Task task;
};

/// Where a campaign's tasks come from, before any is made.
struct TaskSource {
  std::string name;                           ///< family id, or "files", "cases", "search"
  std::vector<std::string> assignments = {};  ///< settings as given, name=value
  std::vector<std::string> files = {};        ///< task files or cases, instead of a family
  std::uint64_t tasks = 0;                    ///< of a family
  bool may_be_left_out = false;               ///< where the family has no task for the model; said in the report
  /// Or tasks themselves, of which those are taken that fit the model; always judged with the model's own parameters.
  std::vector<GivenTask> given = {};
};

TaskSource family_source(const std::string& family, const std::vector<std::string>& settings, std::uint64_t tasks);
TaskSource file_source(const std::vector<std::string>& files);

}  // namespace margincert
