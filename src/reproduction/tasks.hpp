#pragma once

#include <cstdint>

#include "generators/fresh_tasks.hpp"
#include "reproduction/scale.hpp"
#include "transformer/predict.hpp"

namespace margincert::reproduction {

using generators::FamilyChoice;

/// The family's tasks of (seed, index) in the dimensions of `size`.
inline transformer::TaskSource fresh_tasks(const Size& size, const FamilyChoice& family, std::uint64_t seed) {
  return generators::fresh_tasks({size.feature_dim, size.classes, size.context}, seed, family);
}

}  // namespace margincert::reproduction
