#include <doctest/doctest.h>

#include "engine/engine.hpp"
#include "generators/rapidcheck.hpp"
#include "tests/engine/comparison.hpp"
#include "tests/support/property.hpp"

namespace margincert::engine_tests {
namespace {

generators::Drawing engine_drawing() {
  generators::Drawing drawing;
  drawing.signs = generators::Signs::any;
  drawing.centred = false;
  return drawing;
}

void check_contained(const generators::Instance& instance) {
  for (const recursion::Regime regime : {recursion::Regime::full, recursion::Regime::class_pure}) {
    const engine::Question question{instance, regime};
    Comparison seen;
    seen.compare(engine::enclose_tasks({&question, 1}).front(), reference(question, numeric::Precision(256)), "");
    if (const auto complaint = seen.complaint(); !complaint.empty()) RC_FAIL(complaint);
    RC_ASSERT(seen.unanswered == 0);
  }
}

}  // namespace

TEST_CASE("the engine encloses the trajectories of tasks made of integers") {
  property::check_property("engine.containment", [] { check_contained(*generators::instances(engine_drawing())); });
}

}  // namespace margincert::engine_tests
