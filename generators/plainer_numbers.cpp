#include <algorithm>
#include <array>
#include <bit>
#include <numeric>
#include <span>

#include "generators/short_numbers.hpp"
#include "generators/simplifications.hpp"

namespace margincert::generators {
namespace {

using recursion::LayerParameters;

/// A step applied to every parameter, or every coordinate: changed numbers are cheaper, the others as they were.
template <class Numbers>
bool cut_all(Numbers&& numbers, int digits) {
  bool changed = false;
  for (double& x : numbers) {
    const double cut = cut_after(x, digits);
    changed = changed || number_cost(cut) < number_cost(x);
    x = cut;
  }
  return changed;
}

std::array<double*, 4> fields(LayerParameters& layer) {
  return {&layer.alpha, &layer.gamma, &layer.alpha_prime, &layer.gamma_prime};
}

std::array<std::uint64_t, 4> bits(const LayerParameters& layer) {
  return {std::bit_cast<std::uint64_t>(layer.alpha), std::bit_cast<std::uint64_t>(layer.gamma),
          std::bit_cast<std::uint64_t>(layer.alpha_prime), std::bit_cast<std::uint64_t>(layer.gamma_prime)};
}

bool cut_coordinates(Draft& instance, int digits) {
  bool changed = cut_all(instance.task.probe, digits);
  for (std::size_t i = 0; i < instance.task.labels.size(); ++i) {
    changed = cut_all(instance.task.features[i], digits) || changed;
  }
  return changed;
}

bool cut_parameters(Draft& instance, int digits) {
  bool changed = false;
  for (LayerParameters& layer : instance.parameters.layers) {
    for (double* x : fields(layer)) changed = cut_all(std::span(x, 1), digits) || changed;
  }
  return changed;
}

/// Layers equal to layer `from` become equal to layer `to`.
void replace_layers(recursion::Parameters& parameters, std::size_t from, const LayerParameters& to) {
  const auto replaced = bits(parameters.layers[from]);
  for (LayerParameters& layer : parameters.layers) {
    if (bits(layer) == replaced) layer = to;
  }
}

void add_equal_layers(const Draft& instance, Simplifications& list) {
  const auto distinct = distinct_layers(instance.parameters);
  if (distinct.size() < 2) return;
  for (const std::size_t t : distinct) {
    list.push_back([t](Draft& simpler) {
      auto& layers = simpler.parameters.layers;
      std::ranges::fill(layers, LayerParameters(layers[t]));
    });
  }
  for (std::size_t k = 1; distinct.size() > 2 && k < distinct.size(); ++k) {
    const std::size_t a = distinct[k - 1], b = distinct[k];
    const auto add = [&](std::size_t from, std::size_t to) {
      list.push_back([=](Draft& simpler) {
        replace_layers(simpler.parameters, from, LayerParameters(simpler.parameters.layers[to]));
      });
    };
    add(b, a);
    add(a, b);
  }
}

void add_backgrounds(const Draft& instance, Simplifications& list) {
  const recursion::LabelBackground background = instance.parameters.label_background;
  std::vector<recursion::LabelBackground> simpler_ones{recursion::MinusOneOverClasses{}};
  if (const auto* fraction = std::get_if<recursion::Fraction>(&background)) {
    const double value = static_cast<double>(fraction->numerator) / static_cast<double>(fraction->denominator);
    for (const double x : cheaper_numbers(value)) simpler_ones.emplace_back(x);
    const long common = std::gcd(fraction->numerator, fraction->denominator);
    if (common > 1) {
      simpler_ones.emplace_back(recursion::Fraction{fraction->numerator / common, fraction->denominator / common});
    }
  } else if (const auto* number = std::get_if<double>(&background)) {
    for (const double x : cheaper_numbers(*number)) simpler_ones.emplace_back(x);
  }
  for (const auto& simpler_one : simpler_ones) {
    if (background_cost(simpler_one) >= background_cost(background)) continue;
    list.push_back([=](Draft& simpler) { simpler.parameters.label_background = simpler_one; });
  }
}

template <class Cut>
void add_cuts(const Draft& instance, Cut cut, Simplifications& list) {
  for (const int digits : cut_lengths) {
    Draft trial = instance;
    if (!cut(trial, digits)) return;  // nothing has more digits than these
    list.push_back([=](Draft& simpler) { cut(simpler, digits); });
  }
}

}  // namespace

std::vector<std::size_t> distinct_layers(const recursion::Parameters& parameters) {
  std::vector<std::size_t> firsts;
  for (std::size_t t = 0; t < parameters.layers.size(); ++t) {
    const bool is_new = std::ranges::none_of(
        firsts, [&](std::size_t s) { return bits(parameters.layers[s]) == bits(parameters.layers[t]); });
    if (is_new) firsts.push_back(t);
  }
  return firsts;
}

std::uint64_t background_cost(const recursion::LabelBackground& background) {
  if (const auto* number = std::get_if<double>(&background))
    return 1 + static_cast<std::uint64_t>(number_cost(*number));
  const auto* fraction = std::get_if<recursion::Fraction>(&background);
  if (!fraction) return 0;
  const auto length = [](long x) {
    return static_cast<std::uint64_t>(std::bit_width(static_cast<std::uint64_t>(x < 0 ? -x : x)));
  };
  return 1 + dearest_number + length(fraction->numerator) + length(fraction->denominator);
}

Simplifications plainer_as_a_whole(const Draft& instance) {
  Simplifications list;
  add_equal_layers(instance, list);
  add_backgrounds(instance, list);
  add_cuts(instance, cut_parameters, list);
  add_cuts(instance, cut_coordinates, list);
  return list;
}

std::size_t count_of_numbers(const Draft& instance) {
  return instance.task.probe.size() * (instance.task.labels.size() + 1) +
         4 * distinct_layers(instance.parameters).size();
}

Simplifications plainer_number(const Draft& instance, std::size_t number) {
  Simplifications list;
  const std::size_t d = instance.task.probe.size(), n = instance.task.labels.size();
  const std::size_t row = number / d, column = number % d;
  if (row < n) {
    for (const double x : cheaper_numbers(instance.task.features[row][column])) {
      list.push_back([=](Draft& simpler) { simpler.task.features[row][column] = x; });
    }
  } else if (row == n) {
    for (const double x : cheaper_numbers(instance.task.probe[column])) {
      list.push_back([=](Draft& simpler) { simpler.task.probe[column] = x; });
    }
  } else {
    const std::size_t parameter = number - d * (n + 1);
    const std::size_t t = distinct_layers(instance.parameters)[parameter / 4], field = parameter % 4;
    LayerParameters layer = instance.parameters.layers[t];
    for (const double x : cheaper_numbers(*fields(layer)[field])) {
      list.push_back([=](Draft& simpler) {
        LayerParameters plainer = simpler.parameters.layers[t];
        *fields(plainer)[field] = x;
        replace_layers(simpler.parameters, t, plainer);
      });
    }
  }
  return list;
}

}  // namespace margincert::generators
