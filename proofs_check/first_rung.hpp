#pragma once

#include <optional>
#include <span>
#include <vector>

#include "engine/engine.hpp"
#include "numeric/ladder.hpp"
#include "proofs_check/evidence.hpp"

/// The ladder's lowest rung in binary64 with proven error bounds (src/engine, docs/engine.md), many tasks at once.
namespace margincert::proofs {

/// Is the engine to be asked first?
enum class Engine { on, off };

/// Is the ladder's first rung the engine's? It stands for 53 bits, and needs a rung above it for what it leaves open: a
/// ladder that begins otherwise, or ends there, is climbed without it.
bool begins_with_engine(const numeric::Ladder& ladder, Engine engine);

/// A problem's trajectory as the engine encloses it; nothing where it has no answer.
using EngineAnswer = std::optional<engine::Trajectory>;

/// Too large to share the engine's lanes: it is enclosed by itself, in vectors of its own points. Depends on nothing
/// but the problem.
bool fills_the_engine(const Problem& problem);

EngineAnswer ask_engine(const Problem& problem, int jobs = 1);
/// Of problems that do not fill the engine. An answer does not depend on the other problems.
std::vector<EngineAnswer> ask_engine(std::span<const Problem> problems);

/// What the ledger looks at, from the engine's enclosures, at 53 bits.
Evidence evidence_by_engine(const Problem& problem, const engine::Trajectory& trajectory);

/// What the ledger saw at the rung of so many bits.
Evidence evidence_at(const Problem& problem, numeric::Precision rung, const numeric::Ladder& ladder, Engine engine);

}  // namespace margincert::proofs
