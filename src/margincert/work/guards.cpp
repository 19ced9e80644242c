#include "margincert/work/guards.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

#include "proofs_check/hypotheses.hpp"
#include "recursion/refusal.hpp"

namespace margincert::work {
namespace {

bool are_all_finite(const recursion::Rows<double>& matrix) {
  return std::ranges::all_of(matrix.values(), [](double x) { return std::isfinite(x); });
}

void require_matrix(const recursion::Rows<double>& matrix, std::size_t width, const std::string& place) {
  if (matrix.rows() != width || matrix.columns() != width) {
    throw Refusal(place, fmt::format("{} x {} entries", matrix.rows(), matrix.columns()),
                  fmt::format("give d+K = {} rows and columns", width));
  }
  if (!are_all_finite(matrix)) throw Refusal(place, "an entry is not finite", "give finite numbers");
}

}  // namespace

void require_registered(const Selection& selection) {
  std::set<const proofs::Statement*> seen;
  for (const proofs::Statement* statement : selection.statements) {
    const bool registered = statement && proofs::find_statement(statement->id) == statement;
    if (!registered) {
      throw Refusal("statements", "one of them is not the registry's", "take them from select_statements");
    }
    if (!seen.insert(statement).second) {
      throw Refusal("statements", fmt::format("'{}' stands there twice", statement->id), "name each once");
    }
  }
  for (const std::string& id : selection.dropped) {
    const bool known = std::ranges::any_of(proofs::hypotheses(), [&](const auto& one) { return one.id == id; });
    if (!known) throw Refusal("dropped", fmt::format("no hypothesis has the id '{}'", id), "take them from select_hypotheses");
  }
}

void require_whole(const transformer::Weights& weights, const std::string& name) {
  const auto refuse = [&](const char* place, int found, const char* least) {
    throw Refusal(fmt::format("{}: {}", name, place), fmt::format("is {}", found), fmt::format("give at least {}", least));
  };
  if (weights.feature_dim < 1) refuse("feature_dim", weights.feature_dim, "1");
  if (weights.classes < 2) refuse("classes", weights.classes, "2");
  if (weights.depth() < 1) refuse("layers", weights.depth(), "1");
  const auto width = static_cast<std::size_t>(weights.feature_dim) + static_cast<std::size_t>(weights.classes);
  for (int t = 0; t < weights.depth(); ++t) {
    const transformer::LayerWeights& layer = weights.layers[static_cast<std::size_t>(t)];
    require_matrix(layer.qk, width, fmt::format("{}: layers.{}.qk", name, t));
    require_matrix(layer.ov, width, fmt::format("{}: layers.{}.ov", name, t));
  }
}

void require_whole(const recursion::Parameters& parameters, const std::string& name) {
  for (std::size_t t = 0; t < parameters.layers.size(); ++t) {
    const recursion::LayerParameters& p = parameters.layers[t];
    const bool finite = std::isfinite(p.alpha) && std::isfinite(p.gamma) && std::isfinite(p.alpha_prime) &&
                        std::isfinite(p.gamma_prime);
    if (!finite) throw Refusal(fmt::format("{}: layers[{}]", name, t), "a number is not finite", "give finite numbers");
  }
  const auto* number = std::get_if<double>(&parameters.label_background);
  const auto* fraction = std::get_if<recursion::Fraction>(&parameters.label_background);
  const bool good = (!number || std::isfinite(*number)) && (!fraction || fraction->denominator > 0);
  if (!good) throw Refusal(name + ": label_background", "is no number", "give a finite one, or a fraction over a positive number");
}

}  // namespace margincert::work
