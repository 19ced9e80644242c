#include "transformer/adam.hpp"

#include <cmath>
#include <numbers>

namespace margincert::transformer {

double cosine_schedule(double learning_rate, std::uint64_t step, std::uint64_t steps) {
  const double share = static_cast<double>(step) / static_cast<double>(steps);
  return learning_rate * (1 + std::cos(std::numbers::pi * share)) / 2;
}

double clip(std::span<double> gradient, double most) {
  double squares = 0;
  for (const double g : gradient) squares += g * g;
  const double norm = std::sqrt(squares);
  if (norm > most) {
    for (double& g : gradient) g *= most / norm;
  }
  return norm;
}

void adam_step(const AdamState& state, std::span<const double> gradient, double learning_rate, std::uint64_t count) {
  constexpr double beta_1 = 0.9, beta_2 = 0.999, epsilon = 1e-8;
  const double first_share = 1 - std::pow(beta_1, static_cast<double>(count));
  const double second_share = 1 - std::pow(beta_2, static_cast<double>(count));
  for (std::size_t k = 0; k < gradient.size(); ++k) {
    const double g = gradient[k];
    double& m = state.first_moment[k];
    double& v = state.second_moment[k];
    m = beta_1 * m + (1 - beta_1) * g;
    v = beta_2 * v + (1 - beta_2) * g * g;
    state.parameters[k] -= learning_rate * (m / first_share) / (std::sqrt(v / second_share) + epsilon);
  }
}

}  // namespace margincert::transformer
