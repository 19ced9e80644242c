#include "generators/parameter_draws.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>

#include "files/nearest.hpp"

namespace margincert::generators {
namespace {

using recursion::LayerParameters;
using Layers = std::vector<LayerParameters>;
using Field = double LayerParameters::*;

constexpr Field attention[] = {&LayerParameters::alpha, &LayerParameters::gamma};
constexpr Field steps[] = {&LayerParameters::alpha_prime, &LayerParameters::gamma_prime};
constexpr double largest_step = 4;

/// Uniform on {low, ..., high}.
int integer_between(int low, int high, Random& random) {
  return low + static_cast<int>(random.below(static_cast<std::uint64_t>(high - low + 1)));
}

double random_sign(Random& random) { return random.below(2) == 0 ? 1 : -1; }

/// 0 once in sixteen; else m 2^e / 16 with e uniform in low..high and m in 16..31: close to log-uniform, five bits
/// long.
double dyadic(int low, int high, Random& random) {
  if (random.below(16) == 0) return 0;
  const int sixteenths = integer_between(16, 31, random);
  return std::ldexp(sixteenths / 16.0, integer_between(low, high, random));
}

Layers given(const Layers& base, Random&) { return base; }

Layers random_layers(const Layers& base, Random& random) {
  Layers layers = base;
  for (LayerParameters& layer : layers) {
    layer = {dyadic(-5, 4, random), dyadic(-5, 4, random), dyadic(-8, 0, random), dyadic(-8, 0, random)};
  }
  // growing-attention: the drawn values in increasing order.
  for (const Field field : attention) {
    std::vector<double> values;
    for (const LayerParameters& layer : layers) values.push_back(layer.*field);
    std::ranges::sort(values);
    for (std::size_t t = 0; t < layers.size(); ++t) layers[t].*field = values[t];
  }
  return layers;
}

Layers sign_flipped(const Layers& base, Random& random) {
  Layers layers = base;
  for (LayerParameters& layer : layers) {
    for (const Field field : attention) layer.*field *= random_sign(random);
    for (const Field field : steps) layer.*field *= random_sign(random);
  }
  return layers;
}

double neighbour(double x, Random& random) {
  const double next = std::nextafter(x, random_sign(random) * std::numeric_limits<double>::infinity());
  return std::isfinite(next) ? next : x;
}

/// One of 0, ±2^e with |e| <= 40 and e <= highest, and a double beside x.
double extreme_number(double x, int highest, Random& random) {
  const auto kind = random.below(4);
  if (kind == 0) return 0;
  if (kind == 1) return neighbour(x, random);
  const double sign = random_sign(random);
  return std::ldexp(sign, integer_between(-40, highest, random));
}

Layers extreme(const Layers& base, Random& random) {
  Layers layers = base;
  for (LayerParameters& layer : layers) {
    for (const Field field : attention) layer.*field = extreme_number(layer.*field, 40, random);
    for (const Field field : steps) {
      layer.*field = std::clamp(extreme_number(layer.*field, 2, random), -largest_step, largest_step);
    }
  }
  return layers;
}

Layers tiny_step(const Layers& base, Random&) {
  Layers layers = base;
  for (LayerParameters& layer : layers) layer.alpha_prime = layer.gamma_prime = 0x1p-40;
  return layers;
}

/// Halves the steps until Π (1 + |step|) <= limit. 200 roundings are worth far less than the part in 32 kept in hand.
void bound_growth(Layers& layers, Field step, double limit) {
  const auto growth = [&] {
    double product = 1;
    for (const LayerParameters& layer : layers) product *= 1 + std::abs(layer.*step);
    return product;
  };
  while (growth() > limit - limit / 32) {
    for (LayerParameters& layer : layers) layer.*step /= 2;
  }
}

Layers deep(const Layers& base, Random& random) {
  Layers layers;
  const int depth = base.empty() ? 0 : integer_between(8, 200, random);
  for (int t = 0; t < depth; ++t) layers.push_back(base[static_cast<std::size_t>(t) % base.size()]);
  // Enclosures widen by about α N² + γ G² per layer: growth near 2^10 takes more than 1024 bits at the greatest depths,
  // growth near 2 no more than 113. Both are wanted.
  const double limit = std::ldexp(1.0, integer_between(1, 10, random));
  for (const Field field : steps) bound_growth(layers, field, limit);
  return layers;
}

}  // namespace

const std::vector<ParameterDraw>& parameter_draws() {
  static const std::vector<ParameterDraw> all = {
      {"given", "the base as it is", given},
      {"random",
       "every number of every layer anew, about log-uniform and five bits long: α, γ below 2^5 and non-decreasing in "
       "t, "
       "α', γ' below 2, now and then 0; so the sign hypotheses H6 hold",
       random_layers},
      {"sign-flipped", "the base with a random sign on every number", sign_flipped},
      {"extreme",
       "every number 0, ±2^k with |k| <= 40, or a double beside the base's; steps stay within ±4, so that 200 layers "
       "stay finite",
       extreme},
      {"tiny-step", "the base with α' = γ' = 2^-40 in every layer", tiny_step},
      {"deep",
       "the base's layers over and over to a depth of 8 to 200, α' and γ' each halved until Π(1 + |α'|) and "
       "Π(1 + |γ'|) are at most 2^k, k drawn from 1..10",
       deep},
  };
  return all;
}

const ParameterDraw& find_parameter_draw(std::string_view id) {
  const auto& all = parameter_draws();
  const auto draw = std::ranges::find(all, id, &ParameterDraw::id);
  if (draw != all.end()) return *draw;
  std::vector<std::string> known;
  std::ranges::transform(all, std::back_inserter(known), &ParameterDraw::id);
  throw UnknownParameterDraw(fmt::format("no parameter draw '{}'{} (draws: {})", id, files::did_you_mean(id, known),
                                         files::joined(known)));
}

recursion::Parameters draw_parameters(const ParameterDraw& draw, const recursion::Parameters& base, std::uint64_t seed,
                                      std::uint64_t index) {
  Random random(seed, "parameters/" + draw.id, index);
  recursion::Parameters drawn = base;
  drawn.layers = draw.layers(base.layers, random);
  return drawn;
}

recursion::Parameters draw_parameters(std::string_view id, const recursion::Parameters& base, std::uint64_t seed,
                                      std::uint64_t index) {
  return draw_parameters(find_parameter_draw(id), base, seed, index);
}

}  // namespace margincert::generators
