#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "numeric/ladder.hpp"
#include "proofs_check/certify.hpp"
#include "proofs_check/statement.hpp"
#include "recursion/parameters.hpp"

namespace margincert {

/// In which regime statements are asked: none is "natural", each statement in its own (class-pure for Theorem A, full
/// for B and C).
using RegimeChoice = std::optional<recursion::Regime>;
std::string name_of_regime(RegimeChoice regime);  ///< "natural", "full", "class-pure"
/// Refusal of any other name.
RegimeChoice find_regime(const std::string& name);

/// The statement of that id. Refusal with the nearest one.
const proofs::Statement& statement_named(const std::string& id);
/// Statements by id or theorem ("A"), in the registry's order; all when nothing is wanted. Refusal with the nearest
/// name.
std::vector<const proofs::Statement*> select_statements(const std::vector<std::string>& wanted);
/// Ids of the hypotheses so named, by id or number ("H3"). Refusal with the nearest name.
std::set<std::string> select_hypotheses(const std::vector<std::string>& wanted);

/// The ladder without the rungs above so many bits. Refusal of fewer bits than its lowest rung has.
numeric::Ladder limited(const numeric::Ladder& ladder, int bits);

/// What is asked of every task, and how precisely.
struct Selection {
  std::vector<const proofs::Statement*> statements = select_statements({});
  bool chosen = false;            ///< the statements were named: each of them must apply
  std::set<std::string> dropped;  ///< ids of hypotheses that are not required
  RegimeChoice regime;
  proofs::Version version = proofs::Version::stated;
  numeric::Ladder ladder = numeric::Ladder::standard();
  proofs::Engine engine = proofs::Engine::on;
};

}  // namespace margincert
