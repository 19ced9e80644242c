#pragma once

#include <functional>
#include <string>
#include <vector>

#include "recursion/parameters.hpp"
#include "transformer/comparison.hpp"
#include "transformer/dynamics.hpp"
#include "transformer/weights.hpp"

namespace margincert::transformer::rivals {

/// Which of a layer's attention numbers a family of dynamics has; the others stay 0.
struct AttentionNumbers {
  bool alpha = false, gamma = false;
  std::size_t count() const { return (alpha ? 1u : 0u) + (gamma ? 1u : 0u); }
};

/// A family of dynamics, one for every choice of per-layer numbers. All of them take these as recursion::Parameters
/// with δ = -1/K. A layer's update of the features is linear in α', that of the labels in γ', neither depends on the
/// other.
struct Family {
  std::string name;
  std::string formula;
  std::string provenance;  ///< "S", "R" or "O"
  AttentionNumbers attention;
  /// Layer t in binary64.
  std::function<State<double>(const recursion::Parameters&, const recursion::Task&, const State<double>&, int t)> move;
  /// Certified comparison with a transformer of the same d, K and T.
  std::function<TaskComparer(const Weights&, const recursion::Parameters&)> comparer;
};

/// What is held against the rivals: the recursion itself.
const Family& recursion_family();
/// The rivals, in the order in which they are listed to users.
const std::vector<Family>& named_rivals();

}  // namespace margincert::transformer::rivals
