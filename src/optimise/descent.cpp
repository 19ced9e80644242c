#include "optimise/descent.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace margincert::optimise {
namespace {

constexpr double sufficient_decrease = 1e-4;  ///< Armijo's constant
constexpr double sufficient_slope = 0.9;      ///< Wolfe's constant
constexpr double first_step = 0.1;            ///< of the box
constexpr int most_trials = 45;
constexpr double least_step = 1e-12;  ///< of the box; after a few steps no longer than this, the descent has stalled
constexpr int most_short_steps = 3;
constexpr int most_corrections = 6;
constexpr int most_trials_at_cuts = 6;  ///< then a direction bent by the new cuts is worth more than a shorter step
constexpr int most_failures = 12;       ///< searches in a row that found nothing but new cuts
/// Beyond the linear estimate of the feasible set's boundary, since a linear estimate stays outside a convex set.
constexpr double over_correction = 1.01;

}  // namespace

Descent::Point Descent::project(const Eigen::VectorXd& u) const {
  Point point;
  point.x = box_.to_point(u);
  explorer_.project(point.x);
  point.u = box_.to_unit(point.x);
  // Rounding between the coordinates is no move.
  point.was_projected = (point.u - u).lpNorm<Eigen::Infinity>() > 1e-14;
  return point;
}

void Descent::evaluate(Point& point) { point.score = explorer_.score(point.x); }

void Descent::evaluate_with_gradient(Point& point) {
  std::vector<double> gradient(explorer_.dimension());
  point.score = explorer_.score_with_gradient(point.x, gradient);
  point.gradient = box_.to_unit_gradient(gradient);
}

/// Newton's method for infeasibility = 0 along its gradient g: u - (infeasibility / |g|^2) g, projected. What it sees
/// of the infeasibility on its way becomes cuts.
Descent::Point Descent::restored(Point point) {
  for (int k = 0; k < most_corrections && !is_feasible(point.score) && !explorer_.exhausted(); ++k) {
    evaluate_with_gradient(point);
    cuts_.add(point.u, point.score.infeasibility, point.gradient);
    const double length = over_correction * point.score.infeasibility / point.gradient.squaredNorm();
    if (!std::isfinite(length)) break;
    point = project(point.u - length * point.gradient);
    evaluate(point);
  }
  point.was_restored = true;
  return point;
}

/// 0 for coordinates at an end of the box with the descent pointing out of it, 1 for the others.
Eigen::VectorXd Descent::unmasked() const {
  Eigen::VectorXd is_free = Eigen::VectorXd::Ones(here_.u.size());
  for (Eigen::Index i = 0; i < is_free.size(); ++i) {
    const double slope = here_.gradient[i];
    if ((here_.u[i] <= 0 && slope > 0) || (here_.u[i] >= 1 && slope < 0)) is_free[i] = 0;
  }
  return is_free;
}

/// Along the cuts. Where slacks are nearly straight the inverse Hessian grows without bound; a step longer than the box
/// says so, and plain steps take over. Cuts that leave no descent are wrong here (the set is not convex) or old.
Eigen::VectorXd Descent::direction() {
  if (!is_feasible(here_.score)) cuts_.clear();
  const Eigen::VectorXd is_free = unmasked();
  const auto choose = [&] { return cuts_.direction(here_.u, here_.gradient, inverse_hessian_, is_free); };
  Eigen::VectorXd d = choose();
  const auto descends = [&] { return d.lpNorm<Eigen::Infinity>() <= 1 && d.dot(here_.gradient) < 0; };
  if (!descends() && !is_plain_) {
    use_plain_steps(longest());
    d = choose();
  }
  if (!descends()) {
    forget();
    d = choose();
  }
  known_cuts_ = cuts_.added();
  return d;
}

/// Less infeasible by any means, or of the same kind and lower by Armijo's rule, f(v) <= f(u) + c min(0, <g, v - u>).
bool Descent::descends_enough(const Point& trial) const {
  if (!better(trial.score, here_.score)) return false;
  if (is_feasible(trial.score) != is_feasible(here_.score)) return true;
  const double slope = std::min(0.0, here_.gradient.dot(trial.u - here_.u));
  return descent_value(trial.score) <= descent_value(here_.score) + sufficient_decrease * slope;
}

