#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "charts/look.hpp"

namespace margincert::charts {

struct Point {
  double x = 0, y = 0;
};

/// How a shape is drawn. Colours are "currentColor" or of the palette.
struct Paint {
  std::string_view fill = "none";
  double fill_opacity = 1;
  std::string_view stroke = "none";
  double stroke_width = 1, stroke_opacity = 1;
  std::string_view dash = "";
};
Paint filled(std::string_view colour, double opacity = 1);
Paint stroked(std::string_view colour, double width = 1, double opacity = 1, std::string_view dash = "");

enum class Anchor { start, middle, end };
struct Lettering {
  Anchor anchor = Anchor::start;
  double size = 14;
  double opacity = 1;
  bool bold = false;
};
inline constexpr double line_spacing = 1.25;  ///< of the font size

/// The elements of one picture, in the order in which they are drawn. Lengths are pixels; a coordinate that is no
/// number is a fault of the chart and throws std::logic_error. A tooltip shows when the pointer rests on the element.
class Drawing {
 public:
  void line(Point from, Point to, const Paint& paint);
  void polyline(const std::vector<Point>& points, const Paint& paint);
  void polygon(const std::vector<Point>& points, const Paint& paint, std::string_view tooltip = "");
  void rectangle(Point corner, double width, double height, const Paint& paint, std::string_view tooltip = "");
  void circle(Point centre, double radius, const Paint& paint, std::string_view tooltip = "");
  /// On the line whose base is at this height.
  void text(Point at, std::string_view content, const Lettering& lettering = {}, std::string_view tooltip = "");
  /// Broken into lines of this width, at most `most`; returns the room it took. `at` is its upper left corner.
  double paragraph(Point at, std::string_view content, double width, std::size_t most, const Lettering& lettering = {});

  /// The picture, of the look's width and this height.
  std::string finished(const Look& look, double height, std::string_view summary) const;

 private:
  void element(std::string_view name, const std::string& geometry, const Paint& paint, std::string_view tooltip);
  std::string body_;
};

}  // namespace margincert::charts
