#include "proofs_check/statement.hpp"

#include <algorithm>

namespace margincert::proofs {

const Statement* find_statement(std::string_view id) {
  const auto found = std::ranges::find(statements(), id, &Statement::id);
  return found == statements().end() ? nullptr : &*found;
}

recursion::Regime natural_regime(const Statement& statement) {
  return statement.theorem == "A" ? recursion::Regime::class_pure : recursion::Regime::full;
}

std::vector<std::string> labelled_and(std::initializer_list<const char*> more) {
  std::vector<std::string> ids{"every-class", "fully-labelled"};
  ids.insert(ids.end(), more.begin(), more.end());
  return ids;
}

std::vector<std::string> theorem_a_hypotheses() {
  return labelled_and({"attention-signs", "step-signs", "class-purity", "unit-norm", "separation", "positive-margin",
                       "label-margin-start", "growing-attention", "dominance"});
}

std::vector<std::string> theorem_b_hypotheses() {
  return labelled_and({"centred-labels", "attention-signs", "step-signs"});
}

std::vector<std::string> theorem_c_hypotheses() { return labelled_and({"centred-labels"}); }

std::vector<std::string> needed_for_b() { return labelled_and({"attention-signs", "step-signs"}); }

std::vector<std::string> needed_for_c() { return labelled_and({}); }

}  // namespace margincert::proofs