/// Bisection and doubling between a step that descends too little and one after which the slope is still too steep
/// (Lewis and Overton, Algorithm 2.6). The slope is not asked for where the domain has bent the path.
std::optional<Descent::Point> Descent::line_search(const Eigen::VectorXd& direction) {
  const double slope = here_.gradient.dot(direction);
  double low = 0;
  double high = std::numeric_limits<double>::infinity();
  double step = 1;
  std::optional<Point> found;
  for (int k = 0; k < most_trials && !explorer_.exhausted(); ++k) {
    Point trial = project(here_.u + step * direction);
    if (trial.u == here_.u || (k >= most_trials_at_cuts && !found && cuts_.added() > known_cuts_)) break;
    evaluate(trial);
    if (is_feasible(here_.score) && !is_feasible(trial.score) && std::isfinite(trial.score.infeasibility)) {
      trial = restored(std::move(trial));
    }
    if (!descends_enough(trial)) {
      high = step;
    } else {
      if (found && !better(trial.score, found->score)) break;
      evaluate_with_gradient(trial);
      const bool is_bent = trial.was_projected || trial.was_restored;
      const bool is_steep = trial.gradient.dot(direction) < sufficient_slope * slope;
      found = std::move(trial);
      if (is_bent || !is_steep) break;
      low = step;
    }
    step = std::isfinite(high) ? (low + high) / 2 : 2 * low;
  }
  return found;
}

double Descent::longest() const {
  return first_step / std::max(here_.gradient.norm(), std::numeric_limits<double>::min());
}

void Descent::use_plain_steps(double length) {
  length_ = length;
  is_plain_ = true;
  inverse_hessian_ = length * Eigen::MatrixXd::Identity(here_.u.size(), here_.u.size());
}

void Descent::forget() {
  cuts_.clear();
  use_plain_steps(longest());
}

/// The BFGS update of the inverse Hessian, H = (I - r s yᵀ) H (I - r y sᵀ) + r s sᵀ with r = 1 / <s, y>, first scaled
/// to <s, y> / <y, y> (Nocedal, Wright, Numerical Optimization, 6.17 and 6.20).
void Descent::learn(const Eigen::VectorXd& step, const Eigen::VectorXd& change) {
  const double curvature = step.dot(change);
  if (!(curvature > 1e-14 * step.norm() * change.norm())) return;
  if (is_plain_) use_plain_steps(curvature / change.squaredNorm());
  is_plain_ = false;
  Eigen::MatrixXd& h = inverse_hessian_;
  const Eigen::VectorXd hy = h * change;
  h += ((1 + change.dot(hy) / curvature) / curvature) * (step * step.transpose());
  h -= (hy * step.transpose() + step * hy.transpose()) / curvature;
}

void Descent::move_to(Point next) {
  const Eigen::VectorXd step = next.u - here_.u;
  Eigen::VectorXd change = next.gradient - here_.gradient;
  // Along a constraint it is the Lagrangian that curves, and its gradient that quasi-Newton steps learn from.
  if (cuts_.added() > known_cuts_) change += cuts_.change_of_pressure();
  short_steps_ = step.lpNorm<Eigen::Infinity>() > least_step ? 0 : short_steps_ + 1;
  const bool same_kind = is_feasible(next.score) == is_feasible(here_.score);
  here_ = std::move(next);
  if (!same_kind) {
    forget();
  } else if (here_.was_projected) {
    // Barzilai and Borwein's length <s, s> / <s, y>; on a straight or concave stretch, longer than the last.
    const double curvature = step.dot(change);
    use_plain_steps(std::min(curvature > 0 ? step.squaredNorm() / curvature : 2 * length_, longest()));
  } else {
    learn(step, change);
  }
}

bool Descent::stalled() const {
  const bool has_slope = here_.gradient.allFinite() && here_.gradient.squaredNorm() > 0;
  return explorer_.exhausted() || !has_slope || short_steps_ > most_short_steps;
}

void Descent::run(const Eigen::VectorXd& start) {
  here_ = project(start);
  evaluate_with_gradient(here_);
  forget();
  int failures = 0;
  while (!stalled() && failures < most_failures) {
    const Eigen::VectorXd ahead = direction();
    std::optional<Point> next = ahead.allFinite() ? line_search(ahead) : std::nullopt;
    if (next) {
      move_to(std::move(*next));
      failures = 0;
    } else if (cuts_.added() > known_cuts_) {
      use_plain_steps(std::pow(0.1, failures) * longest());
      ++failures;
    } else if (!is_plain_) {
      forget();
    } else {
      return;
    }
  }
}

}  // namespace margincert::optimise
