#include "proofs_check/verdict.hpp"

namespace margincert::proofs {

std::string to_string(Outcome outcome) {
  switch (outcome) {
    case Outcome::holds:
      return "holds";
    case Outcome::violated:
      return "violated";
    case Outcome::not_applicable:
      return "not-applicable";
    case Outcome::undecided:
      return "undecided";
    case Outcome::error:
      break;
  }
  return "error";
}

numeric::Interval slack_of(const Comparison& comparison) {
  const numeric::Interval difference = comparison.greater - comparison.lesser;
  return comparison.relation == Relation::at_least ? difference : -abs(difference);
}

}  // namespace margincert::proofs
