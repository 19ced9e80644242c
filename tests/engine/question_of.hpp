#pragma once

#include <utility>

#include "engine/engine.hpp"
#include "tests/support/kept_instance.hpp"

namespace margincert::engine_tests {

inline engine::Question question_of(recursion::Task task, recursion::Parameters parameters,
                                    recursion::Regime regime = recursion::Regime::full, double radius = 0) {
  return {testing::kept(std::move(task), std::move(parameters)), regime, radius};
}

}  // namespace margincert::engine_tests
