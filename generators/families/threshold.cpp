#include <algorithm>

#include "generators/cones.hpp"
#include "generators/family.hpp"
#include "generators/hypothesis_ways.hpp"
#include "generators/registry.hpp"

namespace margincert::generators {
namespace {

/// The first point of a class other than the given one.
std::size_t first_of_others(const recursion::Task& task, int excluded) {
  const auto other = std::ranges::find_if(task.labels, [excluded](const auto& label) { return label != excluded; });
  return static_cast<std::size_t>(other - task.labels.begin());
}

/// Moves the token to where the hypothesis turns; the index's parity says to which side.
void settle(std::span<double> token, const Way& way, const Random& random) {
  const auto found = turn(way);
  if (found) std::ranges::copy(random.index() % 2 == 0 ? found->met : found->missed, token.begin());
}

void settle_unit_norm(recursion::Task& task, Random& random) {
  const auto drawn = random.below(task.features.rows() + 1);
  const std::span<double> token = drawn < task.features.rows() ? task.features[drawn] : std::span(task.probe);
  settle(token, unit_norm_way({token.begin(), token.end()}), random);
}

recursion::Task draw_threshold(const Settings& settings, const recursion::Parameters& parameters, Random& random) {
  recursion::Task task = cone_task(settings, parameters, random);
  const std::string& hypothesis = settings.word("hypothesis");
  if (hypothesis == "unit-norm") {
    settle_unit_norm(task, random);
  } else if (hypothesis == "separation") {
    const std::size_t moving = first_of_others(task, task.labels[0].value());
    settle(task.features[moving], separation_way(task, moving, 0), random);
  } else if (hypothesis == "positive-margin") {
    settle(task.probe, positive_margin_way(task, first_of_others(task, task.probe_class)), random);
  } else if (!parameters.layers.empty() && parameters.layers.front().alpha > 0) {
    settle(task.probe, dominance_way(task, parameters.layers.front().alpha), random);
  }
  return task;
}

std::vector<SettingSpec> own_settings() {
  auto settings = cone_settings("simplex");
  settings.push_back(word_setting("hypothesis", "which hypothesis is met or missed by the last bit", "dominance",
                                  {{"dominance", "unit-norm", "separation", "positive-margin"}}));
  return settings;
}

}  // namespace

Family threshold() {
  return {"threshold",
          "A cone task moved to the last bit of one hypothesis: even indices meet it, odd indices are one double short "
          "of it. dominance (H5) scales the probe; unit-norm scales a point or the probe; separation moves a point "
          "towards one of another class; positive-margin moves the probe towards a rival's point. Where no scale in "
          "(0, 1] decides H5 (α_0 <= 0, or a margin too small or a majority too large), the cone task stands as it is.",
          "The precision ladder and every strict comparison: a rung that rounds the wrong way gets these wrong.",
          // ρ_0 - Λ_0 looks at every pair of points with enclosures.
          with_common_settings(own_settings(), {.most = 2000}), draw_threshold,
          /*adversarial=*/true};
}

}  // namespace margincert::generators
