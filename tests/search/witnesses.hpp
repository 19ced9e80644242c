#pragma once

#include <optional>

#include "search/task_landscape.hpp"
#include "search/witness.hpp"
#include "targets.hpp"

/// Witnesses that no search was needed for.
namespace margincert::search_tests {

using search::Witness;

/// The first of some drawn instances, with its numbers in the usual ranges, on which the verdict is the one asked for.
inline std::optional<Witness> drawn_witness(const Target& target, proofs::Outcome outcome, std::uint64_t first,
                                            int tries = 60, const search::Sources& sources = {}) {
  for (int k = 0; k < tries; ++k) {
    Random random(17, "drawn-witness/" + target.statement->id, first + static_cast<std::uint64_t>(k));
    const search::Draw draw = search::draw_instance(sources, target, random);
    const search::TaskLandscape landscape(draw.instance, target, true, {});
    const Instance instance = landscape.instance_at(landscape.start());
    const proofs::Verdict verdict = search::certify(instance, target);
    if (verdict.outcome != outcome) continue;
    return Witness{instance, verdict, "family", draw.family, first, 1, "worst"};
  }
  return std::nullopt;
}

}  // namespace margincert::search_tests
