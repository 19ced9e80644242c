#pragma once

#include <optional>
#include <string>
#include <vector>

#include "generators/counter_random.hpp"
#include "generators/shrinking.hpp"
#include "search/target.hpp"

namespace margincert::search {

/// From what a search starts: small instances of the task families.
struct Sources {
  std::vector<std::string> families;                ///< ids; none: all
  std::vector<std::string> settings;                ///< name=value, for one family
  std::optional<recursion::Parameters> parameters;  ///< none: drawn too, with small d, K and T
  int most_points = 8;
};

struct Draw {
  generators::Instance instance;
  std::string family;
};

/// A random instance of the families that fits the target's facts: labelled where fully-labelled is required, and so
/// on; where such a fact is not required, half of the draws break it. The result is a function of sources, target and
/// the random stream. SettingError when none of the families has such an instance.
Draw draw_instance(const Sources& sources, const Target& target, generators::Random& random);

}  // namespace margincert::search
