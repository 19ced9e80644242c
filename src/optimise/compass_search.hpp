#pragma once

#include <algorithm>
#include <cmath>
#include <concepts>
#include <span>
#include <utility>
#include <vector>

#include "generators/counter_random.hpp"
#include "optimise/dyadic_mesh.hpp"

namespace margincert::optimise {

/// What a compass search minimises. Value is any type with a strict order.
template <class Problem>
concept CompassProblem = requires(Problem& problem, std::span<const double> x, std::span<double> candidate,
                                  const typename Problem::Value& value) {
  { problem.evaluate(x) } -> std::same_as<typename Problem::Value>;
  { problem.less(value, value) } -> std::convertible_to<bool>;
  /// Onto the domain; true when candidate is then a point that may be evaluated.
  { problem.admit(candidate, int{}) } -> std::convertible_to<bool>;
  /// The search stops: budget spent, or the value is one for another arithmetic.
  { problem.stop(value) } -> std::convertible_to<bool>;
};

/// Where a compass search stands. Level l means steps of 2^-l of each coordinate's range, rounded down to a power of 2.
template <class Value>
struct CompassState {
  std::vector<double> x;
  Value value;
  int level;
};

/// Hooke and Jeeves's pattern search ("Direct search solution of numerical and statistical problems", J. ACM 8, 1961):
/// try a step along each coordinate, keep what improves, ride on in the direction that came of it, halve the steps when
/// nothing improves. Before halving, a few random directions are tried, dense in the limit as in mesh adaptive direct
/// search (Audet, Dennis, SIAM J. Optim. 17, 2006): along a kink or a curved constraint no coordinate need improve.
///
/// All steps are multiples of the grid of level + direction_bits, so points stay on it.
template <CompassProblem Problem>
class CompassSearch {
 public:
  using Value = typename Problem::Value;
  static constexpr int direction_bits = 4;
  static constexpr double course_rate = 0.2;
  static constexpr double course_stretch = 4;

  CompassSearch(Problem& problem, const DyadicMesh& mesh, generators::Random& random, CompassState<Value> start)
      : problem_(problem), mesh_(mesh), random_(random), state_(std::move(start)) {
    signs_.assign(state_.x.size(), 1);
    course_.assign(state_.x.size(), 0.0);
  }

  const CompassState<Value>& state() const { return state_; }

  /// Until the steps are finer than max_level, or the problem says stop.
  void run(int max_level) {
    while (state_.level <= max_level && !stopped()) {
      const std::vector<double> before = state_.x;
      if (poll_coordinates()) {
        ride(before);
      } else if (poll_random_directions()) {
        ride(before);
        state_.level = std::max(state_.level - 1, 0);
      } else {
        ++state_.level;
      }
    }
  }

 private:
  bool stopped() { return problem_.stop(state_.value); }

  /// Moves to x + move if that is admitted, new, and better.
  bool try_move(std::span<const double> move) {
    if (stopped()) return false;
    candidate_ = state_.x;
    for (std::size_t i = 0; i < move.size(); ++i) candidate_[i] += move[i];
    if (!problem_.admit(candidate_, state_.level + direction_bits) || candidate_ == state_.x) return false;
    Value value = problem_.evaluate(candidate_);
    if (!problem_.less(value, state_.value)) return false;
    remember(candidate_);
    state_.value = std::move(value);
    state_.x = candidate_;
    return true;
  }

  /// One step each way along every coordinate, first the way that last succeeded.
  bool poll_coordinates() {
    bool improved = false;
    move_.assign(state_.x.size(), 0.0);
    for (std::size_t i = 0; i < move_.size(); ++i) {
      if (mesh_.is_fixed(i)) continue;
      for (int way = 0; way < 2; ++way) {
        move_[i] = signs_[i] * mesh_.step(i, state_.level);
        if (try_move(move_)) {
          improved = true;
          break;
        }
        signs_[i] = -signs_[i];
      }
      move_[i] = 0;
    }
    return improved;
  }

  bool poll_random_directions() {
    const std::size_t tries = std::min<std::size_t>(2 * state_.x.size(), 16);
    for (std::size_t k = 0; k < tries; ++k) {
      std::vector<double> move = random_direction();
      if (try_move(move)) return true;
      for (double& entry : move) entry = -entry;
      if (try_move(move)) return true;
    }
    return false;
  }

  /// The course: a fading mean of the unit moves that improved, in steps of level 0.
  void remember(std::span<const double> next) {
    std::vector<double> move(next.begin(), next.end());
    double length = 0;
    for (std::size_t i = 0; i < move.size(); ++i) {
      move[i] = (move[i] - state_.x[i]) / mesh_.step(i, 0);
      length = std::hypot(length, move[i]);
    }
    if (!std::isfinite(length)) return;
    for (std::size_t i = 0; i < move.size(); ++i) course_[i] += course_rate * (move[i] / length - course_[i]);
  }

  /// A random direction, scaled to the step and rounded to the grid: uniform, and every other time stretched along the
  /// course, since in a narrow valley uniform directions hardly ever improve.
  std::vector<double> random_direction() {
    std::vector<double> direction(state_.x.size());
    stretched_ = !stretched_;
    const double along =
        stretched_ ? course_stretch * std::sqrt(static_cast<double>(direction.size())) * random_.normal() : 0;
    double largest = 0;
    for (std::size_t i = 0; i < direction.size(); ++i) {
      direction[i] = random_.normal() + along * course_[i];
      largest = std::max(largest, std::abs(direction[i]));
    }
    for (std::size_t i = 0; i < direction.size(); ++i) {
      const double multiple = std::round(std::ldexp(direction[i] / largest, direction_bits));
      direction[i] = mesh_.is_fixed(i) ? 0 : multiple * mesh_.step(i, state_.level + direction_bits);
    }
    return direction;
  }

  /// Repeats the move that led here, doubling it while it keeps improving.
  void ride(std::span<const double> before) {
    std::vector<double> move(state_.x);
    for (std::size_t i = 0; i < move.size(); ++i) move[i] -= before[i];
    while (try_move(move)) {
      for (double& entry : move) entry *= 2;
    }
  }

  Problem& problem_;
  const DyadicMesh& mesh_;
  generators::Random& random_;
  CompassState<Value> state_;
  std::vector<int> signs_;  ///< the way along each coordinate that is tried first
  std::vector<double> course_;
  bool stretched_ = false;
  std::vector<double> candidate_, move_;
};

}  // namespace margincert::optimise
