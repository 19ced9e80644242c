#include "reports/first_rung.hpp"

#include <fmt/format.h>

namespace margincert::reports {

FirstRung& FirstRung::operator+=(const FirstRung& other) {
  decided += other.decided;
  applicable += other.applicable;
  return *this;
}

std::string FirstRung::percent() const {
  if (applicable == 0) return "–";
  const auto tenths = static_cast<long>(static_cast<unsigned long long>(decided) * 1000 / applicable);
  return tenths % 10 == 0 ? fmt::format("{} %", tenths / 10) : fmt::format("{}.{} %", tenths / 10, tenths % 10);
}

FirstRung first_rung_of(const Request& request, const Tally& tally) {
  const auto found = request.ladder.empty() ? tally.rungs.end() : tally.rungs.find(request.ladder.front());
  return {found == tally.rungs.end() ? 0 : found->second, tally.applicable()};
}

std::map<std::string, FirstRung> first_rung_by_statement(const Report& report) {
  std::map<std::string, FirstRung> by_statement;
  for (const Run& run : report.runs) {
    for (const Tally& tally : run.statements) by_statement[tally.id] += first_rung_of(report.request, tally);
  }
  return by_statement;
}

FirstRung first_rung_of(const Report& report) {
  FirstRung all;
  for (const auto& [statement, share] : first_rung_by_statement(report)) all += share;
  return all;
}

std::string first_rung_name(const Request& request) {
  if (request.engine) return "the first rung (binary64 engine)";
  return request.ladder.empty() ? "the first rung" : fmt::format("the first rung ({} bits)", request.ladder.front());
}

}  // namespace margincert::reports
