#include "charts/drawing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "charts/lettering.hpp"

namespace margincert::charts {
namespace {

/// To a hundredth, with no digit more than that takes.
std::string number(double value) {
  if (!std::isfinite(value)) throw std::logic_error("a chart has a coordinate that is no number");
  const double rounded = std::round(value * 100) / 100;
  return fmt::format("{}", rounded == 0 ? 0 : rounded);
}

std::string pairs(const std::vector<Point>& points) {
  std::string text;
  for (const Point& point : points) {
    text += fmt::format("{}{},{}", text.empty() ? "" : " ", number(point.x), number(point.y));
  }
  return text;
}

std::string opacity_attribute(std::string_view name, double opacity) {
  return opacity == 1 ? "" : fmt::format(" {}=\"{}\"", name, number(opacity));
}

std::string attributes(const Paint& paint) {
  std::string text = fmt::format(" fill=\"{}\"", paint.fill);
  if (paint.fill != "none") text += opacity_attribute("fill-opacity", paint.fill_opacity);
  if (paint.stroke == "none") return text;
  text += fmt::format(" stroke=\"{}\"", paint.stroke) + opacity_attribute("stroke-opacity", paint.stroke_opacity);
  if (paint.stroke_width != 1) text += fmt::format(" stroke-width=\"{}\"", number(paint.stroke_width));
  return paint.dash.empty() ? text : text + fmt::format(" stroke-dasharray=\"{}\"", paint.dash);
}

std::string_view attribute(Anchor anchor) {
  return anchor == Anchor::start ? "" : anchor == Anchor::middle ? " text-anchor=\"middle\"" : " text-anchor=\"end\"";
}

std::string title_element(std::string_view tooltip) {
  return tooltip.empty() ? "" : "<title>" + escaped(tooltip) + "</title>";
}

/// An id that needs no escaping anywhere.
std::string plain_id(std::string id) {
  std::erase_if(id, [](char c) {
    return !((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_');
  });
  return "chart-" + id;
}

}  // namespace

Paint filled(std::string_view colour, double opacity) { return {.fill = colour, .fill_opacity = opacity}; }

Paint stroked(std::string_view colour, double width, double opacity, std::string_view dash) {
  return {.stroke = colour, .stroke_width = width, .stroke_opacity = opacity, .dash = dash};
}

void Drawing::element(std::string_view name, const std::string& geometry, const Paint& paint,
                      std::string_view tooltip) {
  body_ += fmt::format("<{} {}{}", name, geometry, attributes(paint));
  body_ += tooltip.empty() ? "/>\n" : fmt::format(">{}</{}>\n", title_element(tooltip), name);
}

void Drawing::line(Point from, Point to, const Paint& paint) {
  element("line",
          fmt::format("x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\"", number(from.x), number(from.y), number(to.x),
                      number(to.y)),
          paint, "");
}

void Drawing::polyline(const std::vector<Point>& points, const Paint& paint) {
  element("polyline", fmt::format("points=\"{}\" stroke-linejoin=\"round\"", pairs(points)), paint, "");
}

void Drawing::polygon(const std::vector<Point>& points, const Paint& paint, std::string_view tooltip) {
  element("polygon", fmt::format("points=\"{}\"", pairs(points)), paint, tooltip);
}

void Drawing::rectangle(Point corner, double width, double height, const Paint& paint, std::string_view tooltip) {
  element("rect",
          fmt::format("x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"", number(corner.x), number(corner.y), number(width),
                      number(height)),
          paint, tooltip);
}

void Drawing::circle(Point centre, double radius, const Paint& paint, std::string_view tooltip) {
  element("circle", fmt::format("cx=\"{}\" cy=\"{}\" r=\"{}\"", number(centre.x), number(centre.y), number(radius)),
          paint, tooltip);
}

void Drawing::text(Point at, std::string_view content, const Lettering& lettering, std::string_view tooltip) {
  body_ +=
      fmt::format("<text x=\"{}\" y=\"{}\" font-size=\"{}\"{}{}{}>{}{}</text>\n", number(at.x), number(at.y),
                  number(lettering.size), attribute(lettering.anchor), lettering.bold ? " font-weight=\"bold\"" : "",
                  opacity_attribute("fill-opacity", lettering.opacity), title_element(tooltip), escaped(content));
}

double Drawing::paragraph(Point at, std::string_view content, double width, std::size_t most,
                          const Lettering& lettering) {
  const Lines broken = wrapped(content, lettering.size * (lettering.bold ? 1.1 : 1), width, most);
  double height = 0;
  for (const std::string& each : broken.lines) {
    text({at.x, at.y + height + lettering.size}, each, lettering, broken.cut ? content : "");
    height += lettering.size * line_spacing;
  }
  return height;
}

std::string Drawing::finished(const Look& look, double height, std::string_view summary) const {
  const std::string id = plain_id(look.id), width = number(look.width), rounded_height = number(std::ceil(height));
  // In a page the picture takes the width it is given, and its letters never more than their natural size.
  const std::string place =
      look.standalone
          ? fmt::format(" xmlns=\"http://www.w3.org/2000/svg\" width=\"{}\" height=\"{}\" color=\"#222222\"", width,
                        rounded_height)
          : fmt::format(" width=\"100%\" height=\"{}\" preserveAspectRatio=\"xMinYMin meet\"", rounded_height);
  std::string svg = fmt::format(
      "<svg viewBox=\"0 0 {0} {1}\"{2} role=\"img\" aria-labelledby=\"{3}-title {3}-desc\" "
      "font-family=\"system-ui, sans-serif\" fill=\"currentColor\">\n<title id=\"{3}-title\">{4}</title>\n"
      "<desc id=\"{3}-desc\">{5}{6}{7}</desc>\n",
      width, rounded_height, place, id, escaped(look.title), escaped(look.description),
      look.description.empty() || summary.empty() ? "" : " ", escaped(summary));
  if (look.standalone)
    svg += fmt::format("<rect width=\"{}\" height=\"{}\" fill=\"#ffffff\"/>\n", width, rounded_height);
  return svg + body_ + "</svg>\n";
}

}  // namespace margincert::charts
