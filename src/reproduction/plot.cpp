#include "reproduction/plot.hpp"

#include "charts/line_chart.hpp"

namespace margincert::reproduction {

std::string to_svg(const Plot& plot) {
  charts::LineChart chart{.x_axis = plot.x_axis, .y_axis = plot.y_axis, .series = {}};
  for (const Series& series : plot.series) {
    charts::LineSeries line{series.name, {}};
    for (const Point& point : series.points) line.points.push_back({point.x, point.y.value, point.y.lo, point.y.hi});
    chart.series.push_back(line);
  }
  return charts::line_chart(
      chart, {.id = plot.name, .title = plot.title, .description = "", .standalone = true, .width = 640});
}

}  // namespace margincert::reproduction
