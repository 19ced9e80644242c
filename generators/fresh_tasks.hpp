#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "recursion/task.hpp"

namespace margincert::generators {

/// A family with settings beside n.
struct FamilyChoice {
  std::string name = "no-margin";
  std::vector<std::string> settings = {};  ///< name=value

  std::string title() const;  ///< "label-noise rate=0.2"
};

/// What a task has of features (d), classes (K) and training points (n).
struct TaskSize {
  int feature_dim = 0;
  int classes = 0;
  int points = 0;
};

/// The family's tasks of (seed, index), index by index: what transformers are trained and measured on. Throws as
/// find_family and read_settings do.
std::function<recursion::Task(std::uint64_t index)> fresh_tasks(const TaskSize& size, std::uint64_t seed,
                                                                const FamilyChoice& choice = {});

}  // namespace margincert::generators
