#pragma once

#include <string>

#include "files/json_reader.hpp"
#include "recursion/parameters.hpp"
#include "recursion/task.hpp"

// Whole files as objects inside others: what they hold, format key included, can be copied out and used on its own.
namespace margincert::files {

/// The margincert-recursion/1 object at this place.
recursion::Parameters read_parameters(const Node& node);

/// The margincert-task/1 object at this place.
recursion::Task read_task(const Node& node);

/// Like to_json, with every number a hex-float.
std::string to_exact_json(const recursion::Parameters& parameters);

}  // namespace margincert::files
