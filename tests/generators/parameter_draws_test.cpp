#include "generators/parameter_draws.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>
#include <map>
#include <set>

#include "exact.hpp"

namespace margincert::generators {
namespace {

using exact::Rational;
using recursion::LayerParameters;
using recursion::Parameters;

Parameters base() {
  return {5, 3, recursion::Fraction{-1, 3}, {{-0.25, 5.5, 0.5, 1.5}, {2.5, -0.5, -4, 3}, {0, 1, 2, 0}}};
}

std::vector<double> numbers(const Parameters& parameters) {
  std::vector<double> all;
  for (const LayerParameters& layer : parameters.layers) {
    all.insert(all.end(), {layer.alpha, layer.gamma, layer.alpha_prime, layer.gamma_prime});
  }
  return all;
}

/// FNV-1a over the bit patterns of all numbers.
std::uint64_t fingerprint(const Parameters& parameters) {
  std::string all;
  for (const double x : numbers(parameters)) {
    const auto raw = std::bit_cast<std::array<char, 8>>(x);
    all.append(raw.begin(), raw.end());
  }
  return fnv1a(all);
}

Rational growth(const Parameters& parameters, double LayerParameters::*step) {
  Rational product = 1;
  for (const LayerParameters& layer : parameters.layers) product *= 1 + abs(Rational(layer.*step));
  return product;
}

bool is_extreme(double drawn, double original) {
  if (drawn == 0) return true;
  int exponent = 0;
  if (std::abs(std::frexp(drawn, &exponent)) == 0.5 && std::abs(exponent - 1) <= 40) return true;
  return drawn == std::nextafter(original, HUGE_VAL) || drawn == std::nextafter(original, -HUGE_VAL);
}

}  // namespace

TEST_CASE("draws have distinct ids and say what they are; an unknown one is refused with the nearest") {
  std::set<std::string> ids;
  for (const ParameterDraw& draw : parameter_draws()) {
    ids.insert(draw.id);
    CHECK_FALSE(draw.summary.empty());
    CHECK(&find_parameter_draw(draw.id) == &draw);
  }
  CHECK(ids == std::set<std::string>{"given", "random", "sign-flipped", "extreme", "tiny-step", "deep"});
  CHECK_THROWS_WITH_AS(find_parameter_draw("extrem"), doctest::Contains("did you mean 'extreme'?"),
                       UnknownParameterDraw);
}

TEST_CASE("a draw is a function of its arguments, is finite, and keeps shape and label background") {
  for (const ParameterDraw& draw : parameter_draws()) {
    CAPTURE(draw.id);
    std::set<std::vector<double>> seen;
    for (std::uint64_t index = 0; index < 40; ++index) {
      const Parameters drawn = draw_parameters(draw.id, base(), 3, index);
      CHECK(drawn == draw_parameters(draw, base(), 3, index));
      CHECK(drawn.feature_dim == 5);
      CHECK(drawn.classes == 3);
      CHECK(drawn.label_background == base().label_background);
      CHECK(std::ranges::all_of(numbers(drawn), [](double x) { return std::isfinite(x); }));
      seen.insert(numbers(drawn));
    }
    const bool constant = draw.id == "given" || draw.id == "tiny-step";
    CHECK((seen.size() == 1) == constant);
    CHECK(draw_parameters(draw, {5, 3, {}, {}}, 3, 0).layers.empty());
  }
}

TEST_CASE("draws are frozen: a published seed means the same parameters for ever") {
  const std::map<std::string, std::uint64_t> frozen = {
      {"given", 0x6614c4def4261bba},   {"random", 0xc46b19319b80b96a},    {"sign-flipped", 0xcc32a43b1bde683a},
      {"extreme", 0x234be1f195599846}, {"tiny-step", 0x7d0c7578062be84a}, {"deep", 0x40af74b091121145},
  };
  for (const ParameterDraw& draw : parameter_draws()) {
    CAPTURE(draw.id);
    REQUIRE(frozen.contains(draw.id));
    CHECK(fingerprint(draw_parameters(draw, base(), 20260413, 1)) == frozen.at(draw.id));
  }
}

TEST_CASE("given is the base, tiny-step its attention with steps of 2^-40") {
  CHECK(draw_parameters("given", base(), 1, 1) == base());
  const Parameters tiny = draw_parameters("tiny-step", base(), 1, 1);
  for (std::size_t t = 0; t < 3; ++t) {
    CHECK(tiny.layers[t] == LayerParameters{base().layers[t].alpha, base().layers[t].gamma, 0x1p-40, 0x1p-40});
  }
}

TEST_CASE("random numbers keep the sign hypotheses: nothing negative, attention growing, all in range") {
  for (std::uint64_t index = 0; index < 200; ++index) {
    const Parameters drawn = draw_parameters("random", base(), 1, index);
    CHECK(drawn.depth() == 3);
    LayerParameters last{0, 0, 0, 0};
    for (const LayerParameters& layer : drawn.layers) {
      CHECK((last.alpha <= layer.alpha && layer.alpha < 32));
      CHECK((last.gamma <= layer.gamma && layer.gamma < 32));
      CHECK((0 <= layer.alpha_prime && layer.alpha_prime < 2));
      CHECK((0 <= layer.gamma_prime && layer.gamma_prime < 2));
      last = layer;
    }
  }
}

TEST_CASE("sign-flipped changes signs and nothing else") {
  const auto original = numbers(base());
  int flipped = 0;
  for (std::uint64_t index = 0; index < 50; ++index) {
    const auto drawn = numbers(draw_parameters("sign-flipped", base(), 1, index));
    for (std::size_t i = 0; i < drawn.size(); ++i) {
      CHECK(std::abs(drawn[i]) == std::abs(original[i]));
      flipped += drawn[i] != original[i] ? 1 : 0;
    }
  }
  // 10 of the 12 numbers are not 0: half of 500, within six standard deviations of 11.2.
  CHECK(std::abs(flipped - 250) < 68);
}

TEST_CASE("extreme numbers are 0, a signed power of two up to 2^±40, or beside the base's; steps stay within 4") {
  const auto original = numbers(base());
  for (std::uint64_t index = 0; index < 200; ++index) {
    const Parameters drawn = draw_parameters("extreme", base(), 1, index);
    const auto all = numbers(drawn);
    for (std::size_t i = 0; i < all.size(); ++i) CHECK(is_extreme(all[i], original[i]));
    for (const LayerParameters& layer : drawn.layers) {
      CHECK(std::abs(layer.alpha_prime) <= 4);
      CHECK(std::abs(layer.gamma_prime) <= 4);
    }
  }
  Parameters largest = base();
  largest.layers[0].alpha = std::numeric_limits<double>::max();
  for (std::uint64_t index = 0; index < 50; ++index) {
    CHECK(std::isfinite(draw_parameters("extreme", largest, 1, index).layers[0].alpha));
  }
}

TEST_CASE("deep repeats the base to 8..200 layers and bounds both growths by 2^10 in exact arithmetic") {
  std::set<int> depths;
  bool gentle = false;
  bool steep = false;
  for (std::uint64_t index = 0; index < 40; ++index) {
    const Parameters drawn = draw_parameters("deep", base(), 1, index);
    depths.insert(drawn.depth());
    CHECK((8 <= drawn.depth() && drawn.depth() <= 200));
    CHECK(growth(drawn, &LayerParameters::alpha_prime) <= 1024);
    CHECK(growth(drawn, &LayerParameters::gamma_prime) <= 1024);
    gentle = gentle || growth(drawn, &LayerParameters::alpha_prime) <= 2;
    steep = steep || growth(drawn, &LayerParameters::alpha_prime) > 256;
    for (int t = 0; t < drawn.depth(); ++t) CHECK(drawn.layers[t].alpha == base().layers[t % 3].alpha);
    CHECK(drawn.layers[0].alpha_prime > 0);
    CHECK(drawn.layers[3].alpha_prime == drawn.layers[0].alpha_prime);
  }
  CHECK(depths.size() > 10);
  CHECK((gentle && steep));
}

}  // namespace margincert::generators
