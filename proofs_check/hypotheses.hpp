#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "numeric/truth.hpp"
#include "proofs_check/evidence.hpp"

namespace margincert::proofs {

/// A condition of a theorem, certified like any other claim: yes, no, or not decided at this precision.
struct Hypothesis {
  std::string id;      ///< "dominance"
  std::string number;  ///< "H5": where it stands in theory.md
  std::string formula;
  numeric::Truth (*check)(const Evidence&);
  bool needs_products = false;  ///< asks for ρ̂, Λ̂, R̂ or L̂, which do not exist when a class is missing
};

/// All hypotheses, in the order of theory.md.
const std::vector<Hypothesis>& hypotheses();

/// By id ("dominance") or number ("H5"; H6 names several). Empty when there is none.
std::vector<std::string> hypothesis_ids(std::string_view id_or_number);
const Hypothesis& hypothesis(std::string_view id);

}  // namespace margincert::proofs
