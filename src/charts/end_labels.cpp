#include "charts/end_labels.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "charts/lettering.hpp"
#include "charts/palette.hpp"

namespace margincert::charts {
namespace {

constexpr double name_size = 13, line_height = name_size * line_spacing, between = 3;
constexpr std::size_t two_lines_up_to = 8;
constexpr double piece = 26, around = 8;  // the piece of line before a name, and the room about it

/// Names side by side that stand as near to where they want to as they can.
struct Block {
  double sum;  ///< of wanted places of the block's upper end
  double height;
  std::size_t members;

  double top() const { return sum / static_cast<double>(members); }
};

struct Placed {
  EndLabel label;
  Lines text;
  double height() const { return static_cast<double>(text.lines.size()) * line_height + between; }
};

/// A name in as many lines as there is room for beside the others.
Lines lines_of(const std::string& name, double width, std::size_t names) {
  if (names > two_lines_up_to) return shortened(name, name_size, width);
  Lines text = wrapped(name, name_size, width, names > 4 ? 2 : 3);
  if (text.lines.empty()) text.lines.emplace_back();
  return text;
}

std::string more_text(std::size_t count) { return fmt::format("and {} more", count); }

/// As many as fit, in the order of the series.
std::vector<Placed> fitting(const std::vector<EndLabel>& labels, double room, double width) {
  std::vector<Placed> placed;
  double taken = 0;
  for (const EndLabel& label : labels) {
    Placed next{label, lines_of(label.name, width, labels.size())};
    const bool last = &label == &labels.back();
    if (taken + next.height() > room - (last ? 0 : line_height + between)) break;
    taken += next.height();
    placed.push_back(next);
  }
  return placed;
}

void draw_label(Drawing& drawing, const Frame& frame, const Placed& placed, double middle) {
  const double left = frame.right + around;
  const Paint paint = stroked(colour_of(placed.label.series), 2, 1, dash_of(placed.label.series));
  if (std::abs(middle - placed.label.height) > 3) {
    drawing.line({frame.right + 1, placed.label.height}, {left, middle}, stroked(ink, 0.75, 0.5));
  }
  drawing.line({left, middle}, {left + piece - 4, middle}, paint);
  draw_marker(drawing, placed.label.series, {left + (piece - 4) / 2, middle}, 3);
  double base = middle - (static_cast<double>(placed.text.lines.size()) / 2) * line_height + name_size;
  for (const std::string& line : placed.text.lines) {
    drawing.text({left + piece, base}, line, {.size = name_size}, placed.text.cut ? placed.label.name : "");
    base += line_height;
  }
}

}  // namespace

std::vector<double> spread(const std::vector<double>& wanted, const std::vector<double>& sizes, double top,
                           double bottom) {
  std::vector<std::size_t> order(wanted.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, [&](std::size_t k) { return wanted[k]; });
  std::vector<Block> blocks;
  for (const std::size_t k : order) {
    blocks.push_back({wanted[k] - sizes[k] / 2, sizes[k], 1});
    while (blocks.size() > 1 &&
           blocks[blocks.size() - 2].top() + blocks[blocks.size() - 2].height > blocks.back().top()) {
      const Block last = blocks.back();
      blocks.pop_back();
      Block& joined = blocks.back();
      joined.sum += last.sum - static_cast<double>(last.members) * joined.height;
      joined.height += last.height;
      joined.members += last.members;
    }
  }
  const double total = std::accumulate(sizes.begin(), sizes.end(), 0.0);
  std::vector<double> places(wanted.size());
  double before = 0;  // the sizes of all above
  std::size_t next = 0;
  for (const Block& block : blocks) {
    double upper = block.top();
    for (std::size_t member = 0; member < block.members; ++member) {
      const std::size_t k = order[next++];
      places[k] = std::clamp(upper, top + before, std::max(top + before, bottom - (total - before))) + sizes[k] / 2;
      upper += sizes[k];
      before += sizes[k];
    }
  }
  return places;
}

double end_label_margin(const std::vector<std::string>& names, const Look& look) {
  const double most = 0.29 * look.width - around - piece - edge;
  double width = 0;
  if (names.size() > 3) width = width_of(more_text(names.size()), name_size) - piece;
  for (const std::string& name : names) {
    for (const std::string& line : lines_of(name, most, names.size()).lines) {
      width = std::max(width, width_of(line, name_size));
    }
  }
  return around + piece + width + edge;
}

void draw_end_labels(Drawing& drawing, const Look& look, const Frame& frame, const std::vector<EndLabel>& labels) {
  const double width = look.width - edge - (frame.right + around + piece) + 0.5;
  const std::vector<Placed> placed = fitting(labels, frame.bottom - frame.top, width);
  const bool all = placed.size() == labels.size();
  std::vector<double> wanted, sizes;
  for (const Placed& each : placed) {
    wanted.push_back(each.label.height);
    sizes.push_back(each.height());
  }
  const double end = all ? frame.bottom + line_height / 2 : frame.bottom - line_height;
  const std::vector<double> places = spread(wanted, sizes, frame.top - line_height / 2, end);
  for (std::size_t k = 0; k < placed.size(); ++k) draw_label(drawing, frame, placed[k], places[k]);
  if (!all) {
    drawing.text({frame.right + around, frame.bottom}, more_text(labels.size() - placed.size()),
                 {.size = name_size, .opacity = 0.85});
  }
}

}  // namespace margincert::charts
