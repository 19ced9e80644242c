#pragma once

#include "reports/html/markup.hpp"
#include "reports/report.hpp"

namespace margincert::reports::html {

/// A comparison as a list: where, both sides and the slack, in decimals and exactly.
Markup comparison(const Witness& witness);
/// A case: its picture when it has one; both sides, parameters and task, in decimals and exactly.
Markup case_values(const WitnessCase& witness, const std::string& figure_id, std::string_view kind);
/// The four numbers of every layer.
Markup parameter_table(const recursion::Parameters& parameters, const std::string& caption);

}  // namespace margincert::reports::html
