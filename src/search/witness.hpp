#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "files/case_file.hpp"
#include "generators/shrinking.hpp"
#include "search/target.hpp"

namespace margincert::search {

/// An instance on which the ladder decided, and how it was found.
struct Witness {
  generators::Instance instance;
  proofs::Verdict verdict;
  std::string engine;             ///< which found it; "family" for an unguided draw
  std::string family;             ///< whose draw it started from
  std::uint64_t restart = 0;      ///< index of that draw
  std::uint64_t evaluations = 0;  ///< spent by all engines together until then
  std::string kind;               ///< "worst", "simplest", "tightest"
};

/// The ladder's verdict on the target's statement, requiring the target's hypotheses and no others. Throws
/// numeric::Stopped, as all that certifies does, but for `simplified`.
proofs::Verdict certify(const generators::Instance& instance, const Target& target);
bool is_violation(const generators::Instance& instance, const Target& target);

/// The deciding slack as a share of its sides (target.hpp): below 0 for a violation.
double scaled_slack(const proofs::Verdict& verdict);

/// What of an instance may be changed: everything, or the task alone, when the claim is about given parameters.
enum class Freedom { task_and_parameters, task_only };

/// The same witness in shorter numbers: what may change rounded to multiples of 2^-m, the smallest m for which it stays
/// a violation at least nine tenths as bad. The witness itself when there is none.
Witness snapped(Witness witness, const Target& target, Freedom freedom);

/// The simplest violation that greedy shrinking reaches (generators/shrinking.hpp) within a budget of certifications,
/// or had reached when it was stopped.
Witness simplified(Witness witness, const Target& target, Freedom freedom, long budget);

/// An enclosure of the share of the dominance threshold that the instance reaches: (p⁻/(1-p⁻)) / (2/(ρ_0 - Λ_0)), at
/// least 1 where H5 is true. Poisoned where ρ_0 <= Λ_0.
numeric::Interval dominance_share(const generators::Instance& instance, const Target& target);

/// What goes into a file. `command` is the subcommand that found it.
files::Case to_case(const Witness& witness, const Target& target, const std::string& command, std::uint64_t seed);

}  // namespace margincert::search
