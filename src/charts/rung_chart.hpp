#pragma once

#include <map>
#include <string>

#include "charts/look.hpp"

namespace margincert::charts {

struct RungChart {
  std::map<int, long> tasks;  ///< bits -> tasks decided there
};

/// How many tasks each rung of the precision ladder decided.
std::string rung_chart(const RungChart& chart, const Look& look);

}  // namespace margincert::charts
