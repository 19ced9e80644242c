#pragma once

#include <Eigen/Core>
#include <vector>

#include "recursion/parameters.hpp"
#include "recursion/task.hpp"

namespace margincert::benchmarks {

/// The tokens of one layer, one column each: the training points, then the probe.
struct EigenState {
  Eigen::MatrixXd x;  ///< d x (n+1)
  Eigen::MatrixXd y;  ///< K x (n+1)
};

/// The recursion of theory.md §1, full regime, in plain double precision: nothing certified, the speed to compare with.
std::vector<EigenState> eigen_states(const recursion::Task& task, const recursion::Parameters& parameters);

}  // namespace margincert::benchmarks
