#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "reports/report.hpp"

namespace margincert::reports {

/// One word of a shell's command line, on one line whatever it contains.
std::string shell_word(std::string_view text);

/// A file or model that a report names from the checkout's root, from where the program ran: what a command calls it.
std::string from_folder(const Request& request, const std::string& name);

/// Derives a witness again from its case file.
std::string replay_command(const std::string& case_file);

/// Judges one statement again on the tasks of a run, up to and including one.
std::string check_command(const Report& report, const Run& run, const std::string& statement, std::uint64_t task);

/// Judges all statements again on all tasks of a run, whatever part of them this report has.
std::string run_command(const Report& report, const Run& run);

}  // namespace margincert::reports
