#pragma once

#include <optional>
#include <string>
#include <vector>

#include "charts/look.hpp"

namespace margincert::charts {

struct LinePoint {
  double x = 0, y = 0;
  std::optional<double> lo = {}, hi = {};  ///< an enclosure or a confidence interval, where there is one
};

struct LineSeries {
  std::string name;
  std::vector<LinePoint> points;  ///< by increasing x
};

struct LineChart {
  std::string x_axis, y_axis;
  std::vector<LineSeries> series;
  bool whole_x = true;               ///< x counts layers or steps: no ticks between whole numbers
  bool shares = false;   ///< y are shares: the axis is linear, from 0 to 1
  std::optional<double> level = {};  ///< a horizontal line to compare with, e.g. a bound or chance
  std::string level_name = {};
};

/// Values over depth or steps, as lines with their intervals as bands, each named at its end. Unless they are shares,
/// the axis is linear or logarithmic as fitting_axis chooses, and says so. What is not finite is left out, and the chart says how much.
std::string line_chart(const LineChart& chart, const Look& look);

}  // namespace margincert::charts
