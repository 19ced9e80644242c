#pragma once

#include <functional>
#include <span>
#include <vector>

#include "generators/counter_random.hpp"
#include "generators/geometry.hpp"
#include "recursion/task.hpp"

namespace margincert::generators {

/// Class labels: one point of every class if there are enough points, the rest uniform, in uniform order.
std::vector<int> covering_labels(int points, int classes, Random& random);

/// Draws one point of the given class.
using DrawPoint = std::function<Vector(int point_class)>;

/// The task whose points carry the given labels: features and then the probe are drawn, each onto the unit ball.
recursion::Task assemble_task(int classes, std::span<const int> labels, int probe_class, const DrawPoint& draw);

}  // namespace margincert::generators
