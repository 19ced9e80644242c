#include <bit>
#include <optional>

#include "generators/cones.hpp"
#include "generators/dominance.hpp"
#include "generators/family.hpp"
#include "generators/registry.hpp"

namespace margincert::generators {
namespace {

std::vector<double> scaled(const std::vector<double>& probe, double scale) {
  std::vector<double> result;
  for (const double coordinate : probe) result.push_back(scale * coordinate);
  return result;
}

/// Two neighbouring doubles.
struct Step {
  double missed;
  double met;
};

/// The step in [0, 1] at which scaling the probe starts to meet H5; none when H5 does not change between 0 and 1.
/// Every candidate is judged as the task it makes, coordinates rounded, so the two ends are facts and not estimates.
std::optional<Step> dominance_step(const recursion::Task& task, double alpha) {
  const Dominance dominance(task, alpha);
  const auto meets = [&](std::uint64_t scale) {
    return dominance.holds_for(scaled(task.probe, std::bit_cast<double>(scale))) == numeric::Truth::yes;
  };
  // Non-negative doubles are ordered as their bit patterns are.
  auto missed = std::bit_cast<std::uint64_t>(0.0);
  auto met = std::bit_cast<std::uint64_t>(1.0);
  if (meets(missed) || !meets(met)) return std::nullopt;
  while (met - missed > 1) {
    const std::uint64_t middle = missed + (met - missed) / 2;
    (meets(middle) ? met : missed) = middle;
  }
  return Step{std::bit_cast<double>(missed), std::bit_cast<double>(met)};
}

recursion::Task generate(const Settings& settings, const recursion::Parameters& parameters, Random& random) {
  recursion::Task task = cone_task(settings, parameters, random);
  if (parameters.layers.empty() || parameters.layers.front().alpha <= 0) return task;
  const auto step = dominance_step(task, parameters.layers.front().alpha);
  if (step) task.probe = scaled(task.probe, random.index() % 2 == 0 ? step->met : step->missed);
  return task;
}

// ρ_0 - Λ_0 looks at every pair of points with enclosures.
constexpr std::int64_t most_points = 2000;

}  // namespace

Family threshold() {
  return {"threshold",
          "A cone task whose probe is scaled to the last bit of the dominance hypothesis H5: even indices meet it, odd "
          "indices are one double short of it. Where no scale in (0, 1] decides H5 (α_0 <= 0, or a margin too small or "
          "a majority too large), the cone task stands as it is.",
          "The precision ladder and every strict comparison: a rung that rounds the wrong way gets these wrong.",
          with_common_settings(cone_settings("simplex"), most_points),
          generate,
          /*adversarial=*/true};
}

}  // namespace margincert::generators
