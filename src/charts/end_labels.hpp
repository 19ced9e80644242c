#pragma once

#include <string>
#include <vector>

#include "charts/frame.hpp"

namespace margincert::charts {

/// Heights moved apart, as little as may be (least squares, in the given order), so that boxes of these sizes about
/// them neither overlap nor leave [top, bottom]. The sizes together fit in there.
std::vector<double> spread(const std::vector<double>& wanted, const std::vector<double>& sizes, double top,
                           double bottom);

/// The name of one line, at the height where it ends.
struct EndLabel {
  std::string name;
  double height = 0;
  std::size_t series = 0;  ///< number in the palette
};

/// The margin that names need at the right of a frame.
double end_label_margin(const std::vector<std::string>& names, const Look& look);

/// Names at the right of the frame, each after a piece of its line; those for which there is no room are counted.
void draw_end_labels(Drawing& drawing, const Look& look, const Frame& frame, const std::vector<EndLabel>& labels);

}  // namespace margincert::charts
