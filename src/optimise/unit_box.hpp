#pragma once

#include <Eigen/Core>
#include <span>
#include <vector>

#include "generators/counter_random.hpp"
#include "optimise/explorer.hpp"

namespace margincert::optimise {

/// The coordinates engines work in: u in [0, 1]^m, x_i = lower_i + u_i (upper_i - lower_i), over the m coordinates that
/// are not fixed. Every coordinate then has the same range, and a fixed one takes part in nothing.
class UnitBox {
 public:
  explicit UnitBox(std::span<const Bounds> bounds) : bounds_(bounds) {
    for (std::size_t i = 0; i < bounds.size(); ++i) {
      if (bounds[i].lower < bounds[i].upper) free_.push_back(i);
    }
  }

  Eigen::Index dimension() const { return static_cast<Eigen::Index>(free_.size()); }

  Eigen::VectorXd to_unit(std::span<const double> x) const {
    Eigen::VectorXd u(dimension());
    for (Eigen::Index k = 0; k < u.size(); ++k) u[k] = (x[index(k)] - range(k).lower) / width(k);
    return u;
  }

  /// Not yet in the domain: u may lie outside [0, 1]^m, and rounding may carry lower + 1 (upper - lower) past upper.
  std::vector<double> to_point(const Eigen::VectorXd& u) const {
    std::vector<double> x(bounds_.size());
    for (std::size_t i = 0; i < x.size(); ++i) x[i] = bounds_[i].lower;
    for (Eigen::Index k = 0; k < u.size(); ++k) x[index(k)] = range(k).lower + u[k] * width(k);
    return x;
  }

  /// The chain rule: df/du_k = width_k df/dx.
  Eigen::VectorXd to_unit_gradient(std::span<const double> gradient) const {
    Eigen::VectorXd g(dimension());
    for (Eigen::Index k = 0; k < g.size(); ++k) g[k] = gradient[index(k)] * width(k);
    return g;
  }

 private:
  std::size_t index(Eigen::Index k) const { return free_[static_cast<std::size_t>(k)]; }
  const Bounds& range(Eigen::Index k) const { return bounds_[index(k)]; }
  double width(Eigen::Index k) const { return range(k).upper - range(k).lower; }

  std::span<const Bounds> bounds_;
  std::vector<std::size_t> free_;
};

inline Eigen::VectorXd uniform_vector(Eigen::Index size, generators::Random& random) {
  Eigen::VectorXd u(size);
  for (double& entry : u) entry = random.uniform();
  return u;
}

inline Eigen::VectorXd normal_vector(Eigen::Index size, generators::Random& random) {
  Eigen::VectorXd z(size);
  for (double& entry : z) entry = random.normal();
  return z;
}

}  // namespace margincert::optimise
