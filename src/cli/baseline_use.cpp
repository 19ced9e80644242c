#include "cli/baseline_use.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <string_view>

#include "cli/campaigns.hpp"
#include "margincert/work/checkout.hpp"
#include "cli/delivery.hpp"
#include "cli/exit_codes.hpp"
#include "files/atomic_write.hpp"
#include "files/file_error.hpp"
#include "reports/date.hpp"

namespace margincert::cli {
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
    throw UsageError(
        fmt::format("SOURCE_DATE_EPOCH={} is no time that a baseline's days can be held against; give seconds since "
                    "1970, or unset it",
                    text));
  }
  return *day;
}

std::string last_day(const std::string& given, const std::string& today) {
  if (given.empty()) return reports::days_later(today, days_tolerated).value_or("9999-12-31");
  if (!reports::is_date(given)) {
    throw UsageError(fmt::format("--baseline-expires {}: not a day; write one that exists, as YYYY-MM-DD", given));
  }
  if (given < today) {
    throw UsageError(fmt::format("--baseline-expires {} is over, today is {}; name a later day", given, today));
  }
  return given;
}

reports::Question question_of(const CampaignOptions& options) {
  const auto dropped = select_hypotheses(options.drop);
  return {{dropped.begin(), dropped.end()}, options.regime};
}

bool is_whole(const reports::Report& report) {
  return !report.interrupted && !report.out_of_time && std::ranges::all_of(report.runs, &reports::Run::complete);
}

}  // namespace

BaselineUse::BaselineUse(const CampaignOptions& campaign)
    : file_(campaign.baseline.file), written_file_(campaign.baseline.written_file), question_(question_of(campaign)) {
  const BaselineOptions& options = campaign.baseline;
  if (file_.empty() && written_file_.empty()) return;
  if (!written_file_.empty() && options.reason.empty()) {
    throw UsageError("--write-baseline needs --baseline-reason: say why what is found may stay for a while");
  }
  tolerance_ = {options.reason, today(), ""};
  tolerance_.expires = last_day(options.expires, tolerance_.today);
  if (std::filesystem::is_directory(written_file_)) {
    throw files::FileError(written_file_, "whole file", "is a directory", "name a file with --write-baseline");
  }
  if (!file_.empty()) {
    entries_ = earlier_ = reports::read_baseline(file_, question_).entries;
  } else if (std::filesystem::exists(written_file_)) {
    earlier_ = reports::read_baseline(written_file_, question_).entries;
  }
}

void BaselineUse::name_files(std::vector<std::string>& inputs) const {
  for (const std::string& file : {file_, written_file_}) {
    if (!file.empty()) inputs.push_back(file);
  }
}

void BaselineUse::settle(reports::Report& report) const {
  if (!file_.empty()) {
    report.baseline_file = Checkout().name_of(file_);
    reports::apply_baseline(report, entries_, tolerance_.today);
  }
  if (written_file_.empty()) return;
  if (is_whole(report)) {
    write(report);
  } else {
    warn(fmt::format("{} is not written: the run is not complete, and would leave out what it has not seen",
                     written_file_));
  }
}

void BaselineUse::write(const reports::Report& report) const {
  files::write_file(written_file_,
                    reports::baseline_json({question_, reports::baseline_of(report, earlier_, tolerance_)}));
}

}  // namespace margincert::cli
