#pragma once

#include "reproduction/context.hpp"
#include "reproduction/reduced_accuracy.hpp"
#include "reproduction/result.hpp"

/// Claims about one trained transformer, at whatever size: what the rows of the first and of the second size share.
/// Each is defined in the file of its row and leaves the explanation to it.
namespace margincert::reproduction {

/// Between the modes' accuracies. [S, rebuttal]: "average accuracy difference < 2% across 10 seeds"
inline constexpr double largest_mode_difference = 0.02;

Measurement four_clusters_of(const Context& context, const Size& size, const transformer::Weights& weights);
Measurement label_background_of(const Size& size, const transformer::Weights& weights);
Measurement two_parameter_of(const Context& context, const Size& size, const transformer::Weights& weights);
Measurement layerwise_identification_of(const Context& context, const Size& size, const transformer::Weights& weights);
/// On this many tasks, each trajectory enclosed.
Measurement expected_class_alignment_of(const Context& context, const Size& size, const transformer::Weights& weights,
                                        std::uint64_t samples);

}  // namespace margincert::reproduction
