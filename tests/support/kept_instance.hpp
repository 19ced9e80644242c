#pragma once

#include <deque>
#include <utility>

#include "recursion/instance.hpp"

namespace margincert::testing {

/// An instance that lives until the program ends, for what only refers to its own.
inline const recursion::Instance& kept(recursion::Task task, recursion::Parameters parameters) {
  static std::deque<recursion::Instance> all;
  return all.emplace_back(std::move(task), std::move(parameters));
}

}  // namespace margincert::testing
