#include "benchmarks/eigen_trajectory.hpp"

#include <variant>

namespace margincert::benchmarks {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using recursion::LayerParameters;
using recursion::Parameters;
using recursion::Task;

struct BackgroundValue {
  int classes;

  double operator()(recursion::MinusOneOverClasses) const { return -1.0 / classes; }
  double operator()(recursion::Fraction fraction) const {
    return static_cast<double>(fraction.numerator) / static_cast<double>(fraction.denominator);
  }
  double operator()(double delta) const { return delta; }
};

MatrixXd label_coupling(const Parameters& parameters) {
  const double delta = std::visit(BackgroundValue{parameters.classes}, parameters.label_background);
  return MatrixXd::Identity(parameters.classes, parameters.classes).array() + delta;
}

EigenState initial_state(const Task& task) {
  const Index points = task.points();
  EigenState state{MatrixXd(task.feature_dim(), points + 1), MatrixXd::Zero(task.classes, points + 1)};
  for (Index j = 0; j < points; ++j) {
    const auto row = static_cast<std::size_t>(j);
    state.x.col(j) = Eigen::Map<const Eigen::VectorXd>(task.features[row].data(), task.feature_dim());
    if (task.labels[row]) state.y(*task.labels[row], j) = 1;
  }
  state.x.col(points) = Eigen::Map<const Eigen::VectorXd>(task.probe.data(), task.feature_dim());
  return state;
}

MatrixXd column_softmax(const MatrixXd& logits) {
  const MatrixXd weights = (logits.rowwise() - logits.colwise().maxCoeff()).array().exp();
  return weights.array().rowwise() / weights.colwise().sum().array();
}

EigenState next_state(const EigenState& state, const LayerParameters& layer, const MatrixXd& coupling) {
  const Index points = state.x.cols() - 1;
  const auto key_x = state.x.leftCols(points);
  const auto key_y = state.y.leftCols(points);
  const MatrixXd logits =
      layer.alpha * (key_x.transpose() * state.x) + layer.gamma * (key_y.transpose() * (coupling * state.y));
  const MatrixXd attention = column_softmax(logits);
  return {state.x + layer.alpha_prime * (key_x * attention),
          state.y + layer.gamma_prime * (coupling * (key_y * attention))};
}

}  // namespace

std::vector<EigenState> eigen_states(const Task& task, const Parameters& parameters) {
  const MatrixXd coupling = label_coupling(parameters);
  std::vector<EigenState> states{initial_state(task)};
  for (const LayerParameters& layer : parameters.layers) states.push_back(next_state(states.back(), layer, coupling));
  return states;
}

}  // namespace margincert::benchmarks
