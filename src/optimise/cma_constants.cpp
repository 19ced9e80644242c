#include "optimise/cma_constants.hpp"

#include <algorithm>
#include <cmath>

namespace margincert::optimise {

CmaConstants::CmaConstants(Eigen::Index n, Eigen::Index population) : parents(population / 2), weights(population) {
  const auto size = static_cast<double>(n);
  const double half = std::log((static_cast<double>(population) + 1) / 2);
  for (Eigen::Index i = 0; i < population; ++i) weights[i] = half - std::log(static_cast<double>(i + 1));

  const auto raw_parents = weights.head(parents);
  const auto raw_others = weights.tail(population - parents);
  const double parents_sum = raw_parents.sum();
  effective_parents = parents_sum * parents_sum / raw_parents.squaredNorm();
  const double effective_others = raw_others.sum() * raw_others.sum() / raw_others.squaredNorm();

  step_path_rate = (effective_parents + 2) / (size + effective_parents + 5);
  step_damping = 1 + 2 * std::max(0.0, std::sqrt((effective_parents - 1) / (size + 1)) - 1) + step_path_rate;
  path_rate = (4 + effective_parents / size) / (size + 4 + 2 * effective_parents / size);
  rank_one_rate = 2 / ((size + 1.3) * (size + 1.3) + effective_parents);
  const double rank_mu = 2 * (0.25 + effective_parents + 1 / effective_parents - 2);
  rank_mu_rate = std::min(1 - rank_one_rate, rank_mu / ((size + 2) * (size + 2) + effective_parents));
  expected_norm = std::sqrt(size) * (1 - 1 / (4 * size) + 1 / (21 * size * size));

  // The negative weights: large enough to speed up, small enough that the covariance stays positive definite.
  const double by_rates = 1 + rank_one_rate / rank_mu_rate;
  const double by_parents = 1 + 2 * effective_others / (effective_parents + 2);
  const double by_definiteness = (1 - rank_one_rate - rank_mu_rate) / (size * rank_mu_rate);
  const double others_sum = std::min({by_rates, by_parents, by_definiteness});
  double negative = 0;
  for (const double w : weights) negative += std::max(-w, 0.0);
  for (double& w : weights) w *= w >= 0 ? 1 / parents_sum : others_sum / negative;
}

}  // namespace margincert::optimise
