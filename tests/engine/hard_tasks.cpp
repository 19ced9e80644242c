#include "tests/engine/hard_tasks.hpp"

#include <cmath>
#include <utility>

#include "generators/counter_random.hpp"
#include "tests/recursion/random_tasks.hpp"

namespace margincert::engine_tests {
namespace {

using generators::Random;
using recursion::Fraction;
using recursion::LabelBackground;
using recursion::LayerParameters;
using recursion::MinusOneOverClasses;
using recursion::Parameters;
using recursion::Task;
using recursion_tests::labelled_task;
using recursion_tests::raw_task;

Parameters recursion_for(const Task& task, std::vector<LayerParameters> layers,
                         LabelBackground background = MinusOneOverClasses{}) {
  return {task.feature_dim(), task.classes, background, std::move(layers)};
}

std::vector<LayerParameters> repeated(int depth, LayerParameters layer) {
  return std::vector<LayerParameters>(static_cast<std::size_t>(depth), layer);
}

Task random_task(int points, int classes, int features, std::uint64_t index) {
  Random random(5, "hard tasks", index);
  return raw_task({points, classes, features}, random);
}

Task scaled(Task task, double factor) {
  for (std::size_t i = 0; i < task.features.rows(); ++i) {
    for (double& x : task.features[i]) x *= factor;
  }
  for (double& x : task.probe) x *= factor;
  return task;
}

Task with_labels(Task task, std::optional<int> label) {
  for (auto& each : task.labels) each = label;
  return task;
}

constexpr LayerParameters usual{2.5, 4, 0.4, 0.5};

void add_sizes(std::vector<HardTask>& tasks) {
  // Around the parts that sums are made of, and the lanes of all machines.
  for (const int n : {1, 2, 3, 5, 7, 8, 9, 15, 17, 63, 64, 65}) {
    const Task task = random_task(n, 3, 2, static_cast<std::uint64_t>(n));
    tasks.push_back({std::to_string(n) + " points", task, recursion_for(task, repeated(n < 20 ? 3 : 1, usual))});
  }
  const Task parts = random_task(129, 2, 1, 129);
  tasks.push_back({"129 points", parts, recursion_for(parts, {{3, -2, -0.5, 0.5}})});
  const Task one = random_task(6, 2, 1, 200), wide = random_task(4, 2, 40, 201), classes = random_task(5, 70, 2, 202);
  tasks.push_back({"one feature", one, recursion_for(one, repeated(4, {-3, 2, 0.5, -0.75}))});
  tasks.push_back({"40 features", wide, recursion_for(wide, repeated(2, usual), Fraction{2, 3})});
  tasks.push_back({"70 classes", classes, recursion_for(classes, repeated(3, usual), 0.1)});
  const Task single = line_task(1, 0.3, {1, -0.7}, {0, 0});
  tasks.push_back({"a single class there can be", single, recursion_for(single, repeated(3, usual), 0.25)});
  for (const int depth : {0, 1, 12}) {
    const Task task = random_task(5, 3, 2, 210);
    tasks.push_back({"depth " + std::to_string(depth), task, recursion_for(task, repeated(depth, usual))});
  }
}

void add_classes(std::vector<HardTask>& tasks) {
  const Task task = random_task(6, 3, 2, 300);
  const auto layers = repeated(3, usual);
  tasks.push_back({"all of the probe's class", with_labels(task, task.probe_class), recursion_for(task, layers)});
  tasks.push_back({"none of the probe's class", with_labels(task, (task.probe_class + 1) % 3),
                   recursion_for(task, layers, Fraction{-1, 7})});
  tasks.push_back({"no labels", with_labels(task, std::nullopt), recursion_for(task, layers, 0.5)});
  Random random(5, "hard tasks", 301);
  const Task each = labelled_task({4, 4, 3}, random);
  tasks.push_back({"a point per class", each, recursion_for(each, layers, -2.0)});
}

void add_attention(std::vector<HardTask>& tasks) {
  const Task task = random_task(7, 3, 3, 400);
  for (const double sharpness : {1e3, -1e3, 1e6, 1e12, 1e19}) {
    tasks.push_back({"attention times " + std::to_string(sharpness), task,
                     recursion_for(task, repeated(2, {sharpness, sharpness, 0.5, 0.5}))});
    tasks.push_back({"features' attention times " + std::to_string(sharpness), task,
                     recursion_for(task, {{sharpness, 0, 0.5, 0}, {1, 1, -0.5, 0.5}})});
  }
  // The weights of keys come out as 0 on the way, and are not.
  const Task far = line_task(2, 1, {1, 0, -1, -2}, {0, 0, 1, 1});
  for (const double sharpness : {350.0, 699.5, 720.0, 1000.0, 5000.0}) {
    tasks.push_back({"weights of e^-" + std::to_string(sharpness), far,
                     recursion_for(far, repeated(2, {sharpness, 0.5, 0.5, 0.5}))});
  }
  const Task alike = line_task(3, 0.1, {0.3, 0.3, 0.3, 0.3, 0.3}, {0, 1, 2, 0, -1});
  tasks.push_back({"coincident points", alike, recursion_for(alike, repeated(4, {1e9, 0, 0.7, 0.3}))});
  tasks.push_back({"equal logits", task, recursion_for(task, repeated(4, {0, 0, 0.7, -0.3}), 0.1)});
}

void add_steps(std::vector<HardTask>& tasks) {
  const Task task = random_task(6, 3, 3, 500);
  tasks.push_back({"no steps", task, recursion_for(task, repeated(3, {3, 2, 0, 0}))});
  tasks.push_back({"features at rest, then not", task,
                   recursion_for(task, {{3, 2, 0, 0.5}, {3, 2, 0, 0}, {3, 2, 0.5, 0}, {3, 2, 0, 0.5}})});
  tasks.push_back({"tiny steps", task, recursion_for(task, repeated(5, {3, 2, 0x1p-60, 0x1p-1070}))});
  tasks.push_back({"steps that undo", task, recursion_for(task, repeated(5, {0.5, 0.5, -1, -1}))});
  tasks.push_back({"growth", task, recursion_for(task, repeated(8, {1e-6, 1e-6, 5, 5}))});
  tasks.push_back({"negative growth", task, recursion_for(task, repeated(6, {0.01, -0.1, -3, -2.5}), -1.5)});
  const Task alone = line_task(2, 1, {1}, {0});
  tasks.push_back({"a step to nothing", alone, recursion_for(alone, {{1, 0, -1, -1}, {1, 1, 1, 1}})});
  // A difference of averages, then magnified.
  const Task close = line_task(2, 1.25, {1, 1 + 0x1p-30, 1 - 0x1p-31}, {0, 1, 0});
  tasks.push_back({"cancellation", close, recursion_for(close, {{0.3, 0.1, -1, -1}, {0x1p30, 0x1p20, 0x1p20, 3}})});
}

void add_magnitudes(std::vector<HardTask>& tasks) {
  const Task task = random_task(5, 2, 2, 600);
  const auto layers = repeated(3, usual);
  for (const int exponent : {-1074, -1070, -1022, -540, -520, -500, -300, -30, 3}) {
    tasks.push_back({"features times 2^" + std::to_string(exponent), scaled(task, std::ldexp(1, exponent)),
                     recursion_for(task, layers)});
  }
  tasks.push_back({"tiny features under large attention", scaled(task, 0x1p-530),
                   recursion_for(task, repeated(2, {0x1p63, 1, 3, 3}))});
  tasks.push_back({"features times 2^60", scaled(task, 0x1p60), recursion_for(task, repeated(1, {0x1p-120, 1, 1, 1}))});
  tasks.push_back({"features times 2^58, saturated", scaled(task, 0x1p58), recursion_for(task, layers)});
  for (const int exponent : {66, 500, 600, 1023}) {
    tasks.push_back({"features times 2^" + std::to_string(exponent), scaled(task, std::ldexp(1, exponent)),
                     recursion_for(task, layers), false});
  }
  tasks.push_back({"growth beyond the range", task, recursion_for(task, repeated(12, {1, 1, 0x1p10, 0.5})), false});
  tasks.push_back({"attention beyond the range", task, recursion_for(task, repeated(1, {0x1p64, 1, 1, 1})), false});
  tasks.push_back({"zeros", scaled(task, 0), recursion_for(task, layers)});
  const Task mixed = line_task(2, 0, {0, 0, 1e-160, 1, -0x1p-1074}, {0, 1, 0, 1, -1});
  tasks.push_back({"zeros among others", mixed, recursion_for(mixed, repeated(3, {5, 5, 1, 1}))});
  // 1 + 2^-53 - 1 in all orders: products that come out as nothing.
  Task cancelling{2, recursion::Rows<double>(3, 3, 0.0), {0, 1, 0}, {1, 1, 1}, 0};
  const double entries[] = {1, 0x1p-53, -1, -1, 0x1.8p-54, 1, 0x1p-55, 1, -1};
  for (std::size_t k = 0; k < 9; ++k) cancelling.features[k / 3][k % 3] = entries[k];
  tasks.push_back({"cancelling products", cancelling, recursion_for(cancelling, repeated(2, {0x1p40, 1, -1, 1}))});
}

}  // namespace

Task line_task(int classes, double probe, const std::vector<double>& points, const std::vector<int>& labels) {
  Task task{classes, recursion::Rows<double>(points.size(), 1, 0.0), {}, {probe}, 0};
  for (std::size_t i = 0; i < points.size(); ++i) {
    task.features[i][0] = points[i];
    task.labels.push_back(labels[i] < 0 ? std::nullopt : std::optional(labels[i]));
  }
  return task;
}

std::vector<HardTask> hard_tasks() {
  std::vector<HardTask> tasks;
  for (const auto add : {add_sizes, add_classes, add_attention, add_steps, add_magnitudes}) add(tasks);
  return tasks;
}

}  // namespace margincert::engine_tests
