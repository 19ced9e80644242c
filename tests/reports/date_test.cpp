#include "reports/date.hpp"

#include <doctest/doctest.h>

#include <ctime>

#include "tests/support/property.hpp"

namespace margincert::reports_tests {

using reports::date_of;
using reports::days_later;
using reports::is_date;

TEST_CASE("a day is one that exists, written in full") {
  for (const char* day : {"2024-02-29", "2000-02-29", "0000-01-01", "9999-12-31", "2026-07-14"}) {
    CAPTURE(day);
    CHECK(is_date(day));
  }
  for (const char* none :
       {"2023-02-29", "1900-02-29", "2026-04-31", "2026-00-01", "2026-13-01", "2026-01-00", "", "2026-1-1", "26-01-01",
        "2026/01/01", "2026-01-01 ", "2026-01-0x", "+026-01-01", "2026-01-01T00:00:00Z"}) {
    CAPTURE(none);
    CHECK(!is_date(none));
    CHECK(!days_later(none, 1));
  }
}

TEST_CASE("the day of a time is that of the C library, in UTC") {
  CHECK(date_of(0) == "1970-01-01");
  CHECK(date_of(86'399) == "1970-01-01");
  CHECK(date_of(86'400) == "1970-01-02");
  CHECK(date_of(-1) == "1969-12-31");
  testing::check_property("date-as-the-library", [] {
    const std::time_t time = *rc::gen::inRange<std::time_t>(0, 253'402'300'800);
    std::tm parts{};
    char text[32];
    gmtime_r(&time, &parts);
    std::strftime(text, sizeof text, "%Y-%m-%d", &parts);
    RC_ASSERT(date_of(time) == std::string(text));
  });
}

TEST_CASE("days later are later, and beyond the year 9999 there are none") {
  CHECK(days_later("2026-12-31", 1) == "2027-01-01");
  CHECK(days_later("2024-02-28", 1) == "2024-02-29");
  CHECK(days_later("2026-07-14", 90) == "2026-10-12");
  CHECK(!days_later("9999-12-31", 1));
  CHECK(date_of(253'402'300'799) == "9999-12-31");
  for (const long long beyond : {253'402'300'800, 9'000'000'000'000'000'000, -9'000'000'000'000'000'000}) {
    CHECK(!date_of(beyond));
  }
  testing::check_property("days-later", [] {
    const auto start = date_of(*rc::gen::inRange<long long>(0, 200'000'000'000));
    const int days = *rc::gen::inRange(1, 2000), more = *rc::gen::inRange(1, 2000);
    RC_ASSERT(is_date(*start));
    RC_ASSERT(*days_later(*start, days) > *start);
    RC_ASSERT(days_later(*days_later(*start, days), more) == days_later(*start, days + more));
  });
}

}  // namespace margincert::reports_tests
