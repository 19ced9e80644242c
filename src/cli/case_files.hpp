#pragma once

#include <filesystem>
#include <string>

#include "files/case_file.hpp"
#include "replay/replay.hpp"

namespace margincert::cli {

/// Derives the case again from its file text, as whoever receives the file will. Throws proofs::Contradiction when it
/// does not come out: a violation that cannot be replayed is never reported.
replay::Replay confirm(const files::Case& witness);

/// Confirms the case, then writes it.
replay::Replay save_confirmed(const files::Case& witness, const std::filesystem::path& path);

}  // namespace margincert::cli
