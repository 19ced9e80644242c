#include "charts/palette.hpp"

#include <cmath>
#include <numbers>
#include <vector>

namespace margincert::charts {
namespace {

/// Corners on circles about `at`, the first at the top: radii are taken in turn.
std::vector<Point> polygon_points(Point at, std::size_t corners, double turn, const std::vector<double>& radii) {
  std::vector<Point> points;
  for (std::size_t k = 0; k < corners; ++k) {
    const double angle = 2 * std::numbers::pi * (static_cast<double>(k) / static_cast<double>(corners) + turn);
    const double radius = radii[k % radii.size()];
    points.push_back({at.x + radius * std::sin(angle), at.y - radius * std::cos(angle)});
  }
  return points;
}

/// A plus with thick arms, or turned by an eighth a cross.
std::vector<Point> plus(Point at, double radius, double turn) {
  constexpr double arm = 0.36;  // half its thickness, in parts of the radius
  const double corner = arm * std::numbers::sqrt2 * radius, tip = std::hypot(1, arm) * radius;
  std::vector<Point> points;
  for (int quarter = 0; quarter < 4; ++quarter) {
    for (const auto& [r, angle] : {std::pair{tip, -std::atan(arm)}, {tip, std::atan(arm)}, {corner, 0.785398}}) {
      const double a = angle + 2 * std::numbers::pi * (quarter / 4.0 + turn);
      points.push_back({at.x + r * std::sin(a), at.y - r * std::cos(a)});
    }
  }
  return points;
}

}  // namespace

std::string_view colour_of(std::size_t k) { return colours[k % colours.size()]; }

std::string_view dash_of(std::size_t k) {
  constexpr std::array<std::string_view, 7> dashes{"", "7 3", "2 3", "9 3 2 3", "12 4", "5 2 2 2 2 2", "4 6"};
  return dashes[k % dashes.size()];
}

void draw_marker(Drawing& drawing, std::size_t k, Point at, double radius, std::string_view tooltip) {
  const Paint paint = filled(colour_of(k), 0.85);
  switch (k % 7) {
    case 0:
      return drawing.circle(at, radius, paint, tooltip);
    case 1:
      return drawing.polygon(polygon_points(at, 4, 0.125, {1.25 * radius}), paint, tooltip);
    case 2:
      return drawing.polygon(polygon_points(at, 3, 0, {1.4 * radius}), paint, tooltip);
    case 3:
      return drawing.polygon(polygon_points(at, 4, 0, {1.35 * radius}), paint, tooltip);
    case 4:
      return drawing.polygon(polygon_points(at, 3, 0.5, {1.4 * radius}), paint, tooltip);
    case 5:
      return drawing.polygon(plus(at, 1.2 * radius, 0), paint, tooltip);
    default:
      return drawing.polygon(plus(at, 1.2 * radius, 0.125), paint, tooltip);
  }
}

void draw_hollow_disc(Drawing& drawing, Point at, double radius, std::string_view tooltip) {
  drawing.circle(at, radius, stroked("#7d7d85", 1.5), tooltip);
}

void draw_star(Drawing& drawing, Point at, double radius, const Paint& paint, std::string_view tooltip) {
  drawing.polygon(polygon_points(at, 10, 0, {radius, 0.42 * radius}), paint, tooltip);
}

}  // namespace margincert::charts
