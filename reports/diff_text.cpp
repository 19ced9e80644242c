#include <fmt/format.h>

#include "reports/diff.hpp"

namespace margincert::reports {
namespace {

std::string share_text(const FindingChange& change) {
  const auto& [kind, finding, violated_before, violated_now, applicable_before, applicable_now] = change;
  if (applicable_before == 0 && applicable_now == 0) return "";
  const std::string before = fmt::format("{} of {}", violated_before, applicable_before);
  const std::string now = fmt::format("{} of {}", violated_now, applicable_now);
  if (kind == Change::appeared) return fmt::format(" ({} tasks)", now);
  if (kind == Change::resolved || kind == Change::unchecked) return fmt::format(" (was {} tasks)", before);
  return fmt::format(" ({} tasks, was {})", now, before);
}

std::string findings_text(const Diff& diff, Change change, const char* title) {
  std::string text;
  for (const FindingChange& entry : diff.findings) {
    if (entry.change != change) continue;
    const Finding& finding = entry.finding;
    text += fmt::format("  {} {}: {}{}\n", finding.fingerprint, to_string(finding.kind), finding.message,
                        share_text(entry));
  }
  return text.empty() ? "" : fmt::format("\n{}\n{}", title, text);
}

std::string number_text(const std::optional<double>& number) { return number ? fmt::format("{:.6g}", *number) : "-"; }

std::string numbers_text(const Diff& diff) {
  std::string text, run;
  for (const NumbersChange& change : diff.numbers) {
    const std::string place = fmt::format("{} on {}", change.model, change.source);
    if (place != run) text += fmt::format("  {}\n", place);
    run = place;
    text += fmt::format(
        "    {:<29} applicable {} of {}, was {} of {}; smallest slack {}, was {}; tightest ratio {}, was {}\n",
        change.statement, change.now.applicable, change.now.tasks, change.before.applicable, change.before.tasks,
        number_text(change.now.smallest_slack), number_text(change.before.smallest_slack),
        number_text(change.now.tightest_ratio), number_text(change.before.tightest_ratio));
  }
  return text.empty() ? "" : "\nNumbers that changed\n" + text;
}

std::string lost_text(const Diff& diff) {
  std::string text;
  for (const std::string& sentence : diff.lost) text += fmt::format("  {}\n", sentence);
  return text.empty() ? "" : "\nNo longer checked\n" + text;
}

std::string asked_text(const Diff& diff) {
  std::string text;
  for (const auto& [field, before, now] : diff.asked) text += fmt::format("  {}: {}, was {}\n", field, now, before);
  return text.empty() ? "" : "\nAsked otherwise\n" + text;
}

}  // namespace

std::string to_text(const Diff& diff) {
  std::string text = fmt::format("{}, was {}\n", to_string(diff.now), to_string(diff.before));
  text += findings_text(diff, Change::appeared, "New") + findings_text(diff, Change::worse, "Worse") +
          findings_text(diff, Change::unchanged, "Unchanged") + findings_text(diff, Change::resolved, "Resolved") +
          findings_text(diff, Change::unchecked, "Neither found again nor resolved");
  return text + lost_text(diff) + numbers_text(diff) + asked_text(diff) + "\n" + diff.line() + "\n";
}

}  // namespace margincert::reports
