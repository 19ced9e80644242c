#pragma once

#include <cstdint>
#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "generators/counter_random.hpp"
#include "recursion/parameters.hpp"

namespace margincert::generators {

class UnknownParameterDraw : public std::invalid_argument {
  using std::invalid_argument::invalid_argument;
};

/// A way to make other layers out of a recursion's own. Feature dimension, classes and label background stay, a
/// recursion without layers stays without, and finite numbers make finite ones.
struct ParameterDraw {
  std::string id;
  std::string summary;
  std::function<std::vector<recursion::LayerParameters>(const std::vector<recursion::LayerParameters>& base, Random&)>
      layers;
};

/// All draws, in the order in which they are listed to users.
const std::vector<ParameterDraw>& parameter_draws();
/// Throws UnknownParameterDraw, with the nearest name and all of them in the text.
const ParameterDraw& find_parameter_draw(std::string_view id);

/// A pure function of the arguments. Its stream is named "parameters/<id>" and so shares nothing with a family's.
recursion::Parameters draw_parameters(const ParameterDraw& draw, const recursion::Parameters& base, std::uint64_t seed,
                                      std::uint64_t index);
recursion::Parameters draw_parameters(std::string_view id, const recursion::Parameters& base, std::uint64_t seed,
                                      std::uint64_t index);

}  // namespace margincert::generators
