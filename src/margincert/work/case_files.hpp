#pragma once

#include <filesystem>
#include <string>

#include "files/case_file.hpp"
#include "proofs_check/judge.hpp"
#include "replay/replay.hpp"

namespace margincert::work {

/// Derives the case again from its file text, as whoever receives the file will.
replay::Replay replay_as_written(const files::Case& witness);

/// Why a violation is not confirmed where a stop came first.
inline constexpr const char* stopped_before_derived = "stopped before Arb had derived it again";

/// What is wrong with the program when a witness of its own is not accepted.
proofs::Contradiction refuted(const files::Case& witness, const replay::Replay& again);

/// Derives the case again from its text. Throws proofs::Contradiction when it does not come out: a violation that
/// cannot be replayed is never reported.
replay::Replay replay_accepted(const files::Case& witness);

}  // namespace margincert::work
