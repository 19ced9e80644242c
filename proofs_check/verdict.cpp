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

}  // namespace margincert::proofs
