#pragma once

#include <rapidcheck.h>

#include <algorithm>
#include <optional>
#include <vector>

#include "recursion/parameters.hpp"
#include "recursion/task.hpp"
#include "tests/files/support.hpp"

// Parameters and tasks with any numbers a file can hold, and their numbers' bits: == would let -0.0 turn into 0.0.
namespace margincert::files::test {

inline rc::Gen<recursion::LayerParameters> any_layer() {
  return rc::gen::map(rc::gen::tuple(any_double(), any_double(), any_double(), any_double()), [](const auto& numbers) {
    const auto& [alpha, gamma, alpha_prime, gamma_prime] = numbers;
    return recursion::LayerParameters{alpha, gamma, alpha_prime, gamma_prime};
  });
}

inline rc::Gen<recursion::LabelBackground> any_background() {
  using recursion::LabelBackground;
  const auto number = rc::gen::map(any_double(), [](double x) { return LabelBackground(x); });
  const auto fraction = rc::gen::map(
      rc::gen::pair(rc::gen::inRange(-1'000'000'000L, 1'000'000'001L), rc::gen::inRange(1L, 1'000'000'001L)),
      [](const auto& terms) {
        return LabelBackground(recursion::Fraction{terms.first, terms.second});
      });
  return rc::gen::oneOf(number, fraction, rc::gen::just(LabelBackground(recursion::MinusOneOverClasses{})));
}

inline std::vector<std::uint64_t> number_bits(const recursion::Parameters& parameters) {
  std::vector<std::uint64_t> bits;
  for (const recursion::LayerParameters& layer : parameters.layers) {
    for (const double x : {layer.alpha, layer.gamma, layer.alpha_prime, layer.gamma_prime}) bits.push_back(bits_of(x));
  }
  if (const auto* number = std::get_if<double>(&parameters.label_background)) bits.push_back(bits_of(*number));
  return bits;
}

inline recursion::Task any_task(int classes, int dimension) {
  const int points = *rc::gen::inRange(1, 8);
  recursion::Task task = {classes, recursion::Rows<double>(points, dimension, 0.0), {}, {}, 0};
  for (int i = 0; i < points; ++i) {
    for (double& coordinate : task.features[i]) coordinate = *any_double();
    const int label = *rc::gen::inRange(-1, task.classes);
    task.labels.push_back(label < 0 ? std::nullopt : std::optional(label));
  }
  task.probe = *rc::gen::container<std::vector<double>>(dimension, any_double());
  task.probe_class = *rc::gen::inRange(0, task.classes);
  return task;
}

inline std::vector<std::uint64_t> number_bits(const recursion::Task& task) {
  std::vector<std::uint64_t> bits;
  for (std::size_t i = 0; i < task.features.rows(); ++i) {
    for (const double x : task.features[i]) bits.push_back(bits_of(x));
  }
  for (const double x : task.probe) bits.push_back(bits_of(x));
  return bits;
}

}  // namespace margincert::files::test
