#pragma once

#include <cstddef>
#include <span>

#include "transformer/workspace.hpp"

/// The passes over the layers, compiled for each kind of vector and chosen as the program starts. An element of the
/// workspace's arrays is lane_count() adjacent numbers, one for each task in hand.
namespace margincert::transformer::lanes {

/// Lanes of the longest vectors there are here: 2, 4 or 8.
std::size_t lane_count();
/// "fused" where a product is added in one rounding: all such kinds of vectors come to the same bits. Else the name of
/// the kind.
const char* multiply_add();
/// The workspace's matrices from the flattened weights, each number in every lane.
void spread(std::span<const double> weights, Workspace& workspace);
/// From state(0) to state(T).
void forward(Workspace& workspace);
/// From ∂L/∂z^T in state_gradient() and what forward left: adds the gradient by every weight, flattened and summed over
/// the lanes in their order.
void backward(Workspace& workspace, std::span<double> gradient);

}  // namespace margincert::transformer::lanes
