#pragma once

#include "generators/family.hpp"
#include "generators/parameter_draws.hpp"
#include "proofs_check/guarantees.hpp"
#include "proofs_check/hypotheses.hpp"
#include "proofs_check/statement.hpp"
#include "search/hunt.hpp"

/// All that can be asked for by name: what `margincert list` prints.
namespace margincert {

using generators::families, generators::parameter_draws;
using proofs::guarantees, proofs::hypotheses, proofs::statements;

}  // namespace margincert
