#include "reproduction/scale.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace margincert::reproduction {
namespace {

Scale tiny() {
  Scale scale;
  scale.name = "tiny";
  scale.first = {3, 2, 8, 2};
  scale.second = {4, 3, 10, 2};
  scale.batch = 4;
  scale.seeds = 2;
  scale.compared_steps = scale.studied_steps = scale.second_size_steps = 3;
  scale.test_tasks = 60;
  scale.crosschecked_tasks = 3;
  scale.fitted_tasks = 2;
  scale.certified_tasks = scale.second_certified_tasks = 20;
  scale.checked_tasks = 6;
  scale.attention_tasks = 3;
  scale.permutations = 4;
  scale.null_draws = 5;
  return scale;
}

}  // namespace

std::string to_string(const Size& size) {
  return fmt::format("d = {}, K = {}, n = {}, T = {}", size.feature_dim, size.classes, size.context, size.depth);
}

Scale scale_named(std::string_view name) {
  if (name == "full") return {};
  if (name == "tiny") return tiny();
  throw std::invalid_argument(fmt::format("no scale '{}'; there are full and tiny", name));
}

std::vector<std::pair<std::string, std::uint64_t*>> counts_of(Scale& scale) {
  return {{"batch", &scale.batch},
          {"seeds", &scale.seeds},
          {"compared_steps", &scale.compared_steps},
          {"studied_steps", &scale.studied_steps},
          {"second_size_steps", &scale.second_size_steps},
          {"test_tasks", &scale.test_tasks},
          {"crosschecked_tasks", &scale.crosschecked_tasks},
          {"fitted_tasks", &scale.fitted_tasks},
          {"certified_tasks", &scale.certified_tasks},
          {"second_certified_tasks", &scale.second_certified_tasks},
          {"checked_tasks", &scale.checked_tasks},
          {"attention_tasks", &scale.attention_tasks},
          {"permutations", &scale.permutations},
          {"null_draws", &scale.null_draws},
          {"test_seed", &scale.test_seed}};
}

std::vector<std::pair<std::string, std::uint64_t>> counts_of(const Scale& scale) {
  Scale copy = scale;
  std::vector<std::pair<std::string, std::uint64_t>> counts;
  for (const auto& [name, count] : counts_of(copy)) counts.emplace_back(name, *count);
  return counts;
}

}  // namespace margincert::reproduction
