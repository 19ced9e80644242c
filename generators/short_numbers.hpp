#pragma once

#include <vector>

namespace margincert::generators {

/// How long x is when written out in binary: the digits before and after the point, once more those between the first
/// and the last 1, and one for a minus sign. +0 costs 0, 1 costs 2, 3/4 costs 4, 0.1 costs 108. What is not finite
/// costs more than anything that is.
int number_cost(double x);

/// More than any double costs.
inline constexpr int dearest_number = 5000;

/// x with at most `digits` binary digits after the point, cut towards zero: no cut leaves the unit ball, none costs
/// more.
double cut_after(double x, int digits);

/// The digits after the point that are tried when numbers are cut: few first.
inline constexpr int cut_lengths[] = {0, 1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 256, 512};

/// Numbers near x or simpler in kind, each cheaper than x, simplest first: 0, ±1, powers of two, k/2^m with growing m.
std::vector<double> cheaper_numbers(double x);

}  // namespace margincert::generators
