#include "charts/task_chart.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "charts/frame.hpp"
#include "charts/lettering.hpp"
#include "charts/number_text.hpp"
#include "charts/palette.hpp"
#include "charts/panel.hpp"

namespace margincert::charts {
namespace {

constexpr std::size_t most_panels = 12;
constexpr double largest_ratio = 6;  // of panels on one scale

/// The panels of the chart, without frames that cannot be drawn; of too many, the first, the last and some between.
std::vector<PlaneFrame> panels_of(const TaskChart& chart) {
  std::vector<PlaneFrame> all;
  for (const TaskFrame& frame : chart.frames) {
    if (frame.tokens.size() != chart.labels.size() + 1) continue;
    if (auto plane = projected(frame)) all.push_back(*std::move(plane));
  }
  if (all.size() <= most_panels) return all;
  std::vector<PlaneFrame> some;
  for (std::size_t k = 0; k < most_panels; ++k) some.push_back(all[k * (all.size() - 1) / (most_panels - 1)]);
  return some;
}

std::size_t columns_of(std::size_t panels) { return panels == 1 ? 1 : panels == 2 || panels == 4 ? 2 : 3; }

/// True when one scale shows all panels.
bool is_common(const std::vector<PlaneFrame>& panels) {
  const auto [least, most] = std::ranges::minmax(panels, {}, &PlaneFrame::reach);
  return least.reach >= most.reach / largest_ratio || least.reach == 0;
}

struct KeyEntry {
  TokenKind kind;
  std::string words;
};

std::vector<KeyEntry> key_of(const TaskChart& chart) {
  std::set<int> classes;
  for (const auto& label : chart.labels) {
    if (label) classes.insert(*label);
  }
  std::vector<KeyEntry> key;
  for (const int label : classes) key.push_back({{label, false}, fmt::format("class {}", label)});
  if (std::ranges::any_of(chart.labels, [](const auto& label) { return !label; }))
    key.push_back({{std::nullopt, false}, "no label"});
  key.push_back({{chart.probe_class, true}, fmt::format("probe, of class {}", chart.probe_class)});
  return key;
}

double draw_key(Drawing& drawing, const Look& look, const TaskChart& chart, double top) {
  double x = edge;
  for (const KeyEntry& entry : key_of(chart)) {
    const double width = 22 + width_of(entry.words, 13) + 12;
    if (x > edge && x + width > look.width) {
      x = edge;
      top += 22;
    }
    draw_token(drawing, entry.kind, {x + 8, top + 11}, "");
    drawing.text({x + 22, top + 16}, entry.words, {.size = 13, .opacity = 0.85});
    x += width;
  }
  return top + 28;
}

std::vector<TokenKind> kinds_of(const TaskChart& chart) {
  std::vector<TokenKind> kinds;
  for (const auto& label : chart.labels) kinds.push_back({label, false});
  kinds.push_back({chart.probe_class, true});
  return kinds;
}

std::vector<std::string> notes_of(const TaskChart& chart, const std::vector<PlaneFrame>& panels, bool common) {
  std::vector<std::string> notes;
  notes.push_back(
      common ? fmt::format("All panels reach {} from the origin to their edge.", number_text(panels.front().reach))
             : "Each panel has its own scale: the number in its corner is the distance from the origin to its edge.");
  if (panels.front().solid) notes.emplace_back("Three dimensions, seen along the diagonal (1, 1, 1).");
  notes.emplace_back("The circle has radius 1; lines show the way from the panel before.");
  if (chart.frames.size() > panels.size()) {
    notes.push_back(fmt::format("{} of {} layers are drawn.", panels.size(), chart.frames.size()));
  }
  return notes;
}

}  // namespace

std::string task_chart(const TaskChart& chart, const Look& look) {
  std::vector<PlaneFrame> panels = panels_of(chart);
  if (panels.empty())
    return empty_chart(look, "Nothing to draw: no layer has finite points in two or three dimensions.");
  const bool common = is_common(panels);
  if (common) {
    const double most = std::ranges::max(panels, {}, &PlaneFrame::reach).reach;
    for (PlaneFrame& panel : panels) panel.reach = most;
  }
  for (PlaneFrame& panel : panels) panel.reach = panel.reach > 0 ? panel.reach : 1;
  Drawing drawing;
  double top = draw_key(drawing, look, chart, draw_heading(drawing, look));
  const std::size_t columns = columns_of(panels.size());
  constexpr double gap = 8;
  const double columns_width = look.width - 2 * edge - gap * static_cast<double>(columns - 1);
  const double size = std::min(300.0, columns_width / static_cast<double>(columns));
  for (std::size_t k = 0; k < panels.size(); ++k) {
    const double x = edge + static_cast<double>(k % columns) * (size + gap);
    draw_panel(drawing, {{x, top + 20}, size}, panels[k], k == 0 ? nullptr : &panels[k - 1], kinds_of(chart), !common);
    if (k % columns + 1 == columns || k + 1 == panels.size()) top += size + 20 + gap;
  }
  const std::vector<std::string> notes = notes_of(chart, panels, common);
  const std::string summary = fmt::format("{} training points and a probe of class {} at {} layers. {}",
                                          chart.labels.size(), chart.probe_class, panels.size(), notes.front());
  return drawing.finished(look, draw_notes(drawing, look, top, notes), summary);
}

}  // namespace margincert::charts
