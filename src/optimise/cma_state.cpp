#include "optimise/cma_state.hpp"

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <limits>

namespace margincert::optimise {

CmaState::CmaState(const Eigen::VectorXd& mean, double sigma, Eigen::Index population)
    : constants_(mean.size(), population),
      mean_(mean),
      sigma_(sigma),
      covariance_(Eigen::MatrixXd::Identity(mean.size(), mean.size())),
      axes_(covariance_),
      scales_(Eigen::VectorXd::Ones(mean.size())),
      step_path_(Eigen::VectorXd::Zero(mean.size())),
      path_(Eigen::VectorXd::Zero(mean.size())) {}

Eigen::VectorXd CmaState::at(const Eigen::VectorXd& z) const {
  return mean_ + sigma_ * (axes_ * scales_.cwiseProduct(z));
}

/// C^(-1/2) y = B D^-1 Bᵀ y
Eigen::VectorXd CmaState::whitened(const Eigen::VectorXd& y) const {
  return axes_ * (axes_.transpose() * y).cwiseQuotient(scales_);
}

/// Equations 41-42: m moves to the weighted mean of the parents.
void CmaState::adapt(std::span<const Eigen::VectorXd> ranked) {
  const Eigen::VectorXd old_mean = mean_;
  const double old_sigma = sigma_;
  mean_.setZero();
  for (Eigen::Index i = 0; i < constants_.parents; ++i) {
    mean_ += constants_.weights[i] * ranked[static_cast<std::size_t>(i)];
  }
  ++generation_;
  adapt_step_size((mean_ - old_mean) / old_sigma);
  adapt_covariance(ranked, old_mean, old_sigma);
  factor_when_due();
}

/// Equations 43-44: sigma grows while steps of the mean agree in direction and shrinks while they cancel.
void CmaState::adapt_step_size(const Eigen::VectorXd& mean_step) {
  const double rate = constants_.step_path_rate;
  step_path_ *= 1 - rate;
  step_path_ += std::sqrt(rate * (2 - rate) * constants_.effective_parents) * whitened(mean_step);
  const double excess = step_path_.norm() / constants_.expected_norm - 1;
  sigma_ *= std::exp(std::min(1.0, rate / constants_.step_damping * excess));

  const double path_rate = constants_.path_rate;
  path_ *= 1 - path_rate;
  if (path_is_short()) path_ += std::sqrt(path_rate * (2 - path_rate) * constants_.effective_parents) * mean_step;
}

/// h_sigma: holds the covariance's path back while the step size is still growing fast.
bool CmaState::path_is_short() const {
  const double settled = 1 - std::pow(1 - constants_.step_path_rate, 2.0 * static_cast<double>(generation_));
  const auto size = static_cast<double>(mean_.size());
  return step_path_.norm() / std::sqrt(settled) < (1.4 + 2 / (size + 1)) * constants_.expected_norm;
}

/// Equations 45-47: rank one along the path, rank mu from the population, negative weights scaled to unit length.
void CmaState::adapt_covariance(std::span<const Eigen::VectorXd> ranked, const Eigen::VectorXd& old_mean,
                                double old_sigma) {
  const double held_back = path_is_short() ? 0 : constants_.path_rate * (2 - constants_.path_rate);
  const double kept =
      1 + constants_.rank_one_rate * (held_back - 1) - constants_.rank_mu_rate * constants_.weights.sum();
  covariance_ *= kept;
  covariance_ += constants_.rank_one_rate * (path_ * path_.transpose());
  for (Eigen::Index i = 0; i < population(); ++i) {
    const Eigen::VectorXd y = (ranked[static_cast<std::size_t>(i)] - old_mean) / old_sigma;
    double weight = constants_.weights[i];
    if (weight < 0) {
      const double length = whitened(y).squaredNorm();
      weight *= static_cast<double>(y.size()) / std::max(length, std::numeric_limits<double>::min());
      // A point that projection put onto the mean says nothing of any direction.
      if (!(length > 1e-12)) weight = 0;
    }
    covariance_ += (constants_.rank_mu_rate * weight) * (y * y.transpose());
  }
}

/// Not in every generation (tutorial, B.2). The pause is that of Hansen's own pycma, five times the tutorial's: in 200
/// dimensions the decomposition otherwise takes nearly all the time.
void CmaState::factor_when_due() {
  const auto size = static_cast<double>(mean_.size());
  const double pause = 1 / (2 * size * (constants_.rank_one_rate + constants_.rank_mu_rate));
  if (static_cast<double>(generation_ - factored_at_) < pause) return;
  factored_at_ = generation_;
  failed_ = !covariance_.allFinite();
  if (failed_) return;
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(covariance_);
  failed_ = solver.info() != Eigen::Success || !(solver.eigenvalues().minCoeff() > 0);
  if (failed_) return;
  axes_ = solver.eigenvectors();
  scales_ = solver.eigenvalues().cwiseSqrt();
}

bool CmaState::is_degenerate() const {
  return failed_ || !std::isfinite(sigma_) || !mean_.allFinite() || !(scales_.maxCoeff() < 1e7 * scales_.minCoeff());
}

}  // namespace margincert::optimise
