#include "files/task_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <span>
#include <stdexcept>

#include "files/hex_float.hpp"
#include "files/json_reader.hpp"
#include "files/nested_files.hpp"

namespace margincert::files {

namespace {

using recursion::Rows;
using recursion::Task;

constexpr std::string_view task_format = "margincert-task/1";
constexpr std::size_t most_task_features = 100'000;
constexpr long most_task_classes = 10'000;

std::vector<double> read_probe(const Node& node) {
  const std::vector<Node> elements = node.array();
  if (elements.empty() || elements.size() > most_task_features) {
    node.refuse(fmt::format("{} coordinates", elements.size()),
                fmt::format("give 1 to {} of them", most_task_features));
  }
  std::vector<double> probe;
  probe.reserve(elements.size());
  for (const Node& element : elements) probe.push_back(element.number());
  return probe;
}

void read_point(const Node& node, std::span<double> point) {
  const std::vector<Node> elements = node.array();
  if (elements.size() != point.size()) {
    node.refuse(fmt::format("{} coordinates, and the probe has {}", elements.size(), point.size()),
                "give every point as many as the probe");
  }
  std::ranges::transform(elements, point.begin(), &Node::number);
}

Rows<double> read_features(const Node& node, std::size_t dimension) {
  const std::vector<Node> elements = node.array();
  if (elements.empty()) node.refuse("no training point", "give at least one");
  Rows<double> features(elements.size(), dimension, 0.0);
  for (std::size_t i = 0; i < elements.size(); ++i) read_point(elements[i], features[i]);
  return features;
}

int read_class(const Node& node, int classes) { return static_cast<int>(node.integer(0, classes - 1)); }

std::vector<std::optional<int>> read_labels(const Node& node, std::size_t points, int classes) {
  const std::vector<Node> elements = node.array();
  if (elements.size() != points) {
    node.refuse(fmt::format("{} labels for {} training points", elements.size(), points),
                "give one per point, null for an unlabelled one");
  }
  std::vector<std::optional<int>> labels(points);
  for (std::size_t i = 0; i < points; ++i) {
    if (!elements[i].is_null()) labels[i] = read_class(elements[i], classes);
  }
  return labels;
}

std::string json_of(std::span<const double> point) {
  std::string text;
  for (const double coordinate : point) {
    if (!std::isfinite(coordinate)) throw std::invalid_argument("a task file holds finite numbers only");
    text += fmt::format("{}\"{}\"", text.empty() ? "" : ", ", hex_float(coordinate));
  }
  return "[" + text + "]";
}

std::string json_of(const std::vector<std::optional<int>>& labels) {
  std::string text;
  for (const auto& label : labels) {
    if (!text.empty()) text += ", ";
    text += label ? std::to_string(*label) : "null";
  }
  return "[" + text + "]";
}

std::string json_of(const Rows<double>& features) {
  std::string text;
  for (std::size_t i = 0; i < features.rows(); ++i) {
    text += (i == 0 ? "\n    " : ",\n    ") + json_of(features[i]);
  }
  return "[" + text + "\n  ]";
}

}  // namespace

Task read_task(const Node& node) {
  static const Keys keys = {"format", "classes", "features", "labels", "probe", "probe_class"};
  node.expect_format(task_format);
  node.object(keys, keys);
  Task task;
  task.classes = static_cast<int>(node.member("classes").integer(2, most_task_classes));
  task.probe = read_probe(node.member("probe"));
  task.features = read_features(node.member("features"), task.probe.size());
  task.labels = read_labels(node.member("labels"), task.features.rows(), task.classes);
  task.probe_class = read_class(node.member("probe_class"), task.classes);
  return task;
}

Task parse_task(std::string_view text, const std::string& name) {
  const Document document(text, name);
  return read_task(document.root());
}

Task read_task(const std::string& path) {
  const Document document = read_document(path);
  return read_task(document.root());
}

std::string to_json(const Task& task) {
  return fmt::format(
      "{{\n  \"format\": \"{}\",\n  \"classes\": {},\n  \"features\": {},\n  \"labels\": {},\n  \"probe\": {},\n"
      "  \"probe_class\": {}\n}}\n",
      task_format, task.classes, json_of(task.features), json_of(task.labels), json_of(task.probe), task.probe_class);
}

}  // namespace margincert::files
