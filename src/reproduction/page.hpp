#pragma once

#include <map>
#include <string>
#include <vector>

#include "reproduction/result.hpp"

namespace margincert::reproduction {

/// reproduction.md and the files it shows, by their paths beside it.
struct Page {
  std::string markdown;
  std::map<std::string, std::string> files;
};

/// The folder of the page's plots, beside it.
inline constexpr const char* plots_folder = "reproduction";

/// The page of these results, in their order. A function of the results alone, without their seconds.
Page render(const std::vector<Result>& results);

}  // namespace margincert::reproduction
