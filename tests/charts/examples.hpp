#pragma once

#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "charts/applicability_chart.hpp"
#include "charts/bound_chart.hpp"
#include "charts/ecdf_chart.hpp"
#include "charts/line_chart.hpp"
#include "charts/rung_chart.hpp"
#include "charts/task_chart.hpp"

namespace margincert::charts_tests {

inline constexpr double nan = std::numeric_limits<double>::quiet_NaN();
inline constexpr double infinite = std::numeric_limits<double>::infinity();

/// Numbers that charts trip over.
inline const std::vector<double> hard_numbers{0,      -0.0,    1,        -1,        1e-300,    1e300,
                                              -1e300, 1.7e308, -1.7e308, 5e-324,    1e-310,    0.1,
                                              100,    nan,     infinite, -infinite, 1 + 1e-15, 1e15};
inline const std::vector<std::string> hard_texts{"",
                                                 "plain",
                                                 "<script>alert('x')</script>",
                                                 "a & b \"quoted\" > c",
                                                 "\xff\xfe broken \xc3",
                                                 "\xed\xa0\x80 surrogate",
                                                 "line\nbreak\tand tab",
                                                 std::string("zero\0byte", 9),
                                                 "漢字とかな",
                                                 std::string(500, 'W'),
                                                 "a b c d e f g h i j k l m"};

/// A chart of any data: told how it looks, it draws.
struct Example {
  std::string name;
  std::function<std::string(const charts::Look&)> draw;
};

/// Every chart, with plain data, hard data and none.
std::vector<Example> examples();

}  // namespace margincert::charts_tests
