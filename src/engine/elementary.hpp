#pragma once

#include <functional>
#include <span>

/// Exponential and logarithm of the engine, without libm, and what they are off by at most. docs/engine.md derives the
/// bounds; proofs_check/kernels/check.py proves them. Inside vector code use elementary-inl.hpp.
namespace margincert::engine {

/// |computed / e^x - 1| for x in [exp_lowest, exp_highest], whatever the vectors, fused multiply-add or not.
inline constexpr double exp_relative_error = 0x1p-52;
inline constexpr double exp_lowest = -708;
inline constexpr double exp_highest = 709;

/// |computed / log x - 1| for normal x > 0 other than 1, where log is exactly 0.
inline constexpr double log_relative_error = 0x1.4p-52;

/// out[i] ≈ e^x[i]: 1 for 0, NaN for NaN; outside [exp_lowest, exp_highest] it means nothing. Sizes agree; x may be
/// out.
void exp(std::span<const double> x, std::span<double> out);

/// out[i] ≈ log x[i]: 0 for 1; NaN for all that is not positive, normal and finite. Sizes agree; x may be out.
void log(std::span<const double> x, std::span<double> out);

/// Calls act with the name of every kind of vector that is compiled in and that this machine has; meanwhile all vector
/// code of the program runs on that kind. For tests, on one thread.
void on_every_target(const std::function<void(const char* name)>& act);

}  // namespace margincert::engine
