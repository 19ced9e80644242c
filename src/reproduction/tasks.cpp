#include "reproduction/tasks.hpp"

#include <fmt/format.h>

#include "generators/family.hpp"

namespace margincert::reproduction {

std::string FamilyChoice::title() const {
  std::string title = name;
  for (const std::string& setting : settings) title += " " + setting;
  return title;
}

transformer::TaskSource fresh_tasks(const Size& size, const FamilyChoice& choice, std::uint64_t seed) {
  const generators::Family& family = generators::find_family(choice.name);
  std::vector<std::string> assignments = choice.settings;
  assignments.push_back(fmt::format("n={}", size.context));
  const generators::Settings settings = generators::read_settings(family, assignments);
  const recursion::Parameters dimensions{size.feature_dim, size.classes, recursion::MinusOneOverClasses{}, {}};
  return [&family, settings, dimensions, seed](std::uint64_t index) {
    return generators::make_task(family, settings, dimensions, seed, index);
  };
}

}  // namespace margincert::reproduction
