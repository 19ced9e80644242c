#pragma once

#include <fmt/format.h>

#include <cstdio>
#include <string>

namespace margincert::cli {

/// Creates the output folder, so that one that cannot be made is found out before the work and not after it.
void prepare_folder(const std::string& folder);

/// What a command found: with --json the document on stdout and the last line on stderr, else the text, or with --quiet
/// its last line alone.
template <class Report, class Command>
void print_outcome(const Report& report, const Command& command) {
  if (command.json) {
    fmt::print("{}", to_json(report));
    fmt::print(stderr, "{}\n", last_line(report));
  } else {
    fmt::print("{}", command.quiet ? last_line(report) + "\n" : to_text(report));
  }
}

}  // namespace margincert::cli
