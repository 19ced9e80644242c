#include <fmt/format.h>

#include "numeric/exact_text.hpp"
#include "files/nearest.hpp"
#include "reports/trace.hpp"

namespace margincert::reports {
namespace {

using numeric::Interval;

constexpr int shown_digits = 17;

/// A value of a layer and how to find the same one in another arithmetic's layer.
struct TracedRow {
  std::string name, symbol;
  int symbol_width;
  std::size_t index;
  bool is_mass;

  std::optional<Interval> value_in(const TracedLayer& layer) const {
    return is_mass ? std::optional(layer.attention_mass[index]) : layer.quantities[index].value;
  }
};

std::vector<TracedRow> rows_of(const TracedLayer& layer) {
  std::vector<TracedRow> rows;
  for (std::size_t k = 0; k < layer.quantities.size(); ++k) {
    rows.push_back({layer.quantities[k].name, layer.quantities[k].symbol, 13, k, false});
  }
  for (std::size_t c = 0; c < layer.attention_mass.size(); ++c) {
    rows.push_back({fmt::format("attention_mass[{}]", c), fmt::format("p_{}", c), 12, c, true});
  }
  return rows;
}

std::string answer_text(const ArithmeticTrace& beside, const Interval& value, const Interval& enclosure) {
  if (value.is_poisoned()) return "no answer";
  const std::string shown = beside.is_enclosure ? decimal_text(value, shown_digits) : lower_text(value, shown_digits);
  return fmt::format("{}, off by {}", shown, decimal_text(off_by(value, enclosure), 3));
}

/// The arithmetics that got as far as this layer.
std::string rows_beside(const Trace& trace, std::size_t t, const TracedRow& row, const Interval& enclosure) {
  std::string text;
  for (const ArithmeticTrace& beside : trace.arithmetics) {
    if (t >= beside.layers.size()) continue;
    if (const auto value = row.value_in(beside.layers[t])) {
      text += fmt::format("    {:<32} {}\n", beside.arithmetic, answer_text(beside, *value, enclosure));
    }
  }
  return text;
}

std::string layer_text(const Trace& trace, std::size_t t) {
  const TracedLayer& layer = trace.layers[t];
  std::string text = fmt::format("layer {}\n", layer.layer);
  for (const TracedRow& row : rows_of(layer)) {
    const auto value = row.value_in(layer);
    text += fmt::format("  {:<20} {:<{}} {}\n", row.name, row.symbol, row.symbol_width,
                        value ? decimal_text(*value, shown_digits) : "undefined");
    if (value) text += rows_beside(trace, t, row, *value);
  }
  return text;
}

std::string unanswered_text(const ArithmeticTrace& beside) {
  std::vector<std::string> layers;
  for (const TracedLayer& layer : beside.layers) {
    if (!beside.answers(layer)) layers.push_back(std::to_string(layer.layer));
  }
  if (layers.empty()) return "";
  if (layers.size() == beside.layers.size()) return "; it has no answer for this task";
  return "; it has no whole answer at layer " + files::joined(layers);
}

/// What to think of the arithmetics, where there are any beside the enclosures.
std::string legend_text(const Trace& trace) {
  if (trace.arithmetics.empty()) return "";
  std::string text = fmt::format(
      "Enclosures of {} bits; below each what other arithmetics say, and between which bounds that is off the true "
      "value\n",
      trace.precision.bits());
  for (const ArithmeticTrace& beside : trace.arithmetics) {
    text += fmt::format("  {:<9} {:>4} bits, {}{}\n", beside.arithmetic, beside.precision.bits(),
                        beside.is_enclosure ? "enclosures" : "approximations: nothing is promised of them",
                        unanswered_text(beside));
  }
  return text + "\n";
}

}  // namespace

std::string to_text(const Trace& trace) {
  std::string text = legend_text(trace);
  for (std::size_t t = 0; t < trace.layers.size(); ++t) text += layer_text(trace, t);
  if (trace.interrupted) text += "Interrupted; the layers until then are above.\n";
  if (trace.out_of_time) text += "The time budget ran out; the layers until then are above.\n";
  return text;
}

}  // namespace margincert::reports
