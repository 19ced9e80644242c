#pragma once

#include "reports/html/markup.hpp"
#include "reports/report.hpp"

namespace margincert::reports::html {

/// A comparison as a list: where, both sides and the slack, in decimals and exactly.
Markup comparison(const Witness& witness);
/// One witness in a sentence: "task 17, layer 2, growth: slack [-0.1, -0.09]".
Markup in_short(const Witness& witness);
/// A case's values: task and parameters, in decimals and exactly; its picture when it has frames; how to replay it.
Markup case_values(const WitnessCase& witness, const std::string& figure_id, std::string_view kind);
/// The four numbers of every layer.
Markup parameter_table(const recursion::Parameters& parameters, const std::string& caption);

}  // namespace margincert::reports::html
