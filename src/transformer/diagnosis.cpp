#include "transformer/diagnosis.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace margincert::transformer {
namespace {

using numeric::Interval;
using recursion::LayerParameters;
using recursion::Rows;

constexpr numeric::Precision exact_enough(128);

struct NamedParameter {
  const char* name;
  const char* symbol;
  double LayerParameters::*value;
};
constexpr std::array named_parameters{NamedParameter{"alpha", "α", &LayerParameters::alpha},
                                      NamedParameter{"gamma", "γ", &LayerParameters::gamma},
                                      NamedParameter{"alpha_prime", "α'", &LayerParameters::alpha_prime},
                                      NamedParameter{"gamma_prime", "γ'", &LayerParameters::gamma_prime}};

/// How far apart two layers' numbers are: the Euclidean distance, as a share of the second's length.
double distance(const LayerParameters& a, const LayerParameters& b) {
  double squares = 0, length = 0;
  for (const NamedParameter& parameter : named_parameters) {
    squares += std::pow(a.*parameter.value - b.*parameter.value, 2);
    length += std::pow(b.*parameter.value, 2);
  }
  return std::sqrt(squares) / std::sqrt(length);
}

/// From here on one number counts as resembling another: it is ten times nearer to it than to what was expected. A hint
/// to a reader; nothing rests on it.
constexpr double much_nearer = 0.1;

std::optional<std::size_t> other_layer_it_resembles(const LayerParameters& fitted, std::size_t t,
                                                    const std::vector<LayerParameters>& expected) {
  std::size_t nearest = t;
  for (std::size_t s = 0; s < expected.size(); ++s) {
    if (distance(fitted, expected[s]) < distance(fitted, expected[nearest])) nearest = s;
  }
  if (distance(fitted, expected[nearest]) > much_nearer * distance(fitted, expected[t])) return std::nullopt;
  return nearest == t ? std::nullopt : std::optional(nearest);
}

bool is_negated(double fitted, double expected) {
  return std::fabs(fitted + expected) < much_nearer * std::fabs(fitted - expected);
}

Rows<double> transposed(const Rows<double>& matrix) {
  Rows<double> result(matrix.columns(), matrix.rows(), 0.0);
  for (std::size_t row = 0; row < matrix.rows(); ++row) {
    for (std::size_t column = 0; column < matrix.columns(); ++column) result[column][row] = matrix[row][column];
  }
  return result;
}

Rows<double> negated(const Rows<double>& matrix) {
  Rows<double> result = matrix;
  for (std::size_t row = 0; row < result.rows(); ++row) {
    for (double& entry : result[row]) entry = -entry;
  }
  return result;
}

/// What simple change, if any, makes the other's matrix the model's, entry for entry.
std::string relation_of(const Rows<double>& matrix, const Weights& other, int t, Rows<double> LayerWeights::*which) {
  const Rows<double>& expected = other.layers[t].*which;
  if (matrix == transposed(expected)) return "the other's transpose";
  if (matrix == negated(expected)) return "minus the other's";
  for (int s = 0; s < other.depth(); ++s) {
    if (matrix == other.layers[s].*which) return fmt::format("the other's of layer {}", s);
  }
  return "";
}

std::optional<MatrixDifference> difference_in(const Weights& model, const Weights& other, int t, const char* name,
                                              Rows<double> LayerWeights::*which) {
  const Rows<double>&mine = model.layers[t].*which, &expected = other.layers[t].*which;
  MatrixDifference found{t, name, 0, 0, Interval(exact_enough), 0, ""};
  for (std::size_t row = 0; row < mine.rows(); ++row) {
    for (std::size_t column = 0; column < mine.columns(); ++column) {
      if (mine[row][column] == expected[row][column]) continue;
      ++found.entries;
      const Interval entry =
          abs(Interval::exact(mine[row][column], exact_enough) - Interval::exact(expected[row][column], exact_enough));
      if (!mpfr_greater_p(entry.hi(), found.largest.hi())) continue;
      found.row = row;
      found.column = column;
      found.largest = entry;
    }
  }
  if (found.entries == 0) return std::nullopt;
  found.relation = relation_of(mine, other, t, which);
  return found;
}

}  // namespace

std::vector<std::optional<WorstQuantity>> worst_quantities(const Summary& summary) {
  std::vector<std::optional<WorstQuantity>> worst(summary.layers.size());
  for (std::size_t t = 0; t < summary.layers.size(); ++t) {
    for (const Quantity quantity : quantities()) {
      const std::optional<QuantitySummary>& summarised = summary.layers[t][quantity];
      if (!summarised || !summarised->residual) continue;
      if (!worst[t] || mpfr_greater_p(summarised->residual->hi(), worst[t]->residual.hi())) {
        worst[t] = WorstQuantity{quantity, *summarised->residual};
      }
    }
  }
  return worst;
}

std::vector<Hint> resemblances(const recursion::Parameters& fitted, const recursion::Parameters& expected) {
  std::vector<Hint> findings;
  for (std::size_t t = 0; t < fitted.layers.size(); ++t) {
    const int layer = static_cast<int>(t);
    if (const auto s = other_layer_it_resembles(fitted.layers[t], t, expected.layers)) {
      findings.push_back({layer, "layer",
                          fmt::format("layer {}'s own four numbers are those of layer {} in what it is held against: "
                                      "are layers swapped?",
                                      t, *s)});
      continue;
    }
    for (const NamedParameter& parameter : named_parameters) {
      const double own = fitted.layers[t].*parameter.value, given = expected.layers[t].*parameter.value;
      if (!is_negated(own, given)) continue;
      findings.push_back({layer, parameter.name,
                          fmt::format("layer {}'s own {} is {:.6g} where {:.6g} was given: is its sign turned?", t,
                                      parameter.symbol, own, given)});
    }
  }
  return findings;
}

std::vector<MatrixDifference> matrix_differences(const Weights& model, const Weights& other) {
  std::vector<MatrixDifference> differences;
  for (int t = 0; t < model.depth(); ++t) {
    for (const auto& [name, which] : {std::pair{"W_QK", &LayerWeights::qk}, std::pair{"W_OV", &LayerWeights::ov}}) {
      if (auto found = difference_in(model, other, t, name, which)) differences.push_back(*std::move(found));
    }
  }
  return differences;
}

}  // namespace margincert::transformer
