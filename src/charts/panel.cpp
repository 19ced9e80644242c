#include "charts/panel.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "charts/number_text.hpp"
#include "charts/palette.hpp"

namespace margincert::charts {
namespace {

/// Orthogonal to (1, 1, 1), the third axis upward.
Point along_diagonal(double x, double y, double z) { return {(x - y) / std::sqrt(2), (2 * z - x - y) / std::sqrt(6)}; }

/// Where a panel's coordinates stand in the picture.
struct Place {
  Square square;
  double reach;

  Point centre() const { return {square.corner.x + square.size / 2, square.corner.y + square.size / 2}; }
  double length(double distance) const { return distance / reach * (square.size / 2); }
  Point of(Point p) const { return {centre().x + length(p.x), centre().y - length(p.y)}; }
};

/// The part of a line that lies within reach, where there is one (Liang and Barsky).
std::optional<std::pair<Point, Point>> clipped(Point from, Point to, double reach) {
  double enter = 0, leave = 1;
  const auto cut = [&](double start, double change) {  // |start + s·change| <= reach
    for (const double sign : {1.0, -1.0}) {
      const double room = reach - sign * start, speed = sign * change;
      if (speed == 0 && room < 0) leave = -1;
      if (speed > 0) leave = std::min(leave, room / speed);
      if (speed < 0) enter = std::max(enter, room / speed);
    }
  };
  cut(from.x, to.x - from.x);
  cut(from.y, to.y - from.y);
  if (!(enter < leave)) return std::nullopt;
  const auto at = [&](double s) { return Point{std::lerp(from.x, to.x, s), std::lerp(from.y, to.y, s)}; };
  return std::pair{at(enter), at(leave)};
}

void draw_axes(Drawing& drawing, const Place& place, bool solid) {
  // Tokens reach as far as the tips, so the names of a plane's axes stand beyond them.
  const auto at_rim = [](Point tip, bool upward) {
    return upward ? Point{tip.x + 9, tip.y - 2} : Point{tip.x + 4, tip.y - 5};
  };
  const auto axis = [&](Point direction, int number, bool both) {
    const double length = 0.88 * place.reach;
    const Point tip = place.of({direction.x * length, direction.y * length});
    drawing.line(both ? place.of({-direction.x * length, -direction.y * length}) : place.centre(), tip,
                 stroked(ink, 1, 0.25));
    const Point name = both ? at_rim(tip, direction.y > 0.9) : Point{tip.x, tip.y + (direction.y > 0.9 ? -4 : 13)};
    drawing.text(name, number == 1 ? "x₁" : number == 2 ? "x₂" : "x₃", {Anchor::middle, 11, 0.7});
  };
  if (!solid) {
    axis({1, 0}, 1, true);
    axis({0, 1}, 2, true);
    return;
  }
  const double scale = std::sqrt(1.5);  // the projection of a unit vector has length √(2/3)
  int number = 0;
  for (const Point p : {along_diagonal(1, 0, 0), along_diagonal(0, 1, 0), along_diagonal(0, 0, 1)}) {
    axis({p.x * scale, p.y * scale}, ++number, false);
  }
}

std::string_view colour_for(const TokenKind& kind) {
  return kind.label ? colour_of(static_cast<std::size_t>(std::max(*kind.label, 0))) : ink;
}

void draw_way(Drawing& drawing, const Place& place, Point from, Point to, const TokenKind& kind) {
  const auto part = clipped(from, to, place.reach);
  if (!part) return;
  drawing.line(place.of(part->first), place.of(part->second), stroked(colour_for(kind), kind.probe ? 2 : 1.25, 0.5));
}

}  // namespace

std::optional<PlaneFrame> projected(const TaskFrame& frame) {
  PlaneFrame plane{.layer = frame.layer, .tokens = {}, .coordinates = {}};
  for (const auto& token : frame.tokens) {
    if (token.size() != 2 && token.size() != 3) return std::nullopt;
    if (std::ranges::any_of(token, [](double x) { return !(std::abs(x) <= 1e150); })) return std::nullopt;
    plane.solid = token.size() == 3;
    plane.tokens.push_back(plane.solid ? along_diagonal(token[0], token[1], token[2]) : Point{token[0], token[1]});
    plane.coordinates.push_back(fmt::format("({}, {}{})", number_text(token[0]), number_text(token[1]),
                                            plane.solid ? ", " + number_text(token[2]) : ""));
    plane.reach = std::max({plane.reach, std::abs(plane.tokens.back().x), std::abs(plane.tokens.back().y)});
  }
  constexpr double room = 1.15;
  plane.reach = plane.reach < 1e-150 ? 0 : room * plane.reach;
  return plane;
}

void draw_token(Drawing& drawing, const TokenKind& kind, Point at, const std::string& tooltip) {
  if (kind.probe) {
    drawing.circle(at, 8, stroked(colour_for(kind), 2.5), tooltip);
    draw_star(drawing, at, 6.5, filled(ink), tooltip);
  } else if (kind.label) {
    draw_marker(drawing, static_cast<std::size_t>(std::max(*kind.label, 0)), at, 3.8, tooltip);
  } else {
    draw_hollow_disc(drawing, at, 3.5, tooltip);
  }
}

void draw_panel(Drawing& drawing, const Square& square, const PlaneFrame& frame, const PlaneFrame* before,
                const std::vector<TokenKind>& kinds, bool name_reach) {
  const Place place{square, frame.reach};
  drawing.text({square.corner.x, square.corner.y - 6}, fmt::format("layer {}", frame.layer), {.bold = true});
  drawing.rectangle(square.corner, square.size, square.size, stroked(ink, 1, 0.3));
  draw_axes(drawing, place, frame.solid);
  if (frame.reach >= 1 && frame.reach < 50)
    drawing.circle(place.centre(), place.length(1), stroked(ink, 1, 0.35, "2 3"));
  if (name_reach) {
    drawing.text({square.corner.x + square.size, square.corner.y - 6},
                 "±" + number_text(frame.reach, Rounding::nearest, 2), {Anchor::end, 12, 0.85});
  }
  for (std::size_t k = 0; before && k < kinds.size(); ++k) {
    draw_way(drawing, place, before->tokens[k], frame.tokens[k], kinds[k]);
  }
  for (std::size_t k = 0; k < kinds.size(); ++k) {
    draw_token(drawing, kinds[k], place.of(frame.tokens[k]), frame.coordinates[k]);
  }
}

}  // namespace margincert::charts
