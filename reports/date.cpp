#include "reports/date.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

namespace margincert::reports {
namespace {

namespace calendar = std::chrono;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

int number(std::string_view digits) {
  int value = 0;
  for (const char c : digits) value = 10 * value + (c - '0');
  return value;
}

std::optional<calendar::year_month_day> parse(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const std::string_view year = text.substr(0, 4), month = text.substr(5, 2), day = text.substr(8, 2);
  for (const std::string_view part : {year, month, day}) {
    if (!std::ranges::all_of(part, is_digit)) return std::nullopt;
  }
  const calendar::year_month_day date{calendar::year(number(year)), calendar::month(number(month)),
                                      calendar::day(number(day))};
  return date.ok() ? std::optional(date) : std::nullopt;
}

constexpr calendar::sys_days first_day = calendar::year(0) / 1 / 1, last_day = calendar::year(9999) / 12 / 31;

std::optional<std::string> text_of(calendar::sys_days day) {
  if (day < first_day || day > last_day) return std::nullopt;
  const calendar::year_month_day date(day);
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()));
}

}  // namespace

bool is_date(std::string_view text) { return parse(text).has_value(); }

std::optional<std::string> date_of(long long seconds_since_1970) {
  // Before the cast to days, whose representation is an int.
  const calendar::seconds since(seconds_since_1970);
  if (since < first_day.time_since_epoch() || since >= (last_day + calendar::days(1)).time_since_epoch()) {
    return std::nullopt;
  }
  return text_of(calendar::floor<calendar::days>(calendar::sys_seconds(since)));
}

std::optional<std::string> days_later(std::string_view date, int days) {
  const auto start = parse(date);
  return start ? text_of(calendar::sys_days(*start) + calendar::days(days)) : std::nullopt;
}

}  // namespace margincert::reports
