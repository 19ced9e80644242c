#pragma once

#include <optional>
#include <string>

#include "recursion/parameters.hpp"
#include "recursion/task.hpp"

namespace margincert::reports {

/// The task layer by layer as an SVG file of its own; none for tasks that frames_of has no frames of.
std::optional<std::string> task_picture(const recursion::Task& task, const recursion::Parameters& parameters,
                                        recursion::Regime regime);

}  // namespace margincert::reports
