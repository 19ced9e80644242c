#pragma once

#include <string>
#include <vector>

#include "recursion/parameters.hpp"
#include "recursion/task.hpp"

/// Tasks made to hurt binary64, by hand.
namespace margincert::engine_tests {

struct HardTask {
  std::string name;
  recursion::Task task;
  recursion::Parameters parameters;
  bool answered = true;  ///< must the engine have an answer?
};

std::vector<HardTask> hard_tasks();

/// Points on a line with labels (-1: none), and a probe of class 0.
recursion::Task line_task(int classes, double probe, const std::vector<double>& points, const std::vector<int>& labels);

}  // namespace margincert::engine_tests
