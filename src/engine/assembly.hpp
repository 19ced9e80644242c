#pragma once

#include "engine/engine.hpp"
#include "engine/frame.hpp"
#include "engine/run.hpp"

namespace margincert::engine {

/// Layer t as one lane saw it; empty when something is not finite or was out of range.
std::optional<recursion::Observables<Enclosure>> assemble(const Run& run, const Question& question, std::size_t lane,
                                                          int t, const Seen& seen, const Tokens& tokens);

}  // namespace margincert::engine
