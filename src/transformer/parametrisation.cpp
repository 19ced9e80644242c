#include "transformer/parametrisation.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "transformer/symmetry.hpp"

namespace margincert::transformer {
namespace {

constexpr std::array<std::pair<Mode, const char*>, 4> names{{{Mode::unconstrained, "unconstrained"},
                                                             {Mode::permuted, "permuted"},
                                                             {Mode::equivariant, "equivariant"},
                                                             {Mode::tied, "tied"}}};

std::size_t square(std::size_t x) { return x * x; }

std::size_t parameters_per_matrix(Mode mode, const Shape& shape) {
  switch (mode) {
    case Mode::equivariant:
      return 6;
    case Mode::tied:
      return 2;
    default:
      return square(static_cast<std::size_t>(shape.width()));
  }
}

}  // namespace

std::string to_string(Mode mode) {
  return std::ranges::find(names, mode, [](const auto& named) { return named.first; })->second;
}

std::optional<Mode> parse_mode(std::string_view name) {
  for (const auto& [mode, known] : names) {
    if (name == known) return mode;
  }
  return std::nullopt;
}

std::vector<std::string> mode_names() {
  std::vector<std::string> all;
  for (const auto& [mode, name] : names) all.emplace_back(name);
  return all;
}

/// W_ij = θ_ij; θ of the group that (i, j) is in; or diag(θ_0 I, θ_1 C) with C = I + δ 11ᵀ, δ = -1/K.
std::vector<Parametrisation::Term> Parametrisation::terms_of_a_matrix(Mode mode, const Shape& shape) {
  // Each entry of this matrix is the place of its group's value in CommutantMatrix.
  const recursion::Rows<double> groups = to_matrix({0, 1, 2, 3, 4, 5}, shape.feature_dim, shape.classes);
  const double delta = -1.0 / shape.classes;
  std::vector<Term> terms;
  for (std::size_t row = 0; row < groups.rows(); ++row) {
    for (std::size_t column = 0; column < groups.columns(); ++column) {
      const std::size_t weight = row * groups.columns() + column;
      const auto group = static_cast<std::size_t>(groups[row][column]);
      if (mode == Mode::equivariant) {
        terms.push_back({weight, group, 1});
      } else if (mode != Mode::tied) {
        terms.push_back({weight, weight, 1});
      } else {
        if (group == 0) terms.push_back({weight, 0, 1});
        if (group == 2) terms.push_back({weight, 1, 1});
        if (group == 2 || group == 3) terms.push_back({weight, 1, delta});
      }
    }
  }
  return terms;
}

Parametrisation::Parametrisation(Mode mode, const Shape& shape) : mode_(mode), shape_(shape) {
  const std::vector<Term> one = terms_of_a_matrix(mode, shape);
  const auto matrices = 2 * static_cast<std::size_t>(shape.layers);
  const std::size_t entries = square(static_cast<std::size_t>(shape.width())), own = parameters_per_matrix(mode, shape);
  parameters_ = matrices * own;
  terms_.reserve(matrices * one.size());
  for (std::size_t m = 0; m < matrices; ++m) {
    for (const Term& term : one) {
      terms_.push_back({m * entries + term.weight, m * own + term.parameter, term.coefficient});
    }
  }
}

std::vector<double> Parametrisation::weights(std::span<const double> parameters) const {
  std::vector<double> result(shape_.weights(), 0.0);
  for (const Term& term : terms_) result[term.weight] += term.coefficient * parameters[term.parameter];
  return result;
}

std::vector<double> Parametrisation::pulled_back(std::span<const double> gradient) const {
  std::vector<double> result(parameters_, 0.0);
  for (const Term& term : terms_) result[term.parameter] += term.coefficient * gradient[term.weight];
  return result;
}

std::vector<double> Parametrisation::projected(std::span<const double> weights) const {
  if (mode_ == Mode::unconstrained || mode_ == Mode::permuted) return {weights.begin(), weights.end()};
  const Weights whole = unflattened(weights, shape_);
  std::vector<double> result;
  if (mode_ == Mode::tied) {
    for (const recursion::LayerParameters& p : two_parameter_form(whole).layers) {
      result.insert(result.end(), {p.alpha, p.gamma, p.alpha_prime, p.gamma_prime});
    }
    return result;
  }
  for (const LayerWeights& layer : whole.layers) {
    for (const recursion::Rows<double>* matrix : {&layer.qk, &layer.ov}) {
      const CommutantMatrix a = reynolds_average(*matrix, shape_.feature_dim);
      result.insert(result.end(), {a.feature_diagonal, a.feature_off_diagonal, a.label_diagonal, a.label_off_diagonal,
                                   a.feature_label, a.label_feature});
    }
  }
  return result;
}

}  // namespace margincert::transformer
