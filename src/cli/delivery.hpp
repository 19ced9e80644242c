#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>

#include "cli/streams.hpp"

namespace margincert::cli {

/// Creates the output folder, so that one that cannot be made is found out before the work and not after it.
void prepare_folder(const std::string& folder);

/// The last line of what a command says: on stdout, or on stderr where stdout holds a document.
inline void print_last(const std::string& line, bool stdout_holds_a_document) {
  if (stdout_holds_a_document) {
    to_stderr(line);
  } else {
    fmt::print("{}", line);
  }
}

/// A line on stderr beside the result, whatever texts of others it has.
void warn(std::string_view text);

/// What a command found: with --json the document on stdout and the last line on stderr, else the text, or with --quiet
/// its last line alone.
template <class Report, class Command>
void print_outcome(const Report& report, const Command& command) {
  if (command.json) {
    fmt::print("{}", to_json(report));
    to_stderr(last_line(report) + "\n");
  } else {
    fmt::print("{}", command.quiet ? last_line(report) + "\n" : to_text(report));
  }
}

}  // namespace margincert::cli
