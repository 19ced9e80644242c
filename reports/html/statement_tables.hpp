#pragma once

#include "reports/html/context.hpp"
#include "reports/html/markup.hpp"

// What the page says of one statement, besides its formula and pictures.
namespace margincert::reports::html {

/// A row for every run in which it applied.
Markup family_table(const Context& context, const std::vector<Judged>& judged);
/// Each hypothesis, and on how many tasks it kept the statement from applying.
Markup hypotheses_details(const Context& context, const proofs::Statement& statement);
/// Quantiles of the slack and the rungs that decided, by run.
Markup distribution_details(const Context& context, const std::vector<Judged>& judged, const std::string& anchor);
/// Closest and tightest witnesses, and where the violations stand.
Markup witness_details(const Context& context, const std::string& statement);
Markup twin_details(const Report& report, const proofs::Statement& statement);

}  // namespace margincert::reports::html
