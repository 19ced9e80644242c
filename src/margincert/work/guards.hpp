#pragma once

#include <string>

#include "margincert/selection.hpp"
#include "transformer/weights.hpp"

/// What no type sees to in a request that is made by hand: refused before any work.
namespace margincert::work {

/// Refusal unless each statement is one of the registry, once, and each dropped hypothesis is one's id.
void require_registered(const Selection& selection);

/// Refusal unless there are d >= 1, K >= 2 and a layer, every matrix is (d+K) x (d+K), and all entries are finite.
/// `name` is what the weights are called.
void require_whole(const transformer::Weights& weights, const std::string& name);

/// Refusal unless all numbers of the layers are finite, and the denominator of δ is positive.
void require_whole(const recursion::Parameters& parameters, const std::string& name);

}  // namespace margincert::work
