#pragma once

#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "generators/counter_random.hpp"
#include "generators/geometry.hpp"
#include "recursion/task.hpp"

namespace margincert::generators {

/// Throws SettingError unless every one of at least two classes can have a point. `lack` ends the sentence "leaves a
/// class without a point, ...".
void expect_every_class(int points, int classes, std::string_view lack = "hence no margin");

int draw_class(int classes, Random& random);
/// Uniform among the classes but one.
int draw_other_class(int classes, int excluded, Random& random);

/// Class labels: one point of every class if there are enough points, the rest uniform, in uniform order.
std::vector<int> covering_labels(int points, int classes, Random& random);

/// Labels in uniform order: `own` points of `own_class`; the rest covers the other classes, as evenly as can be.
std::vector<int> labels_with_own(int points, int classes, int own_class, int own, Random& random);

/// How many of n points a rate stands for: rate · n to the nearest, but one at least if the rate is positive.
int share_of(int points, double rate);

/// mean + sigma · N(0, I).
Vector with_noise(std::span<const double> mean, double sigma, Random& random);

/// Draws one point of the given class.
using DrawPoint = std::function<Vector(int point_class)>;

/// The task whose points carry the given labels: features and then the probe are drawn, each onto the unit ball.
recursion::Task assemble_task(int classes, std::span<const int> labels, int probe_class, const DrawPoint& draw);
/// The same with every point left as it was drawn; the family answers for its norm.
recursion::Task assemble_task_as_drawn(int classes, std::span<const int> labels, int probe_class,
                                       const DrawPoint& draw);

struct LabelledPoint {
  int label;
  Vector x;
};
/// The task of these points in uniform order, coordinates as they stand.
recursion::Task shuffled_task(int classes, std::span<const LabelledPoint> points, const LabelledPoint& probe,
                              Random& random);

}  // namespace margincert::generators
