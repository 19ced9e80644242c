#include "tests/charts/examples.hpp"

#include <cmath>

namespace margincert::charts_tests {
namespace {

using namespace charts;

Example example(const std::string& name, const LineChart& chart) {
  return {"line " + name, [=](const Look& look) { return line_chart(chart, look); }};
}
Example example(const std::string& name, const BoundChart& chart) {
  return {"bound " + name, [=](const Look& look) { return bound_chart(chart, look); }};
}
Example example(const std::string& name, const EcdfChart& chart) {
  return {"ecdf " + name, [=](const Look& look) { return ecdf_chart(chart, look); }};
}
Example example(const std::string& name, const ApplicabilityChart& chart) {
  return {"applicability " + name, [=](const Look& look) { return applicability_chart(chart, look); }};
}
Example example(const std::string& name, const RungChart& chart) {
  return {"rung " + name, [=](const Look& look) { return rung_chart(chart, look); }};
}
Example example(const std::string& name, const TaskChart& chart) {
  return {"task " + name, [=](const Look& look) { return task_chart(chart, look); }};
}

LineSeries line_of(const std::string& name, const std::vector<double>& values) {
  LineSeries series{name, {}};
  for (const double y : values) series.points.push_back({static_cast<double>(series.points.size()), y});
  return series;
}

std::vector<Example> lines() {
  std::vector<Example> all{example("empty", LineChart{}),
                           example("single point", LineChart{"x", "y", {line_of("one", {3})}}),
                           example("equal values", LineChart{"x", "y", {line_of("one", {0.1, 0.1, 0.1})}})};
  LineChart many{"layer", "value", {}}, hard{"x", "y", {}};
  for (int k = 0; k < 200; ++k)
    many.series.push_back(line_of("series " + std::to_string(k), {std::sin(k), std::cos(k)}));
  for (const double lo : hard_numbers) {
    LineSeries series = line_of("from " + std::to_string(lo), hard_numbers);
    for (LinePoint& point : series.points) {
      point.lo = lo;
      point.hi = point.y;
    }
    hard.series.push_back(series);
    all.push_back(example("two", LineChart{hard_texts[1], hard_texts[2], {line_of("pair", {lo, 1})}}));
    all.push_back(example("at " + std::to_string(lo),
                          LineChart{"x", "y", {{"far", {{lo, 1}, {2, 2, 1.5, infinite}}}}, false, false, lo, "level"}));
    all.push_back(example("steps at " + std::to_string(lo), LineChart{"x", "y", {{"far", {{lo, 1}, {2, 2}}}}}));
  }
  for (const std::string& text : hard_texts)
    all.push_back(example("text", LineChart{text, text, {line_of(text, {1, 1e9})}}));
  all.push_back(example("200 series", many));
  all.push_back(example("hard", hard));
  return all;
}

std::vector<Example> bounds() {
  std::vector<Example> all{example("empty", BoundChart{}),
                           example("one layer", BoundChart{"a", "b", "", {{3, {1, 2}, {0, 1}}}})};
  for (const double x : hard_numbers) {
    BoundChart chart{"observed", "bound", "quantity", {}};
    for (int layer = 0; layer < static_cast<int>(hard_numbers.size()); ++layer) {
      const double y = hard_numbers[static_cast<std::size_t>(layer)];
      chart.layers.push_back({layer, {std::min(x, y), std::max(x, y)}, {y, y}, layer % 3 == 0});
    }
    all.push_back(example("hard", chart));
    all.push_back(example(
        "layers", BoundChart{"a", "b", "", {{-2147483647, {1, 2}, {x, x}, true}, {2147483647, {1, 1}, {1, 1}, true}}}));
  }
  for (const std::string& text : hard_texts) {
    all.push_back(
        example("text", BoundChart{text, text, text, {{0, {1, 2}, {3, 4}, true}, {1, {1, 1}, {1, 1}}}, true}));
  }
  return all;
}

std::vector<Example> distributions() {
  std::vector<Example> all{example("empty", EcdfChart{}),
                           example("no counts", EcdfChart{"slack", {{0, 1, 0}, {2, 1, 5}}}),
                           example("unbounded", EcdfChart{"slack", {{-infinite, infinite, 3}}})};
  for (const double x : hard_numbers) {
    EcdfChart chart{"slack", {}};
    for (const double y : hard_numbers) chart.buckets.push_back({std::min(x, y), std::max(x, y), 7});
    all.push_back(example("hard", chart));
    all.push_back(example("one bucket", EcdfChart{"slack", {{x, x, 1}}}));
  }
  for (const std::string& text : hard_texts)
    all.push_back(example("text", EcdfChart{text, {{-1, 1e-9, 4}, {1, 2, 3}}, text}));
  return all;
}

std::vector<Example> counts() {
  std::vector<Example> all{example("empty", ApplicabilityChart{}), example("empty", RungChart{}),
                           example("zeros", RungChart{{{53, 0}, {113, 0}}}),
                           example("plain", RungChart{{{53, 98213}, {113, 1204}, {1024, 1}}}),
                           example("large", RungChart{{{53, 4'000'000'000'000}, {20000, 1}}})};
  ApplicabilityChart chart{{{"no tasks", 0, 0, 0, {}}, {"all", 1000000, 1, 1, {{"separation", 1}, {"", 500000}}}}};
  FamilyCounts many{"many reasons", 1, 1, 1, {}};
  for (int k = 0; k < 300; ++k) many.not_applicable.push_back({"reason " + std::to_string(k), k});
  chart.families.push_back(many);
  for (const std::string& text : hard_texts) chart.families.push_back({text, 5, 1, 40, {{text, 9}}});
  all.push_back(example("plain and hard", chart));
  return all;
}

std::vector<Example> tasks() {
  std::vector<Example> all{example("empty", TaskChart{}), example("wrong shape", TaskChart{{0, 1}, 0, {{0, {{1, 2}}}}}),
                           example("one dimension", TaskChart{{0}, 0, {{0, {{1}, {2}}}}}),
                           example("at the origin", TaskChart{{0}, 0, {{0, {{0, 0}, {0, 0}}}}}),
                           example("of no point", TaskChart{{}, -1, {{0, {{1, 0, 0}}}}})};
  for (const double x : hard_numbers) {
    for (const std::size_t dimensions : {2, 3}) {
      TaskChart chart{{0, 1, std::nullopt, 40}, 1, {}};
      for (int layer = 0; layer < 5; ++layer) {
        TaskFrame frame{layer, {}};
        for (int token = 0; token < 5; ++token) {
          std::vector<double> at(dimensions, std::sin(token + layer));
          at[1] = layer == 2 ? x : 0.5 * layer;
          frame.tokens.push_back(at);
        }
        chart.frames.push_back(frame);
      }
      all.push_back(example("hard", chart));
    }
  }
  TaskChart deep{{0, 1}, 0, {}};
  for (int layer = 0; layer < 100; ++layer) {
    const double growth = std::pow(1.5, layer);
    deep.frames.push_back({layer, {{growth, 0}, {0, growth}, {growth, growth}}});
  }
  all.push_back(example("100 layers", deep));
  return all;
}

}  // namespace

std::vector<Example> examples() {
  std::vector<Example> all;
  for (const auto& some : {lines(), bounds(), distributions(), counts(), tasks()}) {
    all.insert(all.end(), some.begin(), some.end());
  }
  return all;
}

}  // namespace margincert::charts_tests
