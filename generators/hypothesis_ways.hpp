#pragma once

#include "generators/last_bit.hpp"
#include "recursion/task.hpp"

/// Ways on which a hypothesis of Theorem A turns, for tasks that meet ρ_0 > Λ_0 and Δ_0 > 0, as cone tasks do.
namespace margincert::generators {

/// H5, on the probe's way from 0 to where it is: at 0 all margins are 0. Turns only if α_0 is large enough.
Way dominance_way(const recursion::Task& task, double alpha);
/// H0, on a vector's way to twice its length.
Way unit_norm_way(const Vector& x);
/// H2, on the way of the point `moving` to that of another class, `goal`: where two points x coincide,
/// Λ_0 >= ‖x‖² >= ρ_0.
Way separation_way(const recursion::Task& task, std::size_t moving, std::size_t goal);
/// H3, on the probe's way to a rival's point q: there L_0 >= ‖q‖² >= ρ_0 > Λ_0 >= R_0.
Way positive_margin_way(const recursion::Task& task, std::size_t rival);

}  // namespace margincert::generators
