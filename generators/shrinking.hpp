#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "recursion/instance.hpp"

namespace margincert::generators {

using recursion::Draft, recursion::Instance;

/// How complicated an instance is. Compared from top to bottom, like words in a dictionary: every number is a natural
/// one, so no instance has an infinite chain of less and less complex ones below it, and shrinking ends.
struct Complexity {
  std::size_t points;           ///< n
  std::size_t classes;          ///< K
  std::size_t dimensions;       ///< d
  std::size_t layers;           ///< T
  std::size_t distinct_layers;  ///< equal layers count once
  /// number_cost of all coordinates and of the parameters, of equal layers once; and what δ costs, -1/K nothing
  std::uint64_t digits;

  friend auto operator<=>(const Complexity&, const Complexity&) = default;
};
Complexity complexity(const Instance& instance);

/// The instances one simplification away from one, simplest first, made one at a time.
///
/// Simplifications drop layers, points, classes and dimensions, make layers equal, replace δ by -1/K, and numbers by
/// short dyadic ones, all together and one by one. Each candidate is strictly less complex: labels
/// never change but for the renumbering after a class was dropped, the probe's class stays, and no class loses its last
/// point unless the class goes with it, so observables that were defined remain so.
///
/// Candidates come in slots: two for everything but single numbers, then one per number. Starting at a later slot and
/// passing through the earlier ones at the end lists the same candidates in another order; a search that found a
/// simpler instance goes on from the slot where it did, and need not try again at once what has just failed.
class Candidates {
 public:
  explicit Candidates(const Instance& instance, std::size_t first_slot = 0);

  /// The next candidate; nothing after the last.
  std::optional<Instance> next();
  /// The slot of the candidate that `next` gave last.
  std::size_t slot() const { return (first_slot_ + slots_done_) % slots_; }

 private:
  using Simplification = std::function<void(Draft&)>;
  std::vector<Simplification> simplifications_in(std::size_t slot) const;

  Draft draft_;
  std::size_t slots_;
  std::size_t first_slot_;
  std::size_t slots_done_ = 0;
  std::vector<Simplification> in_slot_;
  std::size_t used_in_slot_ = 0;
};

/// All of them at once.
std::vector<Instance> candidates(const Instance& instance);

/// Greedy descent: while a candidate still fails, it takes the instance's place. Unless `budget` calls of `still_fails`
/// were too few, no candidate of the result still fails. The instance itself is taken to fail and not asked about.
Instance shrink(Instance instance, const std::function<bool(const Instance&)>& still_fails, long budget);

}  // namespace margincert::generators
