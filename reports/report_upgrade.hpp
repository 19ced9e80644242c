#pragma once

#include <nlohmann/json_fwd.hpp>

#include "files/json_reader.hpp"

namespace margincert::reports {

/// The newest version of the report's format, which writers write.
inline constexpr const char* report_format = "margincert-report/2";

/// The report as one of the newest version, so that there is one reader: what came after version 1 is put in empty, and
/// refused where a report of version 1 has it. What is no such report at all is left to the reader.
nlohmann::json upgraded_report(const files::Document& document);

}  // namespace margincert::reports
