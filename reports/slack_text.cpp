#include "reports/slack_text.hpp"

#include <fmt/format.h>

#include "numeric/exact_text.hpp"

namespace margincert::reports {
namespace {

using numeric::Interval;

std::string beyond_doubles(const Interval& slack, int digits) {
  if (mpfr_sgn(slack.hi()) < 0) return upper_text(slack, digits);
  if (mpfr_sgn(slack.lo()) > 0) return "+" + lower_text(slack, digits);
  return decimal_text(slack, digits);
}

}  // namespace

std::string slack_text(const Witness& witness, int digits) {
  if (witness.slack_value) return fmt::format("{:+.{}e}", *witness.slack_value, digits - 1);
  if (!witness.deciding) return "-";
  const Enclosure& slack = witness.deciding->slack;
  const auto exact = numeric::parse_hex_interval(slack.lo, slack.hi, numeric::Precision(numeric::Precision::maximum));
  if (!exact || exact->is_poisoned()) return "-";
  return beyond_doubles(*exact, digits);
}

}  // namespace margincert::reports
