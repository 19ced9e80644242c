#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "generators/counter_random.hpp"
#include "optimise/explorer.hpp"

namespace margincert::optimise {

/// An optimiser. It starts at `start` (projected), evaluates inside the bounds only, and goes on, restarting where it
/// stalls, until the explorer is exhausted (or the box is a single point). What it does is a function of landscape,
/// start and random stream alone.
struct Engine {
  std::string id;
  std::string summary;
  void (*run)(Explorer& explorer, std::span<const double> start, generators::Random& random);
};

/// All engines of this build, in a fixed order. `nlopt` is among them only when the library was found.
const std::vector<Engine>& engines();
/// The engine of that id; null when this build has none.
const Engine* find_engine(std::string_view id);

}  // namespace margincert::optimise
