#pragma once

#include "cli/option_table.hpp"

namespace margincert::cli {

/// What can be offered for the value of an option that takes one: the names the program knows where it asks for one of
/// them, files and folders where it asks for those, and nothing for numbers.
Offer offer_for(const std::string& command, const OptionEntry& option);

}  // namespace margincert::cli
