#include "proofs_check/statement.hpp"

#include <algorithm>

namespace margincert::proofs {

const Statement* find_statement(std::string_view id) {
  const auto found = std::ranges::find(statements(), id, &Statement::id);
  return found == statements().end() ? nullptr : &*found;
}

bool exist(Needs quantities, const recursion::Task& task) {
  const std::vector<int> sizes = recursion::class_sizes(task);
  const auto classes = std::ranges::count_if(sizes, [](int size) { return size > 0; });
  const bool own = sizes[static_cast<std::size_t>(task.probe_class)] > 0, other = classes > (own ? 1 : 0);
  switch (quantities) {
    case Needs::nothing:
      return true;
    case Needs::labelled_point:
      return classes > 0;
    case Needs::two_classes:
      return classes > 1;
    case Needs::own_class:
      return own;
    case Needs::other_class:
      return other;
    case Needs::own_and_other:
      return own && other;
    case Needs::every_class:
      break;
  }
  return classes == task.classes;
}

recursion::Regime natural_regime(const Statement& statement) {
  return statement.regime.value_or(statement.theorem == "A" ? recursion::Regime::class_pure : recursion::Regime::full);
}

std::vector<std::string> theorems() {
  std::vector<std::string> names;
  for (const Statement& statement : statements()) {
    if (std::ranges::find(names, statement.theorem) == names.end()) names.push_back(statement.theorem);
  }
  return names;
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
