#pragma once

#include <string>

#include "reproduction/result.hpp"

namespace margincert::reproduction {

/// "82.31 % [81.77, 82.84]", "-0.334", "0.0041 [0.0039, 0.0044]": the value to nearest, its interval's ends outward.
std::string shown(const Estimate& estimate, Unit unit);
std::string shown(const Cell& cell, Unit unit);
/// One number to four significant digits: "1.87 %", "-0.334".
std::string shown(double number, Unit unit);
/// What was measured, rounded in the direction that speaks against the claim; to more than four digits where the line
/// would otherwise contradict its verdict, as "0.1 < 0.1: yes" does.
std::string measured_shown(const Criterion& criterion);

}  // namespace margincert::reproduction
