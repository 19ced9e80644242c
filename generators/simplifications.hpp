#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "generators/shrinking.hpp"

/// The single steps of shrinking. Each list is for one instance and only that.
namespace margincert::generators {

using Simplification = std::function<void(Draft&)>;
using Simplifications = std::vector<Simplification>;

/// The first layer of each set of equal ones, in order. Layers are equal bit by bit, so that NaN equals itself.
std::vector<std::size_t> distinct_layers(const recursion::Parameters& parameters);
/// What δ adds to the complexity: nothing for -1/K, then numbers, then fractions.
std::uint64_t background_cost(const recursion::LabelBackground& background);

/// Fewer points, classes, dimensions, layers.
Simplifications smaller_sizes(const Draft& instance);
/// Equal layers, another δ, all coordinates cut, all parameters cut.
Simplifications plainer_as_a_whole(const Draft& instance);

/// Coordinates of points, then of the probe, then the parameters of the distinct layers.
std::size_t count_of_numbers(const Draft& instance);
Simplifications plainer_number(const Draft& instance, std::size_t number);

}  // namespace margincert::generators
