#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "reproduction/scale.hpp"
#include "transformer/predict.hpp"

namespace margincert::reproduction {

/// A family of generators/ with settings beside n, which is the size's context.
struct FamilyChoice {
  std::string name = "no-margin";
  std::vector<std::string> settings = {};

  std::string title() const;  ///< "label-noise rate=0.2"
};

/// The family's tasks of (seed, index) in the dimensions of `size`.
transformer::TaskSource fresh_tasks(const Size& size, const FamilyChoice& family, std::uint64_t seed);

}  // namespace margincert::reproduction
