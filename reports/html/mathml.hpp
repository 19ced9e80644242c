#pragma once

#include <string_view>

#include "reports/html/markup.hpp"

namespace margincert::reports::html {

/// Where a formula has a line of its own, fractions and sums are large.
enum class Fractions { small, large };

/// A formula of the registry ("Δ_{t+1} ≥ (1+α')Δ_t whenever gain ≥ price") as text with MathML where it is mathematics.
/// A long one becomes several <math> elements in a row, cut before relations and sums, so that lines can break there. A
/// text that parse_formula does not understand stays as it is, as code.
Markup typeset(std::string_view formula, Fractions fractions = Fractions::small);

}  // namespace margincert::reports::html
