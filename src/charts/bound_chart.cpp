#include "charts/bound_chart.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "charts/end_labels.hpp"
#include "charts/lettering.hpp"
#include "charts/number_text.hpp"
#include "charts/palette.hpp"

namespace margincert::charts {
namespace {

constexpr std::size_t greater_number = 0, lesser_number = 2;  // in the palette

bool is_finite(const Enclosure& side) { return std::isfinite(side.lo) && std::isfinite(side.hi) && side.lo <= side.hi; }
bool is_finite(const BoundLayer& layer) { return is_finite(layer.greater) && is_finite(layer.lesser); }

std::vector<BoundLayer> drawn_layers(const BoundChart& chart) {
  std::vector<BoundLayer> layers;
  std::ranges::copy_if(chart.layers, std::back_inserter(layers),
                       [](const BoundLayer& layer) { return is_finite(layer); });
  std::ranges::stable_sort(layers, {}, &BoundLayer::layer);
  return layers;
}

/// The numbers of the layers that `which` picks.
template <class Which>
std::string numbers_of(const std::vector<BoundLayer>& layers, const Which& which) {
  std::vector<int> numbers;
  for (const BoundLayer& layer : layers) {
    if (which(layer)) numbers.push_back(layer.layer);
  }
  return list_text(numbers);
}

double middle(const Frame& frame, const Enclosure& side) {
  return std::midpoint(frame.down(side.lo), frame.down(side.hi));
}

/// Half the distance between neighbouring layers on the picture.
double half_step(const Frame& frame, const std::vector<BoundLayer>& layers) {
  int least = 1 << 20;
  for (std::size_t k = 1; k < layers.size(); ++k) {
    if (layers[k].layer > layers[k - 1].layer) least = std::min(least, layers[k].layer - layers[k - 1].layer);
  }
  const int first = layers.front().layer;
  return std::min(30.0, (frame.across(first + least) - frame.across(first)) / 2);
}

void draw_violated_stripes(Drawing& drawing, const Frame& frame, const std::vector<BoundLayer>& layers) {
  const double half = std::max(2.0, half_step(frame, layers)), width = width_of("violated", 13);
  double free_from = frame.left;
  for (const BoundLayer& layer : layers) {
    if (!layer.violated) continue;
    const double x = frame.across(layer.layer);
    const double left = std::max(frame.left, x - half), right = std::min(frame.right, x + half);
    drawing.rectangle({left, frame.top}, right - left, frame.bottom - frame.top, filled(violating, 0.16));
    drawing.line({left, frame.top}, {right, frame.top}, stroked(violating, 3));
    const double start = std::clamp(left + 4, frame.left, std::max(frame.left, frame.right - width));
    if (start < free_from) continue;
    drawing.text({start, frame.top + 16}, "violated", {.size = 13, .bold = true});
    free_from = start + width + 8;
  }
}

/// The room between the two sides from one layer to the next, cut where they cross. Only next to a violated layer it is
/// drawn as a violation: elsewhere the wrong order of two middles decides nothing.
void draw_gap(Drawing& drawing, const Frame& frame, const BoundLayer& from, const BoundLayer& to, bool equal) {
  const Point greater{frame.across(from.layer), middle(frame, from.greater)},
      lesser{greater.x, middle(frame, from.lesser)};
  const Point greater_next{frame.across(to.layer), middle(frame, to.greater)},
      lesser_next{greater_next.x, middle(frame, to.lesser)};
  const double gap = lesser.y - greater.y, gap_next = lesser_next.y - greater_next.y;  // y grows downward
  const bool violated = from.violated || to.violated;
  const auto paint = [&](double size) {
    if (violated && (equal || size < 0)) return filled(violating, 0.4);
    return size < 0 || equal ? filled(ink, 0.12) : filled(holding, 0.15);
  };
  if ((gap >= 0) == (gap_next >= 0)) {
    return drawing.polygon({greater, greater_next, lesser_next, lesser}, paint(std::min(gap, gap_next)));
  }
  const double share = gap / (gap - gap_next);
  const Point crossing{std::lerp(greater.x, greater_next.x, share), std::lerp(greater.y, greater_next.y, share)};
  drawing.polygon({greater, crossing, lesser}, paint(gap));
  drawing.polygon({greater_next, crossing, lesser_next}, paint(gap_next));
}

std::string tooltip_of(const BoundLayer& layer, const std::string& name, const Enclosure& side) {
  return fmt::format("layer {}, {}: {}{}", layer.layer, name, range_text(side.lo, side.hi),
                     layer.violated ? "; violated" : "");
}

void draw_enclosure(Drawing& drawing, const Frame& frame, Point at, const Enclosure& side, std::size_t number,
                    double half, const std::string& tooltip) {
  const double high = frame.down(side.hi), low = frame.down(side.lo);
  const Paint end = stroked(colour_of(number), 2.5);
  drawing.line({at.x - half, high}, {at.x + half, high}, end);
  if (low - high >= 1) {
    drawing.line({at.x - half, low}, {at.x + half, low}, end);
    drawing.rectangle({at.x - half, high}, 2 * half, low - high, filled(colour_of(number), 0.35));
  }
  draw_marker(drawing, number, at, std::min(half, 3.2), tooltip);
}

void draw_side(Drawing& drawing, const Frame& frame, const std::vector<BoundLayer>& layers, const std::string& name,
               Enclosure BoundLayer::*side, std::size_t number) {
  std::vector<Point> line;
  for (const BoundLayer& layer : layers) line.push_back({frame.across(layer.layer), middle(frame, layer.*side)});
  if (line.size() > 1) drawing.polyline(line, stroked(colour_of(number), 1.5, 1, dash_of(number)));
  const double half = std::min(8.0, 0.8 * half_step(frame, layers));
  for (std::size_t k = 0; k < layers.size(); ++k) {
    draw_enclosure(drawing, frame, line[k], layers[k].*side, number, half,
                   tooltip_of(layers[k], name, layers[k].*side));
  }
}

std::vector<std::string> notes_of(const BoundChart& chart) {
  std::vector<std::string> notes;
  const std::string violated = numbers_of(chart.layers, [](const BoundLayer& layer) { return layer.violated; });
  const std::string left_out = numbers_of(chart.layers, [](const BoundLayer& layer) { return !is_finite(layer); });
  const bool several = std::ranges::count_if(chart.layers, &BoundLayer::violated) > 1;
  if (!violated.empty()) notes.push_back(fmt::format("Violated at layer{} {}.", several ? "s" : "", violated));
  if (!left_out.empty()) notes.push_back("Not drawn, because an enclosure is unbounded: layer " + left_out + ".");
  return notes;
}

}  // namespace

std::string bound_chart(const BoundChart& chart, const Look& look) {
  const std::vector<BoundLayer> layers = drawn_layers(chart);
  std::vector<std::string> notes = notes_of(chart);
  Extent across, down;
  for (const BoundLayer& layer : layers) {
    across.take(layer.layer);
    down.take({layer.greater.lo, layer.greater.hi, layer.lesser.lo, layer.lesser.hi});
  }
  if (layers.empty()) {
    return empty_chart(
        look, notes.empty() ? "Nothing to draw: no layer was compared." : fmt::format("{}", fmt::join(notes, " ")));
  }
  Drawing drawing;
  const Frame frame = draw_frame(drawing, look, whole_axis(across, 0.25), fitting_axis(down), {"layer", chart.quantity},
                                 end_label_margin({chart.greater, chart.lesser}, look));
  draw_violated_stripes(drawing, frame, layers);
  for (std::size_t k = 1; k < layers.size(); ++k) draw_gap(drawing, frame, layers[k - 1], layers[k], chart.equal);
  draw_side(drawing, frame, layers, chart.lesser, &BoundLayer::lesser, lesser_number);
  draw_side(drawing, frame, layers, chart.greater, &BoundLayer::greater, greater_number);
  draw_end_labels(drawing, look, frame,
                  {{chart.greater, middle(frame, layers.back().greater), greater_number},
                   {chart.lesser, middle(frame, layers.back().lesser), lesser_number}});
  notes.insert(notes.begin(), chart.equal ? "The two sides are claimed to be equal; shaded is their difference."
                                          : "Shaded: the slack between the two sides.");
  const BoundLayer& last = layers.back();
  const std::string summary = fmt::format("{} layers. At layer {}: {} in {}, {} in {}. {}", layers.size(), last.layer,
                                          chart.greater, range_text(last.greater.lo, last.greater.hi), chart.lesser,
                                          range_text(last.lesser.lo, last.lesser.hi), notes.size() > 1 ? notes[1] : "");
  return drawing.finished(look, draw_notes(drawing, look, below(frame), notes), summary);
}

}  // namespace margincert::charts
