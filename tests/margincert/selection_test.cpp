#include "margincert/selection.hpp"

#include <doctest/doctest.h>

#include <string>

#include "recursion/refusal.hpp"

namespace margincert::work_tests {
namespace {

template <class Ask>
std::string refused(Ask ask) {
  try {
    ask();
  } catch (const Refusal& refusal) {
    return refusal.what();
  }
  return "(nothing was refused)";
}

}  // namespace

TEST_CASE("what is not said asks for every statement, each in its own regime") {
  const Selection selection;
  CHECK(selection.statements.size() == proofs::statements().size());
  CHECK_FALSE(selection.chosen);
  CHECK(name_of_regime(selection.regime) == "natural");
}

TEST_CASE("a theorem stands for its statements, and names in any order keep the registry's") {
  const auto of_a = select_statements({"A"});
  REQUIRE(of_a.size() > 1);
  for (const auto* statement : of_a) CHECK(statement->theorem == "A");
  CHECK(select_statements({of_a.back()->id, of_a.front()->id}) == std::vector{of_a.front(), of_a.back()});
  CHECK(select_statements({"A", of_a.front()->id}) == of_a);
}

TEST_CASE("regimes have names, there and back") {
  for (const char* name : {"natural", "full", "class-pure"}) CHECK(name_of_regime(find_regime(name)) == name);
  CHECK(find_regime("full") == recursion::Regime::full);
}

TEST_CASE("an unknown name is refused with the nearest one") {
  CHECK(refused([] { select_statements({"norm-growht"}); }) ==
        "no statement 'norm-growht'; did you mean 'norm-growth'?; margincert list shows them all");
  CHECK(refused([] { select_hypotheses({"clas-purity"}); }) ==
        "no hypothesis 'clas-purity'; did you mean 'class-purity'?; margincert list shows them all");
  CHECK(refused([] { find_regime("ful"); }) ==
        "no regime 'ful'; did you mean 'full'?; use one of natural, full, class-pure");
}

TEST_CASE("a budget below every rung is refused, and one between two ends at the lower") {
  const numeric::Ladder ladder = numeric::Ladder::standard();
  CHECK(limited(ladder, 200).rungs().back().bits() == 113);
  CHECK(refused([&] { limited(ladder, 52); }) ==
        "--precision-budget 52 is below the lowest rung of 53 bits; raise it, or lower --ladder");
}

}  // namespace margincert::work_tests
