#pragma once

#include <string>
#include <vector>

#include "generators/counter_random.hpp"
#include "generators/family.hpp"
#include "recursion/parameters.hpp"
#include "recursion/task.hpp"

/// Small random tasks and parameters of every shape the recursion accepts, and of more shapes than the families make.
namespace margincert::recursion_tests {

using generators::Random;

enum class Signs { any, non_negative };

struct Shape {
  int points, classes, features;
};

inline Shape random_shape(Random& random, int most_points = 12) {
  return {1 + static_cast<int>(random.below(most_points)), 2 + static_cast<int>(random.below(4)),
          1 + static_cast<int>(random.below(6))};
}

/// Normal coordinates with full mantissas. One point in six is unlabelled; nothing keeps a class from being empty.
inline recursion::Task raw_task(const Shape& shape, Random& random) {
  recursion::Task task{shape.classes,
                       recursion::Rows<double>(shape.points, shape.features, 0.0),
                       {},
                       std::vector<double>(shape.features),
                       static_cast<int>(random.below(shape.classes))};
  for (int i = 0; i < shape.points; ++i) {
    for (double& x : task.features[i]) x = 0.5 * random.normal();
    task.labels.push_back(random.below(6) == 0 ? std::nullopt
                                               : std::optional(static_cast<int>(random.below(shape.classes))));
  }
  for (double& x : task.probe) x = 0.5 * random.normal();
  return task;
}

/// As raw_task, but labelled throughout and with a point in every class: n >= K.
inline recursion::Task labelled_task(Shape shape, Random& random) {
  if (shape.points < shape.classes) shape.points = shape.classes;
  recursion::Task task = raw_task(shape, random);
  for (int i = 0; i < shape.points; ++i) {
    task.labels[i] = i < shape.classes ? i : static_cast<int>(random.below(shape.classes));
  }
  return task;
}

inline recursion::LayerParameters random_layer(Random& random, Signs signs) {
  const auto draw = [&](double size) {
    return size * (signs == Signs::any ? 2 * random.uniform() - 1 : random.uniform());
  };
  return {draw(3), draw(3), draw(0.8), draw(0.8)};
}

inline recursion::Parameters random_parameters(int features, int classes, int depth, Signs signs, Random& random) {
  recursion::Parameters parameters{features, classes, recursion::MinusOneOverClasses{}, {}};
  for (int t = 0; t < depth; ++t) parameters.layers.push_back(random_layer(random, signs));
  return parameters;
}

/// -1/K, another fraction, and a number, in turn.
inline recursion::LabelBackground random_background(Random& random) {
  const recursion::LabelBackground kinds[] = {recursion::MinusOneOverClasses{}, recursion::Fraction{-2, 7}, 0.1};
  return kinds[random.below(3)];
}

/// A task of a family with few points, in the dimensions of the parameters.
inline recursion::Task family_task(const std::string& id, const recursion::Parameters& parameters, int points,
                                   std::uint64_t seed, std::uint64_t index) {
  const generators::Family& family = generators::find_family(id);
  const std::vector<std::string> assignments{"n=" + std::to_string(points)};
  return make_task(family, read_settings(family, assignments), parameters, seed, index);
}

}  // namespace margincert::recursion_tests
