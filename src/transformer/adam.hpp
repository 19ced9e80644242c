#pragma once

#include <cstdint>
#include <span>

namespace margincert::transformer {

/// η_s = η (1 + cos(π s / S)) / 2: η at step 0, 0 at step S, where no step is taken any more.
double cosine_schedule(double learning_rate, std::uint64_t step, std::uint64_t steps);

/// The gradient shortened to `most` where its Euclidean norm is larger. Returns the norm before.
double clip(std::span<double> gradient, double most);

/// What Adam moves and remembers: parameters and running means of the gradient and of its square.
struct AdamState {
  std::span<double> parameters, first_moment, second_moment;
};

/// Step number `count` = 1, 2, … of Adam (Kingma and Ba, ICLR 2015, algorithm 1), with β_1 = 0.9, β_2 = 0.999 and
/// ε = 1e-8:
///
///     m <- β_1 m + (1 - β_1) g     v <- β_2 v + (1 - β_2) g²     θ <- θ - η m̂ / (√v̂ + ε)
///     m̂ = m / (1 - β_1^count)      v̂ = v / (1 - β_2^count)
void adam_step(const AdamState& state, std::span<const double> gradient, double learning_rate, std::uint64_t count);

}  // namespace margincert::transformer
