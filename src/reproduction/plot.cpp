#include "reproduction/plot.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace margincert::reproduction {
namespace {

constexpr double width = 760, height = 380;
constexpr double left = 70, right = 200, top = 40, bottom = 50;  // margins; the names of the lines stand on the right
constexpr std::array colours{"#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00"};

std::string escaped(const std::string& text) {
  std::string result;
  for (const char c : text) {
    result += c == '&' ? "&amp;" : c == '<' ? "&lt;" : c == '>' ? "&gt;" : std::string(1, c);
  }
  return result;
}

/// The range of one axis and the distance of its ticks: 1, 2 or 5 times a power of ten, and at least 1 on an axis of
/// whole numbers.
struct Axis {
  double from = std::numeric_limits<double>::infinity(), to = -from, tick = 1;
  bool whole = false;

  void take(double x) {
    from = std::min(from, x);
    to = std::max(to, x);
  }
  void settle() {
    if (!(from < to)) {
      from = std::isfinite(from) ? from - 0.5 : 0;
      to = from + 1;
    }
    const double rough = (to - from) / 6, power = std::pow(10, std::floor(std::log10(rough)));
    tick = rough <= power ? power : rough <= 2 * power ? 2 * power : rough <= 5 * power ? 5 * power : 10 * power;
    if (whole) tick = std::max(tick, 1.0);
    from = tick * std::floor(from / tick);
    to = tick * std::ceil(to / tick);
  }
  double share(double x) const { return (x - from) / (to - from); }
  long ticks() const { return std::lround((to - from) / tick); }
};

struct Frame {
  Axis x, y;

  explicit Frame(const Plot& plot) {
    for (const Series& series : plot.series) {
      for (const Point& point : series.points) {
        x.take(point.x);
        for (const double value :
             {point.y.value, point.y.lo.value_or(point.y.value), point.y.hi.value_or(point.y.value)}) {
          y.take(value);
        }
      }
    }
    x.whole = true;  // layers, steps
    x.settle();
    y.settle();
  }
  double across(double value) const { return left + x.share(value) * (width - left - right); }
  double down(double value) const { return height - bottom - y.share(value) * (height - top - bottom); }
  std::string at(double x_value, double y_value) const {
    return fmt::format("{:.1f},{:.1f}", across(x_value), down(y_value));
  }
};

std::string text(double x, double y, const std::string& anchor, const std::string& content,
                 const std::string& more = "") {
  return fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\"{}>{}</text>\n", x, y, anchor, more,
                     escaped(content));
}

std::string grid(const Frame& frame) {
  std::string svg;
  for (long k = 0; k <= frame.y.ticks(); ++k) {
    const double value = frame.y.from + static_cast<double>(k) * frame.y.tick, y = frame.down(value);
    svg += fmt::format("<line x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" y2=\"{:.1f}\" stroke=\"#dddddd\"/>\n", left, y,
                       width - right, y);
    svg += text(left - 8, y + 4, "end", fmt::format("{:.6g}", value));
  }
  for (long k = 0; k <= frame.x.ticks(); ++k) {
    const double value = frame.x.from + static_cast<double>(k) * frame.x.tick;
    svg += text(frame.across(value), height - bottom + 18, "middle", fmt::format("{:.6g}", value));
  }
  return svg;
}

std::string band(const Frame& frame, const Series& series, const std::string& colour) {
  std::string upper, lower;
  for (const Point& point : series.points) {
    if (!point.y.lo || !point.y.hi) return "";
    upper += frame.at(point.x, *point.y.hi) + " ";
    lower = frame.at(point.x, *point.y.lo) + " " + lower;
  }
  return fmt::format("<polygon points=\"{}{}\" fill=\"{}\" fill-opacity=\"0.2\"/>\n", upper, lower, colour);
}

std::string line(const Frame& frame, const Series& series, const std::string& colour) {
  std::string points;
  for (const Point& point : series.points) points += frame.at(point.x, point.y.value) + " ";
  return fmt::format("<polyline points=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"2\"/>\n", points, colour);
}

}  // namespace

std::string to_svg(const Plot& plot) {
  const Frame frame(plot);
  std::string svg = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {1}\" width=\"{0}\" height=\"{1}\" role=\"img\" "
      "font-family=\"sans-serif\" font-size=\"13\" fill=\"#222222\">\n<title>{2}</title>\n"
      "<rect width=\"{0}\" height=\"{1}\" fill=\"#ffffff\"/>\n",
      width, height, escaped(plot.title));
  svg += text(left, 22, "start", plot.title, " font-size=\"15\"");
  svg += grid(frame);
  svg += text(left + (width - left - right) / 2, height - 10, "middle", plot.x_axis);
  svg += text(0, 0, "middle", plot.y_axis, fmt::format(" transform=\"translate(16 {:.1f}) rotate(-90)\"", height / 2));
  for (std::size_t k = 0; k < plot.series.size(); ++k) {
    const std::string colour = colours[k % colours.size()];
    svg += band(frame, plot.series[k], colour) + line(frame, plot.series[k], colour);
    svg += text(width - right + 12, top + 12 + 20 * static_cast<double>(k), "start", plot.series[k].name,
                " fill=\"" + colour + "\"");
  }
  return svg + "</svg>\n";
}

}  // namespace margincert::reproduction
