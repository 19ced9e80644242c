#pragma once

namespace margincert::generators {

/// The binary64 nearest to the true value (MPFR at 53 bits). Generators use these and never libm, whose last bits
/// differ from machine to machine and would make the same seed a different task.
double rounded_log(double x);
double rounded_cos_degrees(double degrees);
double rounded_sin_degrees(double degrees);
/// The angle in [0, 180] degrees whose cosine is given.
double rounded_acos_degrees(double cosine);
double rounded_power_of_ten(double exponent);
/// x^(1/degree), x >= 0, degree >= 1.
double rounded_root(double x, unsigned long degree);

}  // namespace margincert::generators
