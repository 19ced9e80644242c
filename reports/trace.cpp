#include "reports/trace.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <string_view>

#include "files/json_writer.hpp"
#include "numeric/exact_text.hpp"

namespace margincert::reports {
namespace {

using numeric::Interval;
using OrderedJson = nlohmann::ordered_json;

OrderedJson ends_of(const std::optional<Interval>& value) {
  if (!value) return nullptr;
  return {{"lo", numeric::hex_text(value->lo())}, {"hi", numeric::hex_text(value->hi())}};
}

OrderedJson traced_json(const TracedLayer& layer) {
  OrderedJson json{{"layer", layer.layer}};
  for (const TracedQuantity& quantity : layer.quantities) {
    if (std::string_view(quantity.name) == "leakage") {
      for (const Interval& mass : layer.attention_mass) json["attention_mass"].push_back(ends_of(mass));
    }
    json[quantity.name] = ends_of(quantity.value);
  }
  return json;
}

std::string traced_text(const TracedLayer& layer) {
  std::string text = fmt::format("layer {}\n", layer.layer);
  for (const TracedQuantity& quantity : layer.quantities) {
    text += fmt::format("  {:<20} {:<13} {}\n", quantity.name, quantity.symbol,
                        quantity.value ? decimal_text(*quantity.value, 17) : "undefined");
  }
  for (std::size_t c = 0; c < layer.attention_mass.size(); ++c) {
    text += fmt::format("  {:<20} {:<12} {}\n", fmt::format("attention_mass[{}]", c), fmt::format("p_{}", c),
                        decimal_text(layer.attention_mass[c], 17));
  }
  return text;
}

}  // namespace

std::string to_text(const Trace& trace) {
  std::string text;
  for (const TracedLayer& layer : trace.layers) text += traced_text(layer);
  if (trace.interrupted) text += "Interrupted; the layers until then are above.\n";
  if (trace.out_of_time) text += "The time budget ran out; the layers until then are above.\n";
  return text;
}

std::string to_json(const Trace& trace) {
  OrderedJson layers = OrderedJson::array();
  for (const TracedLayer& layer : trace.layers) layers.push_back(traced_json(layer));
  return files::document_text(OrderedJson{{"format", "margincert-trace/1"},
                                          {"precision", trace.precision.bits()},
                                          {"regime", to_string(trace.regime)},
                                          {"layers", layers}});
}

}  // namespace margincert::reports
