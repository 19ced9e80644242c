#include "charts/applicability_chart.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "charts/frame.hpp"
#include "charts/lettering.hpp"
#include "charts/number_text.hpp"
#include "charts/palette.hpp"

namespace margincert::charts {
namespace {

enum class Kind { holds, violated, undecided, not_applicable };

struct Part {
  Kind kind;
  long count;
  std::string words;
};

std::vector<Part> parts_of(const FamilyCounts& counts) {
  std::vector<Part> parts{{Kind::holds, counts.holds, "holds"},
                          {Kind::violated, counts.violated, "violated"},
                          {Kind::undecided, counts.undecided, "undecided"}};
  for (const auto& [reason, count] : counts.not_applicable) {
    parts.push_back({Kind::not_applicable, count, reason});
  }
  std::erase_if(parts, [](const Part& part) { return part.count <= 0; });
  return parts;
}

long total_of(const std::vector<Part>& parts) {
  long total = 0;
  for (const Part& part : parts) total += part.count;
  return total;
}

/// In proportion to the counts, but none below the least width; together the whole length.
std::vector<double> widths_of(const std::vector<Part>& parts, double length) {
  const double least = std::min(3.0, length / static_cast<double>(parts.size()));
  const double free = length - least * static_cast<double>(parts.size()), total = static_cast<double>(total_of(parts));
  std::vector<double> widths;
  for (const Part& part : parts) widths.push_back(least + free * static_cast<double>(part.count) / total);
  return widths;
}

/// Told apart without colour too: full, full and taller, striped, hollow.
void draw_part(Drawing& drawing, Kind kind, Point corner, double width, double height, const std::string& tooltip) {
  switch (kind) {
    case Kind::holds:
      return drawing.rectangle(corner, width, height, filled(holding, 0.9), tooltip);
    case Kind::violated:
      return drawing.rectangle({corner.x, corner.y - 5}, width, height + 10, filled(violating), tooltip);
    case Kind::undecided:
      drawing.rectangle(corner, width, height, filled(undecided, 0.35), tooltip);
      for (double x = corner.x + 1.5; x <= corner.x + width - 1; x += 4) {
        drawing.line({x, corner.y}, {x, corner.y + height}, stroked(undecided, 1.5));
      }
      return;
    case Kind::not_applicable: {
      Paint paint = filled(ink, 0.08);
      paint.stroke = ink;
      paint.stroke_opacity = 0.5;
      return drawing.rectangle({corner.x + 0.5, corner.y + 0.5}, std::max(width - 1, 0.5), height - 1, paint, tooltip);
    }
  }
}

double draw_key(Drawing& drawing, const Look& look, double top) {
  double x = edge;
  for (const auto& [kind, words] : {std::pair{Kind::holds, "holds"},
                                    {Kind::violated, "violated"},
                                    {Kind::undecided, "undecided"},
                                    {Kind::not_applicable, "not applicable"}}) {
    const double width = 22 + width_of(words, 13) + 12;
    if (x + width > look.width) {
      x = edge;
      top += 24;
    }
    draw_part(drawing, kind, {x, top + 7}, 16, 10, "");
    drawing.text({x + 22, top + 17}, words, {.size = 13, .opacity = 0.85});
    x += width;
  }
  return top + 30;
}

/// "holds 7 · not applicable 5 (separation 3, dominance 2)"
std::string words_of(const std::vector<Part>& parts) {
  std::string text, reasons;
  long not_applicable = 0;
  for (const Part& part : parts) {
    const bool applies = part.kind != Kind::not_applicable;
    if (!applies) not_applicable += part.count;
    if (part.words.empty()) continue;
    std::string& list = applies ? text : reasons;
    const std::string_view before = list.empty() ? "" : applies ? " · " : ", ";
    list += fmt::format("{}{}\u00a0{}", before, part.words, count_text(part.count));
  }
  if (not_applicable == 0) return text;
  return fmt::format("{}{}not\u00a0applicable\u00a0{}{}", text, text.empty() ? "" : " · ", count_text(not_applicable),
                     reasons.empty() ? "" : " (" + reasons + ")");
}

std::string tooltip_of(const Part& part) {
  const std::string_view before = part.kind == Kind::not_applicable ? "not applicable" : "";
  const std::string_view between = before.empty() || part.words.empty() ? "" : ", ";
  return fmt::format("{}{}{}: {}", before, between, part.words, count_text(part.count));
}

double draw_family(Drawing& drawing, const Look& look, const FamilyCounts& counts, const std::string& unit,
                   double top) {
  constexpr double bar = 16;
  const std::vector<Part> parts = parts_of(counts);
  const double room = look.width - 2 * edge;
  const std::string tasks = count_text(total_of(parts)) + " " + unit + (total_of(parts) == 1 ? "" : "s");
  drawing.text({look.width - edge, top + 14}, tasks, {Anchor::end, 13, 0.85});
  top += drawing.paragraph({edge, top}, counts.family, room - width_of(tasks, 13) - 12, 2, {.bold = true}) + 8;
  if (parts.empty()) return top;
  double x = edge;
  const std::vector<double> widths = widths_of(parts, room);
  for (std::size_t k = 0; k < parts.size(); ++k) {
    draw_part(drawing, parts[k].kind, {x, top}, widths[k], bar, tooltip_of(parts[k]));
    x += widths[k];
  }
  top += bar + 6;
  return top + drawing.paragraph({edge, top}, words_of(parts), room, 6, {.size = 13, .opacity = 0.85}) + 14;
}

}  // namespace

std::string applicability_chart(const ApplicabilityChart& chart, const Look& look) {
  if (chart.families.empty()) return empty_chart(look, "Nothing to draw: there were no tasks.");
  Drawing drawing;
  double top = draw_key(drawing, look, draw_heading(drawing, look));
  std::string summary;
  for (const FamilyCounts& counts : chart.families) {
    top = draw_family(drawing, look, counts, chart.unit, top);
    summary += fmt::format("{}{}: {}.", summary.empty() ? "" : " ", counts.family, words_of(parts_of(counts)));
  }
  return drawing.finished(look, top, summary);
}

}  // namespace margincert::charts
