#include "charts/line_chart.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "charts/end_labels.hpp"
#include "charts/number_text.hpp"
#include "charts/palette.hpp"

namespace margincert::charts {
namespace {

constexpr std::size_t most_markers = 16;  // of a line; more of them hide it

bool is_finite(const LinePoint& point) { return std::isfinite(point.x) && std::isfinite(point.y); }
bool has_interval(const LinePoint& point) {
  return point.lo && point.hi && std::isfinite(*point.lo) && std::isfinite(*point.hi);
}

/// Stretches of points that are finite: a line does not run across what is missing.
std::vector<std::vector<LinePoint>> stretches(const LineSeries& series) {
  std::vector<std::vector<LinePoint>> result(1);
  for (const LinePoint& point : series.points) {
    if (is_finite(point)) {
      result.back().push_back(point);
    } else if (!result.back().empty()) {
      result.emplace_back();
    }
  }
  if (result.back().empty()) result.pop_back();
  return result;
}

struct Extents {
  Extent x, y;
  long left_out = 0, open_intervals = 0;

  explicit Extents(const LineChart& chart) {
    for (const LineSeries& series : chart.series) {
      for (const LinePoint& point : series.points) take(point);
    }
    if (chart.level && !y.empty()) y.take(*chart.level);
    if (chart.shares && !y.empty()) y.take({0, 1});
  }
  void take(const LinePoint& point) {
    if (!is_finite(point)) {
      ++left_out;
      return;
    }
    x.take(point.x);
    y.take(point.y);
    if (has_interval(point)) {
      y.take({*point.lo, *point.hi});
    } else if (point.lo || point.hi) {
      ++open_intervals;
    }
  }
};

void draw_band(Drawing& drawing, const Frame& frame, const std::vector<LinePoint>& points, std::size_t number) {
  if (!std::ranges::all_of(points, has_interval)) return;
  std::vector<Point> corners;
  for (const LinePoint& point : points) corners.push_back(frame.at(point.x, *point.hi));
  for (auto point = points.rbegin(); point != points.rend(); ++point) corners.push_back(frame.at(point->x, *point->lo));
  drawing.polygon(corners, filled(colour_of(number), 0.2));
}

std::string tooltip_of(const LineSeries& series, const LinePoint& point) {
  const std::string range = has_interval(point) ? " [" + range_text(*point.lo, *point.hi) + "]" : "";
  return fmt::format("{}, {}: {}{}", series.name, number_text(point.x), number_text(point.y), range);
}

void draw_interval(Drawing& drawing, const Frame& frame, const LinePoint& point, std::size_t number) {
  if (!has_interval(point)) return;
  const Point high = frame.at(point.x, *point.hi), low = frame.at(point.x, *point.lo);
  drawing.line(high, low, stroked(colour_of(number), 1.5, 0.8));
}

void draw_series(Drawing& drawing, const Frame& frame, const LineSeries& series, std::size_t number) {
  for (const auto& points : stretches(series)) {
    draw_band(drawing, frame, points, number);
    std::vector<Point> line;
    for (const LinePoint& point : points) line.push_back(frame.at(point.x, point.y));
    if (line.size() > 1) drawing.polyline(line, stroked(colour_of(number), 2, 1, dash_of(number)));
    if (points.size() > most_markers) continue;
    for (std::size_t k = 0; k < points.size(); ++k) {
      draw_interval(drawing, frame, points[k], number);
      draw_marker(drawing, number, line[k], 3.2, tooltip_of(series, points[k]));
    }
  }
}

std::vector<EndLabel> end_labels(const Frame& frame, const LineChart& chart) {
  std::vector<EndLabel> labels;
  for (std::size_t k = 0; k < chart.series.size(); ++k) {
    const auto parts = stretches(chart.series[k]);
    if (!parts.empty()) labels.push_back({chart.series[k].name, frame.down(parts.back().back().y), k});
  }
  return labels;
}

void draw_level(Drawing& drawing, const Frame& frame, const LineChart& chart) {
  if (!chart.level || !std::isfinite(*chart.level)) return;
  const double y = frame.down(*chart.level);
  drawing.line({frame.left, y}, {frame.right, y}, stroked(ink, 1.5, 0.7, "1 3"));
  drawing.text({frame.left + 4, y > frame.top + 20 ? y - 5 : y + 15}, chart.level_name, {.size = 13, .opacity = 0.85});
}

std::string summary(const LineChart& chart, const Extents& extents) {
  std::string text =
      fmt::format("{} from {} to {}, {} from {} to {}.", chart.y_axis, number_text(extents.y.lo()),
                  number_text(extents.y.hi()), chart.x_axis, number_text(extents.x.lo()), number_text(extents.x.hi()));
  for (std::size_t k = 0; k < std::min<std::size_t>(chart.series.size(), 12); ++k) {
    const auto parts = stretches(chart.series[k]);
    if (parts.empty()) continue;
    text += fmt::format(" {}: from {} to {}.", chart.series[k].name, number_text(parts.front().front().y),
                        number_text(parts.back().back().y));
  }
  return text;
}

std::string points_text(long count) { return count_text(count) + (count == 1 ? " point." : " points."); }

std::vector<std::string> notes_of(const Extents& extents) {
  std::vector<std::string> notes;
  if (extents.left_out > 0) notes.push_back("Not drawn, because they are not finite: " + points_text(extents.left_out));
  if (extents.open_intervals > 0) {
    notes.push_back("Drawn without intervals, which are unbounded: " + points_text(extents.open_intervals));
  }
  return notes;
}

}  // namespace

std::string line_chart(const LineChart& chart, const Look& look) {
  const Extents extents(chart);
  if (extents.y.empty()) return empty_chart(look, "Nothing to draw: there are no finite values.");
  Drawing drawing;
  std::vector<std::string> names;
  for (const LineSeries& series : chart.series) names.push_back(series.name);
  const Axis x = chart.whole_x ? whole_axis(extents.x) : linear_axis(extents.x);
  const Axis y = chart.shares ? linear_axis(extents.y) : fitting_axis(extents.y);
  const Frame frame = draw_frame(drawing, look, x, y, {chart.x_axis, chart.y_axis}, end_label_margin(names, look));
  draw_level(drawing, frame, chart);
  for (std::size_t k = 0; k < chart.series.size(); ++k) draw_series(drawing, frame, chart.series[k], k);
  draw_end_labels(drawing, look, frame, end_labels(frame, chart));
  const double height = draw_notes(drawing, look, below(frame), notes_of(extents));
  return drawing.finished(look, height, summary(chart, extents));
}

}  // namespace margincert::charts
