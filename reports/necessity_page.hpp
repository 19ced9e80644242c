#pragma once

#include <string>

#include "search/necessity.hpp"

namespace margincert::reports {

/// The study as Markdown (docs/necessity.md): tables of cells with links to cases, sharpness, the dominance constant.
/// `command` is the line that made it.
std::string to_markdown(const search::Study& study, const search::StudyOptions& options, const std::string& command);

/// File names of the cases that the page links to.
std::string case_name(const search::Cell& cell);
std::string case_name(const search::Sharpness& sharpness);
inline constexpr const char* threshold_case_name = "dominance-threshold.case.json";

}  // namespace margincert::reports
