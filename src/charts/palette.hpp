#pragma once

#include <array>
#include <string_view>

#include "charts/drawing.hpp"

namespace margincert::charts {

/// Told apart by who sees no red, no green or no blue, and at least 3:1 against white and against #111111.
inline constexpr std::array<std::string_view, 6> colours{"#2474c4", "#d55e00", "#009e73",
                                                         "#c060a8", "#9a7b00", "#7d7d85"};
inline constexpr std::string_view holding = colours[0], violating = colours[1], bounding = colours[2],
                                  undecided = colours[4];
inline constexpr std::string_view ink = "currentColor";

/// Number k of a list: all of them repeat, but so late that dash, shape and colour together tell 42 apart.
std::string_view colour_of(std::size_t k);
std::string_view dash_of(std::size_t k);
/// Disc, square, triangle, diamond, triangle down, plus, cross.
void draw_marker(Drawing& drawing, std::size_t k, Point at, double radius, std::string_view tooltip = "");
/// The same, not filled and in grey.
void draw_hollow_disc(Drawing& drawing, Point at, double radius, std::string_view tooltip = "");
void draw_star(Drawing& drawing, Point at, double radius, const Paint& paint, std::string_view tooltip = "");

}  // namespace margincert::charts
