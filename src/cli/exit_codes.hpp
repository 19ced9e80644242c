#pragma once

#include <stdexcept>

#include "reports/exit_status.hpp"

namespace margincert::cli {

/// What the program's exit status means (docs/cli.md). Where several apply: 70 > 1 > 2 > 3 > 0.
namespace exit_code {
inline constexpr int pass = 0;
inline constexpr int violated = 1;
inline constexpr int inconclusive = 2;
inline constexpr int nothing_checked = 3;
inline constexpr int usage = 64;
inline constexpr int bad_file = 65;
inline constexpr int internal = 70;
inline constexpr int interrupted = 130;

struct Meaning {
  int code;
  const char* meaning;
};
/// As docs/cli.md has them.
inline constexpr Meaning meanings[] = {
    {pass, "everything asked for holds, and enough of it was applicable"},
    {violated, "at least one certified violation"},
    {inconclusive,
     "inconclusive: undecided or failed verdicts, coverage not reached, a corrupted twin not caught, or the time "
     "budget "
     "ran out"},
    {nothing_checked, "nothing was checked: no statement applied to any task"},
    {usage, "usage: the command line asks for what does not exist, or contradicts itself"},
    {bad_file, "a file that cannot be read, is not what it should be, or cannot be written"},
    {internal, "internal error, or standard output cannot be written"},
    {interrupted, "interrupted by SIGINT or SIGTERM; the partial report is still written"},
};
}  // namespace exit_code

inline int exit_code_of(const reports::Report& report, const reports::Conclusion& conclusion) {
  return reports::exit_status(report, conclusion);
}

/// The command line asks for something that does not exist or contradicts itself; one line for the user.
class UsageError : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

}  // namespace margincert::cli
