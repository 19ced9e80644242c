#include "margincert/baseline.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <string_view>

#include "files/file_error.hpp"
#include "margincert/work/checkout.hpp"
#include "recursion/refusal.hpp"
#include "reports/date.hpp"

namespace margincert {
namespace {

constexpr int days_tolerated = 90;

/// In UTC; of SOURCE_DATE_EPOCH where that is set, so that a run can be repeated as of its day.
std::string today() {
  const char* given = std::getenv("SOURCE_DATE_EPOCH");
  if (!given) return reports::date_of(std::time(nullptr)).value();
  const std::string_view text(given);
  long long seconds = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  const bool whole = error == std::errc{} && end == text.data() + text.size() && seconds >= 0;
  const auto day = whole ? reports::date_of(seconds) : std::nullopt;
  if (!day) {
    throw Refusal("", fmt::format("SOURCE_DATE_EPOCH={} is no time that a baseline's days can be held against", text),
                  "give seconds since 1970, or unset it");
  }
  return *day;
}

std::string last_day(const std::string& given, const std::string& today) {
  if (given.empty()) return reports::days_later(today, days_tolerated).value_or("9999-12-31");
  if (!reports::is_date(given)) {
    throw Refusal("--baseline-expires " + given, "not a day", "write one that exists, as YYYY-MM-DD");
  }
  if (given < today) {
    throw Refusal("", fmt::format("--baseline-expires {} is over, today is {}", given, today), "name a later day");
  }
  return given;
}

bool is_whole(const reports::Report& report) {
  return !report.interrupted && !report.out_of_time && std::ranges::all_of(report.runs, &reports::Run::complete);
}

}  // namespace

Baseline::Baseline(const BaselineRequest& request, const std::set<std::string>& dropped, RegimeChoice regime)
    : file_(request.file), written_file_(request.written_file) {
  question_ = {{dropped.begin(), dropped.end()}, name_of_regime(regime)};
  if (file_.empty() && written_file_.empty()) return;
  if (!written_file_.empty() && request.reason.empty()) {
    throw Refusal("", "--write-baseline needs --baseline-reason: say why what is found may stay for a while", "");
  }
  tolerance_ = {request.reason, today(), ""};
  tolerance_.expires = last_day(request.expires, tolerance_.today);
  if (std::filesystem::is_directory(written_file_)) {
    throw files::FileError(written_file_, "whole file", "is a directory", "name a file with --write-baseline");
  }
  if (!file_.empty()) {
    entries_ = earlier_ = reports::read_baseline(file_, question_).entries;
  } else if (std::filesystem::exists(written_file_)) {
    earlier_ = reports::read_baseline(written_file_, question_).entries;
  }
}

std::vector<std::string> Baseline::files() const {
  std::vector<std::string> named;
  for (const std::string& file : {file_, written_file_}) {
    if (!file.empty()) named.push_back(file);
  }
  return named;
}

SettledBaseline Baseline::settle(reports::Report& report) const {
  if (!file_.empty()) {
    report.baseline_file = work::Checkout().name_of(file_);
    reports::apply_baseline(report, entries_, tolerance_.today);
  }
  if (written_file_.empty()) return {};
  if (!is_whole(report)) {
    return {{},
            fmt::format("{} is not written: the run is not complete, and would leave out what it has not seen",
                        written_file_)};
  }
  const auto found = reports::baseline_of(report, earlier_, tolerance_);
  return {FileText{written_file_, reports::baseline_json({question_, found})}, ""};
}

}  // namespace margincert
