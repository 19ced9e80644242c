#pragma once

#include <string>

#include "reproduction/result.hpp"

namespace margincert::reproduction {

/// The plot as an SVG that needs no scripts and no styles: lines over a grid, each named at its right end, intervals as
/// bands.
std::string to_svg(const Plot& plot);

}  // namespace margincert::reproduction
