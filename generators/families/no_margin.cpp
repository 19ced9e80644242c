#include <algorithm>

#include "generators/family.hpp"
#include "generators/registry.hpp"
#include "generators/task_assembly.hpp"

namespace margincert::generators {
namespace {

/// argmax_c (W x)_c, the first of equals.
int argmax_label(const std::vector<Vector>& weights, const Vector& x) {
  int best = 0;
  for (int c = 1; c < static_cast<int>(weights.size()); ++c) {
    if (inner_product(weights[c], x) > inner_product(weights[best], x)) best = c;
  }
  return best;
}

recursion::Task draw_no_margin(const Settings& settings, const recursion::Parameters& parameters, Random& random) {
  const int dimension = parameters.feature_dim;
  std::vector<Vector> weights;
  for (int c = 0; c < parameters.classes; ++c) weights.push_back(gaussian_direction(dimension, random));

  // The label depends on the point as it will stand in the task, so points come first.
  const auto points = static_cast<std::size_t>(settings.integer("n"));
  recursion::Task task;
  task.classes = parameters.classes;
  task.features = recursion::Rows<double>(points, static_cast<std::size_t>(dimension), 0.0);
  for (std::size_t i = 0; i < points; ++i) {
    const Vector x = onto_unit_ball(gaussian_direction(dimension, random));
    std::ranges::copy(x, task.features[i].begin());
    task.labels.emplace_back(argmax_label(weights, x));
  }
  task.probe = onto_unit_ball(gaussian_direction(dimension, random));
  task.probe_class = argmax_label(weights, task.probe);
  return task;
}

}  // namespace

Family no_margin() {
  return {"no-margin",
          "Points and probe uniform on the unit sphere, labelled argmax Wx with a Gaussian K x d matrix W: the task "
          "distribution of the source.",
          "Statements outside the margin hypotheses: classes touch, a class may be missing, and Δ_0 > 0 is rare.",
          with_common_settings({}), draw_no_margin};
}

}  // namespace margincert::generators
