#include "reports/movement.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace margincert::reports {
namespace {

bool moves(const recursion::LayerParameters& layer) { return layer.alpha_prime != 0 || layer.gamma_prime != 0; }

bool has_drawn_parameters(const Report& report, const std::string& model) {
  return std::ranges::any_of(report.runs,
                             [&](const Run& run) { return run.model == model && run.parameter_draw != "given"; });
}

}  // namespace

long moving_layers(const recursion::Parameters& parameters) { return std::ranges::count_if(parameters.layers, moves); }

std::string stillness(const std::string& model, const recursion::Parameters& parameters) {
  if (moving_layers(parameters) == 0) {
    return fmt::format(
        "{}: nothing moves: alpha_prime and gamma_prime of every layer are 0, so every token stays where it is, and "
        "what holds is said of no movement",
        model);
  }
  std::vector<std::size_t> still;
  for (std::size_t t = 0; t < parameters.layers.size(); ++t) {
    if (!moves(parameters.layers[t])) still.push_back(t);
  }
  if (still.empty()) return "";
  return fmt::format("{}: nothing moves in {} of its {} layers, {}: alpha_prime and gamma_prime are 0 there", model,
                     still.size(), parameters.layers.size(), fmt::join(still, ", "));
}

std::vector<std::string> stillnesses(const Report& report) {
  std::vector<std::string> all;
  for (const auto& [model, parameters] : report.models) {
    if (has_drawn_parameters(report, model)) continue;
    if (std::string one = stillness(model, parameters); !one.empty()) all.push_back(std::move(one));
  }
  return all;
}

std::vector<CoverageGap> movement_gaps(const Report& report) {
  std::vector<CoverageGap> gaps;
  for (const auto& [model, parameters] : report.models) {
    const long moving = moving_layers(parameters);
    if (moving >= report.request.required_moving_layers) continue;
    gaps.push_back(
        {model, moving_layers_subject,
         fmt::format("{}: {} of its {} layers {} anything (alpha_prime or gamma_prime is not 0), {} required", model,
                     moving, parameters.layers.size(), moving == 1 ? "moves" : "move",
                     report.request.required_moving_layers)});
  }
  return gaps;
}

}  // namespace margincert::reports
