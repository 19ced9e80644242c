#pragma once

#include <string>

#include "cli/command_line.hpp"
#include "margincert/baseline.hpp"
#include "margincert/check.hpp"

namespace margincert::cli {

/// "53,113,256" as --ladder takes it, "" for the standard one. UsageError for what is none.
numeric::Ladder ladder_of(const std::string& text);
/// "2/5", the second of five parts, as --shard takes it. UsageError for what is none.
reports::Part part_of(const std::string& text);
proofs::Engine engine_of(const CampaignOptions& options);

/// What the options ask of every task. UsageError, or a Refusal with the nearest name.
Selection selection_of(const CampaignOptions& options);
/// Where its tasks come from: the files, and of each family as many tasks as are wanted, or the usual number.
/// UsageError where there is neither.
std::vector<TaskSource> sources_of(const CheckCommand& command, std::uint64_t usual_tasks);

}  // namespace margincert::cli
