#pragma once

#include <Eigen/Core>

namespace margincert::optimise {

/// The strategy's constants of dimension n and population size (tutorial, Table 1 and equations 49-58). In the
/// tutorial's letters: mu, mu_eff, c_sigma, d_sigma, c_c, c_1, c_mu, w, and chi = E|N(0, I)|.
struct CmaConstants {
  CmaConstants(Eigen::Index n, Eigen::Index population);

  Eigen::Index parents;
  double effective_parents;
  double step_path_rate, step_damping;
  double path_rate, rank_one_rate, rank_mu_rate;
  double expected_norm;
  Eigen::VectorXd weights;  ///< of all ranks; the parents' sum up to 1, the others are negative
};

}  // namespace margincert::optimise
