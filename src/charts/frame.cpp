#include "charts/frame.hpp"

#include <algorithm>
#include <numeric>

#include "charts/lettering.hpp"
#include "charts/palette.hpp"

namespace margincert::charts {
namespace {

constexpr double tick_size = 13;
constexpr Lettering name_style{.opacity = 0.85}, note_style{.size = 13, .opacity = 0.85};

std::string with_remark(const std::string& name, const Axis& axis) {
  if (axis.remark().empty()) return name;
  return name.empty() ? axis.remark() : name + " (" + axis.remark() + ")";
}

double widest_label(const Axis& axis) {
  double widest = 0;
  for (const Tick& tick : axis.ticks()) widest = std::max(widest, width_of(tick.label, tick_size));
  return widest;
}

void draw_grid(Drawing& drawing, const Frame& frame) {
  for (const Tick& tick : frame.y.ticks()) {
    const double y = frame.bottom - tick.share * (frame.bottom - frame.top);
    drawing.line({frame.left, y}, {frame.right, y}, stroked(ink, 1, tick.zero ? 0.55 : 0.15));
    drawing.text({frame.left - 6, y + 0.35 * tick_size}, tick.label, {Anchor::end, tick_size, 0.85});
  }
}

/// Labels that would touch the one before are left out; those at the ends stay inside the picture.
void draw_x_ticks(Drawing& drawing, const Look& look, const Frame& frame) {
  drawing.line({frame.left, frame.bottom}, {frame.right, frame.bottom}, stroked(ink, 1, 0.55));
  double free_from = 0;
  for (const Tick& tick : frame.x.ticks()) {
    const double x = frame.left + tick.share * (frame.right - frame.left);
    drawing.line({x, frame.bottom}, {x, frame.bottom + 4}, stroked(ink, 1, 0.55));
    const double half = width_of(tick.label, tick_size) / 2;
    const double middle = std::clamp(x, half, std::max(half, look.width - half));
    if (middle - half < free_from) continue;
    drawing.text({middle, frame.bottom + 6 + tick_size}, tick.label, {Anchor::middle, tick_size, 0.85});
    free_from = middle + half + 6;
  }
}

}  // namespace

double draw_heading(Drawing& drawing, const Look& look) {
  if (!look.heading || look.title.empty()) return edge;
  const Lettering style{.size = 16, .bold = true};
  return edge + drawing.paragraph({edge, edge}, look.title, look.width - 2 * edge, 3, style) + 4;
}

double draw_notes(Drawing& drawing, const Look& look, double top, const std::vector<std::string>& notes) {
  for (const std::string& note : notes) {
    top += drawing.paragraph({edge, top}, note, look.width - 2 * edge, 4, note_style) + 2;
  }
  return top + edge;
}

std::string empty_chart(const Look& look, const std::string& why) {
  Drawing drawing;
  const double top = draw_heading(drawing, look), room = look.width - 2 * edge;
  constexpr double padding = 24;
  const double height =
      drawing.paragraph({edge + padding, top + padding}, why, room - 2 * padding, 4, {.opacity = 0.85});
  drawing.rectangle({edge, top}, room, height + 2 * padding, stroked(ink, 1, 0.4, "4 4"));
  return drawing.finished(look, top + height + 2 * padding + edge, why);
}

Frame draw_frame(Drawing& drawing, const Look& look, const Axis& x, const Axis& y, const AxisNames& names,
                 double right_margin) {
  double top = draw_heading(drawing, look);
  top += drawing.paragraph({edge, top}, with_remark(names.y, y), look.width - 2 * edge, 2, name_style);
  Frame frame{x, y};
  frame.left = edge + std::max(widest_label(y) + 6, 20.0);
  frame.right = look.width - std::max(right_margin, edge + 8);
  frame.top = top + 12;
  frame.bottom = frame.top + std::clamp(0.5 * look.width, 180.0, 300.0);
  draw_grid(drawing, frame);
  draw_x_ticks(drawing, look, frame);
  const double centre = std::midpoint(frame.left, frame.right);
  const std::string name = with_remark(names.x, x);
  const double half = std::min(centre - edge, look.width - edge - centre);
  const Lines lines = wrapped(name, name_style.size, 2 * half, 1);
  if (!lines.lines.empty()) {
    drawing.text({centre, frame.bottom + 38}, lines.lines[0], {Anchor::middle, 14, 0.85}, lines.cut ? name : "");
  }
  return frame;
}

double below(const Frame& frame) { return frame.bottom + 48; }

}  // namespace margincert::charts
