#pragma once

#include <cstddef>
#include <cstdint>

#include "recursion/parameters.hpp"
#include "recursion/task.hpp"

/// What the programs of this folder run on: the same numbers in all of them.
namespace margincert::benchmarks {

/// Features and probe uniform on the unit sphere, labels uniform.
recursion::Task random_task(std::size_t points, std::size_t features, int classes, std::uint64_t seed = 1);

/// Layers that attend to features and labels and step towards both; δ = -1/K.
recursion::Parameters typical_parameters(const recursion::Task& task, int depth);

}  // namespace margincert::benchmarks
