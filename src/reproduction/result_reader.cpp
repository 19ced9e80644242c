#include <fmt/format.h>

#include <limits>

#include "files/json_reader.hpp"
#include "files/text_file.hpp"
#include "reproduction/result_file.hpp"
#include "reproduction/result_words.hpp"

namespace margincert::reproduction {
namespace {

using files::Keys;
using files::Node;

constexpr long largest_long = std::numeric_limits<long>::max();

template <class E, std::size_t N>
E one_of(const Node& node, const std::array<std::pair<E, std::string_view>, N>& words) {
  const std::string given = node.string();
  std::string allowed;
  for (const auto& [value, word] : words) {
    if (word == given) return value;
    allowed += fmt::format("{}\"{}\"", allowed.empty() ? "" : ", ", word);
  }
  node.refuse(fmt::format("{} is not known here", node.shown()), "use one of " + allowed);
}

template <class Read>
auto all_of(const Node& array, const Read& read) {
  std::vector<decltype(read(array))> items;
  for (const Node& node : array.array()) items.push_back(read(node));
  return items;
}

double number_or_nan(const Node& node) {
  return node.is_null() ? std::numeric_limits<double>::quiet_NaN() : node.number();
}

Size read_size(const Node& node) {
  const Keys keys{"d", "classes", "context", "layers"};
  node.object(keys, keys);
  const auto size = [&](const char* key) { return static_cast<int>(node.member(key).integer(1, 1'000'000)); };
  return {size("d"), size("classes"), size("context"), size("layers")};
}

Scale read_scale(const Node& node) {
  Scale scale;
  Keys keys{"name", "first_size", "second_size"};
  for (const auto& [name, count] : counts_of(scale)) keys.push_back(name);
  node.object(keys, keys);
  scale.name = node.member("name").string();
  scale.first = read_size(node.member("first_size"));
  scale.second = read_size(node.member("second_size"));
  for (const auto& [name, count] : counts_of(scale)) {
    *count = static_cast<std::uint64_t>(node.member(name).integer(0, largest_long));
  }
  return scale;
}

Criterion read_criterion(const Node& node) {
  const Keys keys{"quantity", "measured", "relation", "bound", "unit", "met"};
  node.object(keys, keys);
  Criterion criterion{node.member("quantity").string(), number_or_nan(node.member("measured")),
                      one_of(node.member("relation"), relation_words), node.member("bound").number(),
                      one_of(node.member("unit"), unit_words)};
  if (node.member("met").shown() != (criterion.is_met() ? "true" : "false")) {
    node.member("met").refuse("is not what measurement and bound say", "measure the row again");
  }
  return criterion;
}

Estimate read_ends(const Node& node, Estimate estimate) {
  if (node.has("lo")) estimate.lo = number_or_nan(node.member("lo"));
  if (node.has("hi")) estimate.hi = number_or_nan(node.member("hi"));
  return estimate;
}

Cell read_cell(const Node& node) {
  if (node.is_string()) return node.string();
  if (!node.is_object()) return node.integer(-largest_long, largest_long);
  node.object({"value", "lo", "hi"}, {"value"});
  return read_ends(node, {number_or_nan(node.member("value"))});
}

Column read_column(const Node& node) {
  node.object({"name", "unit"}, {"name", "unit"});
  return {node.member("name").string(), one_of(node.member("unit"), unit_words)};
}

Table read_table(const Node& node) {
  const Keys keys{"title", "note", "columns", "rows"};
  node.object(keys, keys);
  Table table{
      node.member("title").string(), node.member("note").string(), all_of(node.member("columns"), read_column), {}};
  for (const Node& row : node.member("rows").array()) {
    table.rows.push_back(all_of(row, read_cell));
    if (table.rows.back().size() != table.columns.size()) {
      row.refuse(fmt::format("has {} cells", table.rows.back().size()),
                 fmt::format("give one for each of the {} columns", table.columns.size()));
    }
  }
  return table;
}

Point read_point(const Node& node) {
  node.object({"x", "value", "lo", "hi"}, {"x", "value"});
  return {node.member("x").number(), read_ends(node, {number_or_nan(node.member("value"))})};
}

Series read_series(const Node& node) {
  node.object({"name", "points"}, {"name", "points"});
  return {node.member("name").string(), all_of(node.member("points"), read_point)};
}

Plot read_plot(const Node& node) {
  const Keys keys{"name", "title", "x_axis", "y_axis", "series"};
  node.object(keys, keys);
  return {node.member("name").string(), node.member("title").string(), node.member("x_axis").string(),
          node.member("y_axis").string(), all_of(node.member("series"), read_series)};
}

}  // namespace

Result parse_result(std::string_view text, const std::string& name) {
  const files::Document document(text, name);
  const Node root = document.root();
  root.expect_format(result_format);
  const Keys required{"format",      "row",   "claim",    "provenance", "source", "verdict",
                      "explanation", "scale", "criteria", "tables",     "plots"};
  Keys allowed = required;
  allowed.push_back("seconds");
  root.object(allowed, required);
  Result result{root.member("row").string(),
                root.member("claim").string(),
                root.member("provenance").string(),
                root.member("source").string(),
                read_scale(root.member("scale")),
                {all_of(root.member("criteria"), read_criterion), root.member("explanation").string(),
                 all_of(root.member("tables"), read_table), all_of(root.member("plots"), read_plot)},
                {}};
  if (root.has("seconds")) result.seconds = root.member("seconds").number();
  if (root.member("verdict").string() != to_string(result.verdict())) {
    root.member("verdict").refuse(fmt::format("the criteria say \"{}\"", to_string(result.verdict())),
                                  "measure the row again");
  }
  return result;
}

Result read_result(const std::string& path) { return parse_result(files::read_text(path), path); }

}  // namespace margincert::reproduction
