#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace margincert::reports {

// Days of the Gregorian calendar, in UTC, as texts YYYY-MM-DD: the order of the texts is the order of the days.

/// Is it such a text, of a day that exists?
bool is_date(std::string_view text);
/// The day of a POSIX time. None beyond the years 0000..9999.
std::optional<std::string> date_of(long long seconds_since_1970);
/// The day so many days later. None when `date` is none, or the day lies beyond 9999.
std::optional<std::string> days_later(std::string_view date, int days);

}  // namespace margincert::reports
