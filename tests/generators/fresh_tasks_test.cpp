#include "generators/fresh_tasks.hpp"

#include <doctest/doctest.h>

#include "generators/family.hpp"

namespace margincert::generators_tests {
namespace {

TEST_CASE("fresh tasks are the family's own, of the size that is asked for") {
  const generators::FamilyChoice noisy{"label-noise", {"rate=0.2"}};
  CHECK(noisy.title() == "label-noise rate=0.2");
  const auto fresh = generators::fresh_tasks({3, 2, 7}, 5, noisy);
  const generators::Family& family = generators::find_family("label-noise");
  const std::vector<std::string> assignments{"rate=0.2", "n=7"};
  const recursion::Parameters shape{3, 2, recursion::MinusOneOverClasses{}, {}};
  for (std::uint64_t k = 0; k < 4; ++k) {
    CHECK(fresh(k) == make_task(family, read_settings(family, assignments), shape, 5, k));
    CHECK(fresh(k).points() == 7);
  }
  CHECK_THROWS_AS(generators::fresh_tasks({3, 2, 7}, 1, {"nonesuch"}), generators::UnknownFamily);
}

}  // namespace
}  // namespace margincert::generators_tests
