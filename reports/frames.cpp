#include "reports/frames.hpp"

#include <algorithm>
#include <cmath>

#include "recursion/trajectory.hpp"

namespace margincert::reports {
namespace {

// Balls, not doubles: their arithmetic is integers' and so the same on every machine, down to the last bit of exp.
using Arithmetic = recursion::BallArithmetic;
using State = recursion::State<Arithmetic::Scalar>;

Frame frame_of(const State& state, int layer) {
  Frame frame{layer, {}};
  for (std::size_t j = 0; j < state.features.rows(); ++j) {
    std::vector<double>& token = frame.tokens.emplace_back();
    for (const numeric::Ball& x : state.features[j]) token.push_back(x.mid_double());
  }
  return frame;
}

bool is_finite(const Frame& frame) {
  return std::ranges::all_of(frame.tokens, [](const std::vector<double>& token) {
    return std::ranges::all_of(token, [](double x) { return std::isfinite(x); });
  });
}

}  // namespace

std::vector<Frame> frames_of(const recursion::Task& task, const recursion::Parameters& parameters,
                             recursion::Regime regime) {
  const int d = task.feature_dim();
  if (d < 2 || d > 3 || task.points() > most_points || parameters.depth() > most_layers) return {};
  const Arithmetic arithmetic;
  const recursion::KeySets key_sets(task, regime);
  State state = recursion::initial_state(task, arithmetic);
  std::vector<Frame> frames;
  for (int t = 0; t <= parameters.depth(); ++t) {
    frames.push_back(frame_of(state, t));
    if (!is_finite(frames.back())) return {};
    if (t == parameters.depth()) break;
    state = recursion::step(state, recursion::layer_at(parameters, t, arithmetic), key_sets, arithmetic,
                            [](const recursion::QueryView<Arithmetic::Scalar>&) {});
  }
  return frames;
}

}  // namespace margincert::reports
