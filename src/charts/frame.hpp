#pragma once

#include <string>
#include <vector>

#include "charts/axis.hpp"
#include "charts/drawing.hpp"

namespace margincert::charts {

inline constexpr double edge = 6;  ///< between the picture's border and what is drawn

/// The title, where the look has it drawn; returns the height below it.
double draw_heading(Drawing& drawing, const Look& look);

/// Sentences below a chart, each a paragraph; returns the height below them.
double draw_notes(Drawing& drawing, const Look& look, double top, const std::vector<std::string>& notes);

/// A chart with nothing to draw, which says why.
std::string empty_chart(const Look& look, const std::string& why);

/// The rectangle in which data stand.
struct Frame {
  Axis x, y;
  double left = 0, right = 0, top = 0, bottom = 0;

  double across(double value) const { return left + x.share(value) * (right - left); }
  double down(double value) const { return bottom - y.share(value) * (bottom - top); }
  Point at(double x_value, double y_value) const { return {across(x_value), down(y_value)}; }
};

struct AxisNames {
  std::string x, y;
};

/// Draws heading, names, grid and ticks, and leaves `right_margin` free. The frame's height follows from its width.
Frame draw_frame(Drawing& drawing, const Look& look, const Axis& x, const Axis& y, const AxisNames& names,
                 double right_margin);

/// Below the ticks and the name of the x axis: where notes begin.
double below(const Frame& frame);

}  // namespace margincert::charts
