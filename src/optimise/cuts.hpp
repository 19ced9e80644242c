#pragma once

#include <Eigen/Core>
#include <deque>

namespace margincert::optimise {

/// What is known of the feasible set near a descent: half-spaces <normal, u> <= level, each a linearisation of the
/// infeasibility at a point that was seen to be infeasible. The oldest are forgotten.
class Cuts {
 public:
  void add(const Eigen::VectorXd& u, double infeasibility, const Eigen::VectorXd& gradient);
  void clear() { cuts_.clear(); }
  /// How many were ever added.
  long added() const { return added_; }

  /// The d that minimises <g, d> + <d, H⁻¹ d> / 2 subject to the cuts at u + d, among the d that are 0 where `is_free`
  /// is 0. Without cuts, -H g.
  Eigen::VectorXd direction(const Eigen::VectorXd& u, const Eigen::VectorXd& gradient, const Eigen::MatrixXd& h,
                            const Eigen::VectorXd& is_free);

  /// The change of the constraints' part of the Lagrangian's gradient since the last direction: its multipliers, all
  /// applied to the newest normal, minus those normals they belonged to.
  Eigen::VectorXd change_of_pressure() const;
  bool press() const { return multiplier_ > 0; }

 private:
  struct Cut {
    Eigen::VectorXd normal;
    double level;
  };
  std::deque<Cut> cuts_;
  long added_ = 0;
  double multiplier_ = 0;     ///< Σ λ_k of the last direction
  Eigen::VectorXd pressure_;  ///< Σ λ_k normal_k
};

}  // namespace margincert::optimise
