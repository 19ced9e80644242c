#include <cmath>
#include <nlohmann/json.hpp>

#include "files/json_writer.hpp"
#include "reproduction/result_file.hpp"
#include "reproduction/result_words.hpp"

namespace margincert::reproduction {
namespace {

using Json = nlohmann::ordered_json;

Json number(double x) { return std::isfinite(x) ? Json(x) : Json(nullptr); }

Json to_json(const Size& size) {
  return {{"d", size.feature_dim}, {"classes", size.classes}, {"context", size.context}, {"layers", size.depth}};
}

Json to_json(const Scale& scale) {
  Json json{{"name", scale.name}, {"first_size", to_json(scale.first)}, {"second_size", to_json(scale.second)}};
  for (const auto& [name, count] : counts_of(scale)) json[name] = count;
  return json;
}

Json to_json(const Criterion& criterion) {
  return {{"quantity", criterion.quantity},          {"measured", number(criterion.measured)},
          {"relation", word_of(criterion.relation)}, {"bound", criterion.bound},
          {"unit", word_of(criterion.unit)},         {"met", criterion.is_met()}};
}

void put_ends(Json& json, const Estimate& estimate) {
  if (estimate.lo) json["lo"] = number(*estimate.lo);
  if (estimate.hi) json["hi"] = number(*estimate.hi);
}

Json to_json(const Cell& cell) {
  if (const auto* text = std::get_if<std::string>(&cell)) return *text;
  if (const auto* count = std::get_if<long>(&cell)) return *count;
  const auto& estimate = std::get<Estimate>(cell);
  Json json{{"value", number(estimate.value)}};
  put_ends(json, estimate);
  return json;
}

Json to_json(const Table& table) {
  Json columns = Json::array(), rows = Json::array();
  for (const Column& column : table.columns) columns.push_back({{"name", column.name}, {"unit", word_of(column.unit)}});
  for (const auto& row : table.rows) {
    Json cells = Json::array();
    for (const Cell& cell : row) cells.push_back(to_json(cell));
    rows.push_back(std::move(cells));
  }
  return {{"title", table.title}, {"note", table.note}, {"columns", columns}, {"rows", rows}};
}

Json to_json(const Series& series) {
  Json points = Json::array();
  for (const Point& point : series.points) {
    Json json{{"x", point.x}, {"value", number(point.y.value)}};
    put_ends(json, point.y);
    points.push_back(std::move(json));
  }
  return {{"name", series.name}, {"points", points}};
}

Json to_json(const Plot& plot);

template <class T>
Json array_of(const std::vector<T>& items) {
  Json array = Json::array();
  for (const T& item : items) array.push_back(to_json(item));
  return array;
}

Json to_json(const Plot& plot) {
  return {{"name", plot.name},
          {"title", plot.title},
          {"x_axis", plot.x_axis},
          {"y_axis", plot.y_axis},
          {"series", array_of(plot.series)}};
}

}  // namespace

std::string to_json(const Result& result) {
  const Measurement& measurement = result.measurement;
  Json json{{"format", result_format},
            {"row", result.row},
            {"claim", result.claim},
            {"provenance", result.provenance},
            {"source", result.source},
            {"verdict", to_string(result.verdict())},
            {"explanation", measurement.explanation},
            {"scale", to_json(result.scale)},
            {"criteria", array_of(measurement.criteria)},
            {"tables", array_of(measurement.tables)},
            {"plots", array_of(measurement.plots)}};
  if (result.seconds) json["seconds"] = *result.seconds;
  return files::document_text(json, 1);
}

}  // namespace margincert::reproduction
