#pragma once

#include <Eigen/Core>
#include <span>

#include "optimise/cma_constants.hpp"

namespace margincert::optimise {

/// The normal distribution m + sigma N(0, C) and how it adapts; knows nothing of boxes and scores.
class CmaState {
 public:
  CmaState(const Eigen::VectorXd& mean, double sigma, Eigen::Index population);

  Eigen::Index population() const { return constants_.weights.size(); }
  const Eigen::VectorXd& mean() const { return mean_; }
  /// m + sigma B D z; z standard normal.
  Eigen::VectorXd at(const Eigen::VectorXd& z) const;
  /// The whole population, best first.
  void adapt(std::span<const Eigen::VectorXd> ranked);
  /// The longest standard deviation along any direction.
  double spread() const { return sigma_ * scales_.maxCoeff(); }
  /// The covariance cannot be factored any more, or is too long and thin for doubles.
  bool is_degenerate() const;

 private:
  Eigen::VectorXd whitened(const Eigen::VectorXd& y) const;
  void adapt_step_size(const Eigen::VectorXd& mean_step);
  void adapt_covariance(std::span<const Eigen::VectorXd> ranked, const Eigen::VectorXd& old_mean, double old_sigma);
  bool path_is_short() const;
  void factor_when_due();

  CmaConstants constants_;
  Eigen::VectorXd mean_;
  double sigma_;
  Eigen::MatrixXd covariance_;
  Eigen::MatrixXd axes_;    ///< B: orthonormal eigenvectors of the covariance
  Eigen::VectorXd scales_;  ///< D: square roots of its eigenvalues
  Eigen::VectorXd step_path_, path_;
  long generation_ = 0;
  long factored_at_ = 0;
  bool failed_ = false;
};

}  // namespace margincert::optimise
