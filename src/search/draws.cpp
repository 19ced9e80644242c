#include "search/draws.hpp"

#include <fmt/format.h>

#include "generators/family.hpp"
#include "generators/parameter_draws.hpp"
#include "files/nearest.hpp"

namespace margincert::search {
namespace {

using generators::Random;
using recursion::Parameters;
using recursion::Task;

int between(int least, int most, Random& random) {
  return least + static_cast<int>(random.below(static_cast<std::uint64_t>(most - least + 1)));
}

template <class T>
const T& one_of(const std::vector<T>& all, Random& random) {
  return all[random.below(all.size())];
}

recursion::LabelBackground draw_background(const Target& target, Random& random) {
  if (target.requires_hypothesis("centred-labels")) return recursion::MinusOneOverClasses{};
  const std::vector<recursion::LabelBackground> all{0.0, -1.0, 0.5, -0.25, recursion::MinusOneOverClasses{}};
  return one_of(all, random);
}

Parameters draw_parameters(const Target& target, Random& random) {
  const bool signed_layers = target.requires_hypothesis("attention-signs") && target.requires_hypothesis("step-signs");
  Parameters base{between(1, 4, random), between(2, 3, random), draw_background(target, random), {}};
  base.layers.assign(static_cast<std::size_t>(between(1, 3, random)), {2, 2, 0.5, 0.5});
  const std::vector<std::string> any{"random", "sign-flipped", "extreme"};
  Parameters drawn =
      generators::draw_parameters(signed_layers ? "random" : one_of(any, random), base, random.bits(), 0);
  if (target.requires_hypothesis("growing-attention")) return drawn;
  Parameters shuffled = drawn;  // "random" lets attention grow with depth
  for (std::size_t t = 0; const int from : random.permutation(drawn.depth())) shuffled.layers[t++] = drawn.layers[from];
  return shuffled;
}

/// Labels taken away, and a class without points added, where the target does not ask for them.
void loosen(recursion::Draft& instance, const Target& target, Random& random, bool own_parameters) {
  if (!target.requires_hypothesis("fully-labelled") && random.below(2) == 0) {
    for (auto& label : instance.task.labels) {
      if (random.below(3) == 0) label.reset();
    }
  }
  if (own_parameters && !target.requires_hypothesis("every-class") && random.below(2) == 0) {
    ++instance.task.classes;
    ++instance.parameters.classes;
  }
}

bool fits(const recursion::Draft& instance, const Target& target) {
  return (recursion::is_fully_labelled(instance.task) || !target.requires_hypothesis("fully-labelled")) &&
         (recursion::has_every_class(instance.task) || !target.requires_hypothesis("every-class"));
}

std::vector<std::string> all_families() {
  std::vector<std::string> ids;
  for (const auto& family : generators::families()) ids.push_back(family.id);
  return ids;
}

}  // namespace

Draw draw_instance(const Sources& sources, const Target& target, Random& random) {
  constexpr int most_attempts = 200;
  const std::vector<std::string> families = sources.families.empty() ? all_families() : sources.families;
  std::string last_refusal = "every draw lacks labels or classes that a required hypothesis asks for";
  for (int attempt = 0; attempt < most_attempts; ++attempt) {
    const Parameters parameters = sources.parameters ? *sources.parameters : draw_parameters(target, random);
    const generators::Family& family = generators::find_family(one_of(families, random));
    std::vector<std::string> assignments = sources.settings;
    if (sources.settings.empty()) {
      const int fewest = parameters.classes;
      assignments.push_back(fmt::format("n={}", between(fewest, std::max(fewest, sources.most_points), random)));
    }
    try {
      const auto settings = generators::read_settings(family, assignments);
      recursion::Draft instance{make_task(family, settings, parameters, random.bits(), random.below(1000)),
                                    parameters};
      loosen(instance, target, random, !sources.parameters);
      if (fits(instance, target)) return {recursion::Instance(std::move(instance)), family.id};
    } catch (const generators::SettingError& refusal) {
      last_refusal = refusal.what();
    }
  }
  throw generators::SettingError(
      fmt::format("no instance of {} fits the search: {}", files::joined(families), last_refusal));
}

}  // namespace margincert::search
