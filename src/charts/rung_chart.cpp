#include "charts/rung_chart.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "charts/frame.hpp"
#include "charts/lettering.hpp"
#include "charts/number_text.hpp"
#include "charts/palette.hpp"

namespace margincert::charts {

std::string rung_chart(const RungChart& chart, const Look& look) {
  long most = 0;
  double names = 0, counts = 0;
  for (const auto& [bits, tasks] : chart.tasks) {
    most = std::max(most, tasks);
    names = std::max(names, width_of(fmt::format("{} bits", bits), 14));
    counts = std::max(counts, width_of(count_text(tasks), 14));
  }
  if (most == 0) return empty_chart(look, "Nothing to draw: no rung decided a task.");
  Drawing drawing;
  constexpr double row = 26, bar = 16;
  double top = draw_heading(drawing, look);
  const double left = edge + names + 8, room = look.width - edge - counts - 8 - left;
  std::string summary = "Tasks decided at each precision:";
  for (const auto& [bits, tasks] : chart.tasks) {
    const double share = static_cast<double>(std::max(tasks, 0L)) / static_cast<double>(most);
    const double width = tasks > 0 ? std::max(1.5, share * room) : 0, base = top + row / 2 + 5;
    drawing.text({left - 8, base}, fmt::format("{} bits", bits), {.anchor = Anchor::end});
    drawing.rectangle({left, top + (row - bar) / 2}, width, bar, filled(holding, 0.85));
    drawing.text({left + width + 6, base}, count_text(tasks));
    summary += fmt::format("{} {} at {} bits",
                           tasks == chart.tasks.begin()->second && bits == chart.tasks.begin()->first ? "" : ",",
                           count_text(tasks), bits);
    top += row;
  }
  return drawing.finished(look, top + edge, summary + ".");
}

}  // namespace margincert::charts
