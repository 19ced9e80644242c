#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace margincert::reports {

/// The document as text, with a final newline: what fits into a line of 120 columns stands on one, anything else has a
/// line for each of its elements. Doubles in the shortest form that reads back as them.
std::string json_text(const nlohmann::ordered_json& document);

}  // namespace margincert::reports
