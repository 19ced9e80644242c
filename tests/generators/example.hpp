#pragma once

#include <string>
#include <vector>

#include "generators/family.hpp"

namespace margincert::generators::example {

inline recursion::Parameters parameters(int feature_dim = 5, int classes = 3, double alpha = 4) {
  return {feature_dim, classes, recursion::MinusOneOverClasses{}, {{alpha, 2, 0.5, 0.5}}};
}

inline recursion::Task task(const std::string& family_id, const std::vector<std::string>& assignments,
                            const recursion::Parameters& parameters, std::uint64_t seed, std::uint64_t index) {
  const Family& family = find_family(family_id);
  return make_task(family, read_settings(family, assignments), parameters, seed, index);
}

/// What the user is told.
inline std::string complaint(const std::string& family, const std::vector<std::string>& assignments,
                             const recursion::Parameters& given = parameters()) {
  try {
    task(family, assignments, given, 1, 0);
  } catch (const SettingError& error) {
    return error.what();
  }
  return "";
}

}  // namespace margincert::generators::example
