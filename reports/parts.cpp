#include "reports/parts.hpp"

#include <algorithm>

namespace margincert::reports {

bool judges(const Run& run, std::uint64_t task) {
  const auto in = [&](int part) { return task % static_cast<std::uint64_t>(run.part.of) + 1 == std::uint64_t(part); };
  return task < run.tasks && std::ranges::any_of(run.part.done, in);
}

std::uint64_t tasks_in_parts(const Run& run) {
  const auto of = static_cast<std::uint64_t>(run.part.of);
  std::uint64_t sum = 0;
  for (const int part : run.part.done) {
    const bool one_more = static_cast<std::uint64_t>(part) <= run.tasks % of;
    sum += run.tasks / of + (one_more ? 1 : 0);
  }
  return sum;
}

}  // namespace margincert::reports
