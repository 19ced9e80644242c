#include "generators/fresh_tasks.hpp"

#include <fmt/format.h>

#include "generators/family.hpp"

namespace margincert::generators {

std::string FamilyChoice::title() const {
  std::string title = name;
  for (const std::string& setting : settings) title += " " + setting;
  return title;
}

std::function<recursion::Task(std::uint64_t index)> fresh_tasks(const TaskSize& size, std::uint64_t seed,
                                                                const FamilyChoice& choice) {
  const Family& family = find_family(choice.name);
  std::vector<std::string> assignments = choice.settings;
  assignments.push_back(fmt::format("n={}", size.points));
  const Settings settings = read_settings(family, assignments);
  const recursion::Parameters dimensions{size.feature_dim, size.classes, recursion::MinusOneOverClasses{}, {}};
  return [&family, settings, dimensions, seed](std::uint64_t index) {
    return make_task(family, settings, dimensions, seed, index);
  };
}

}  // namespace margincert::generators
