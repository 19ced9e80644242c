#pragma once

#include <string>

#include "reproduction/result.hpp"

namespace margincert::reproduction {

/// The plot as a picture of its own: a line chart (src/charts), with intervals as bands.
std::string to_svg(const Plot& plot);

}  // namespace margincert::reproduction
