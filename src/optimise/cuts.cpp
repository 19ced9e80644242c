#include "optimise/cuts.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace margincert::optimise {
namespace {

constexpr std::size_t most_cuts = 12;
constexpr int most_sweeps = 200;

}  // namespace

void Cuts::add(const Eigen::VectorXd& u, double infeasibility, const Eigen::VectorXd& gradient) {
  const double level = gradient.dot(u) - infeasibility;
  if (!std::isfinite(level) || !(gradient.squaredNorm() > 0)) return;
  if (cuts_.size() == most_cuts) cuts_.pop_front();
  cuts_.push_back({gradient, level});
  ++added_;
}

/// Hildreth's method: ascent in one multiplier of the dual at a time, d = -H (g + Σ λ_k normal_k) kept up to date
/// ("A quadratic programming procedure", Naval Research Logistics Quarterly 4, 1957).
Eigen::VectorXd Cuts::direction(const Eigen::VectorXd& u, const Eigen::VectorXd& gradient, const Eigen::MatrixXd& h,
                                const Eigen::VectorXd& is_free) {
  const auto apply = [&](const Eigen::VectorXd& v) -> Eigen::VectorXd {
    return is_free.cwiseProduct(h * is_free.cwiseProduct(v));
  };
  std::vector<Eigen::VectorXd> images;
  for (const Cut& cut : cuts_) images.push_back(apply(cut.normal));
  std::vector<double> multipliers(cuts_.size(), 0.0);
  Eigen::VectorXd d = -apply(gradient);
  bool moved = true;
  for (int sweep = 0; sweep < most_sweeps && moved; ++sweep) {
    moved = false;
    for (std::size_t k = 0; k < cuts_.size(); ++k) {
      const double curvature = cuts_[k].normal.dot(images[k]);
      if (!(curvature > 0)) continue;
      const double excess = cuts_[k].normal.dot(u + d) - cuts_[k].level;
      const double change = std::max(-multipliers[k], excess / curvature);
      multipliers[k] += change;
      d -= change * images[k];
      moved = moved || std::abs(change) > 1e-14 * multipliers[k];
    }
  }
  multiplier_ = 0;
  pressure_ = Eigen::VectorXd::Zero(u.size());
  for (std::size_t k = 0; k < cuts_.size(); ++k) {
    multiplier_ += multipliers[k];
    pressure_ += multipliers[k] * cuts_[k].normal;
  }
  return d;
}

Eigen::VectorXd Cuts::change_of_pressure() const {
  if (!press() || cuts_.empty()) return Eigen::VectorXd::Zero(pressure_.size());
  return multiplier_ * cuts_.back().normal - pressure_;
}

}  // namespace margincert::optimise
