#include "transformer/rivals/fit.hpp"

#include <cmath>
#include <mutex>

#include "numeric/parallel.hpp"
#include "numeric/stop.hpp"
#include "transformer/forward.hpp"
#include "transformer/rivals/simplex_search.hpp"

namespace margincert::transformer::rivals {
namespace {

using recursion::LayerParameters;

/// A transformer's run of one task.
struct Lesson {
  recursion::Task task;
  std::vector<State<double>> states;  ///< layers 0..T
};

/// Δ of all entries of a table.
void append_difference(std::vector<double>& to, const Rows<double>& after, const Rows<double>& before) {
  for (std::size_t row = 0; row < after.rows(); ++row) {
    for (std::size_t column = 0; column < after.columns(); ++column) {
      to.push_back(after[row][column] - before[row][column]);
    }
  }
}

/// One layer's updates of all tokens of all tasks.
struct Updates {
  std::vector<double> features, labels;

  void append(const State<double>& after, const State<double>& before) {
    append_difference(features, after.features, before.features);
    append_difference(labels, after.labels, before.labels);
  }
};

/// The s that minimises ‖wanted − s given‖².
double step_size(const std::vector<double>& wanted, const std::vector<double>& given) {
  double product = 0, squares = 0;
  for (std::size_t k = 0; k < wanted.size(); ++k) {
    product += wanted[k] * given[k];
    squares += given[k] * given[k];
  }
  return squares > 0 ? product / squares : 0;
}

double squared_distance(const std::vector<double>& wanted, const std::vector<double>& given, double size) {
  double sum = 0;
  for (std::size_t k = 0; k < wanted.size(); ++k) {
    const double difference = wanted[k] - size * given[k];
    sum += difference * difference;
  }
  return sum;
}

/// Least squares of one layer.
class LayerFit {
 public:
  LayerFit(const Family& family, const std::vector<Lesson>& lessons, const Weights& weights, int t)
      : family_(family), lessons_(lessons), t_(t), unit_{weights.feature_dim, weights.classes, {}, {}} {
    unit_.layers.assign(static_cast<std::size_t>(weights.depth()), LayerParameters{});
    for (const Lesson& lesson : lessons) actual_.append(lesson.states[t + 1], lesson.states[t]);
  }

  /// The numbers whose attention part is `attention` (α first, then γ, as the family has them), and their squared
  /// error.
  std::pair<LayerParameters, double> best_steps(std::span<const double> attention) const {
    LayerParameters numbers{0, 0, 1, 1};
    std::size_t used = 0;
    if (family_.attention.alpha) numbers.alpha = attention[used++];
    if (family_.attention.gamma) numbers.gamma = attention[used++];
    recursion::Parameters parameters = unit_;
    parameters.layers[static_cast<std::size_t>(t_)] = numbers;
    Updates made;
    for (const Lesson& lesson : lessons_) {
      const State<double>& z = lesson.states[static_cast<std::size_t>(t_)];
      made.append(family_.move(parameters, lesson.task, z, t_), z);
    }
    numbers.alpha_prime = step_size(actual_.features, made.features);
    numbers.gamma_prime = step_size(actual_.labels, made.labels);
    return {numbers, squared_distance(actual_.features, made.features, numbers.alpha_prime) +
                         squared_distance(actual_.labels, made.labels, numbers.gamma_prime)};
  }

  /// Σ‖update‖²
  double total() const {
    return squared_distance(actual_.features, actual_.features, 0) +
           squared_distance(actual_.labels, actual_.labels, 0);
  }

 private:
  const Family& family_;
  const std::vector<Lesson>& lessons_;
  int t_;
  recursion::Parameters unit_;
  Updates actual_;
};

}  // namespace

Fitted fit(const Family& family, const Weights& weights, const TaskSource& task, const FitOptions& options,
           const numeric::RunControl& control) {
  const numeric::RunControl run = control.started();
  std::vector<Lesson> lessons(options.tasks);
  numeric::for_each_index_until_stopped(options.tasks, run.thread_count(), run.stop, [&](std::uint64_t k) {
    lessons[k].task = task(options.first_task + k);
    lessons[k].states = states(lessons[k].task, weights, recursion::DoubleArithmetic());
  });

  Fitted fitted{{weights.feature_dim, weights.classes, recursion::MinusOneOverClasses{}, {}}, {}, {}};
  const auto depth = static_cast<std::size_t>(weights.depth());
  fitted.parameters.layers.resize(depth);
  fitted.evaluations.resize(depth);
  fitted.residual.resize(depth);
  if (run.asked_to_stop()) return fitted;
  std::mutex reporting;
  std::uint64_t done = 0;
  run.show({"", done, depth, "layers"});
  numeric::for_each_index_until_stopped(depth, run.thread_count(), run.stop, [&](std::uint64_t t) {
    const LayerFit layer(family, lessons, weights, static_cast<int>(t));
    const auto squared_error = [&](std::span<const double> x) {
      numeric::stop_point();
      return layer.best_steps(x).second;
    };
    const Minimum minimum = minimise(squared_error, family.attention.count(), options.reach, options.evaluations);
    const double total = layer.total();
    fitted.parameters.layers[t] = layer.best_steps(minimum.x).first;
    fitted.evaluations[t] = minimum.evaluations;
    fitted.residual[t] = total > 0 ? std::sqrt(minimum.value / total) : 0;
    const std::lock_guard lock(reporting);
    run.show({"", ++done, depth, "layers"});
  });
  return fitted;
}

}  // namespace margincert::transformer::rivals
