#include <algorithm>
#include <functional>
#include <nlohmann/json.hpp>
#include <string_view>

#include "files/json_writer.hpp"
#include "numeric/exact_text.hpp"
#include "reports/trace.hpp"

namespace margincert::reports {
namespace {

using numeric::Interval;
using TraceJson = nlohmann::ordered_json;

TraceJson ends_of(const Interval& value) {
  return {{"lo", numeric::hex_text(value.lo())}, {"hi", numeric::hex_text(value.hi())}};
}

/// Null where there is no answer.
TraceJson answer_json(const ArithmeticTrace& beside, const Interval& value, const Interval& enclosure) {
  if (value.is_poisoned()) return nullptr;
  TraceJson json = beside.is_enclosure ? ends_of(value) : TraceJson{{"value", numeric::hex_text(value.lo())}};
  const Interval off = off_by(value, enclosure);
  json["off_by"] = off.is_poisoned() ? TraceJson(nullptr) : ends_of(off);
  return json;
}

/// A layer's values, each by `write` of it and of the same one among the enclosures.
using WriteValue = std::function<TraceJson(const Interval& value, const Interval& enclosure)>;
void add_values(TraceJson& json, const TracedLayer& layer, const TracedLayer& enclosures, const WriteValue& write) {
  for (std::size_t k = 0; k < layer.quantities.size(); ++k) {
    const TracedQuantity& quantity = layer.quantities[k];
    if (std::string_view(quantity.name) == "leakage") {
      for (std::size_t c = 0; c < layer.attention_mass.size(); ++c) {
        json["attention_mass"].push_back(write(layer.attention_mass[c], enclosures.attention_mass[c]));
      }
    }
    json[quantity.name] = quantity.value ? write(*quantity.value, *enclosures.quantities[k].value) : TraceJson(nullptr);
  }
}

TraceJson enclosures_json(const TracedLayer& layer) {
  TraceJson json{{"layer", layer.layer}};
  add_values(json, layer, layer, [](const Interval& value, const Interval&) { return ends_of(value); });
  return json;
}

TraceJson arithmetic_json(const ArithmeticTrace& beside, const Trace& trace) {
  TraceJson layers = TraceJson::array();
  for (std::size_t t = 0; t < std::min(beside.layers.size(), trace.layers.size()); ++t) {
    const TracedLayer& layer = beside.layers[t];
    TraceJson json{{"layer", layer.layer}, {"answers", beside.answers(layer)}};
    add_values(json, layer, trace.layers[t],
               [&](const Interval& value, const Interval& enclosure) { return answer_json(beside, value, enclosure); });
    layers.push_back(std::move(json));
  }
  return {{"arithmetic", beside.arithmetic},
          {"kind", beside.is_enclosure ? "enclosure" : "approximation"},
          {"precision", beside.precision.bits()},
          {"layers", std::move(layers)}};
}

}  // namespace

std::string to_json(const Trace& trace) {
  TraceJson layers = TraceJson::array();
  for (const TracedLayer& layer : trace.layers) layers.push_back(enclosures_json(layer));
  TraceJson json{{"format", trace.arithmetics.empty() ? "margincert-trace/1" : "margincert-trace/2"},
                 {"precision", trace.precision.bits()},
                 {"regime", to_string(trace.regime)},
                 {"layers", std::move(layers)}};
  for (const ArithmeticTrace& beside : trace.arithmetics) {
    json["arithmetics"].push_back(arithmetic_json(beside, trace));
  }
  return files::document_text(json);
}

}  // namespace margincert::reports
