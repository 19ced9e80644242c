#include <fmt/format.h>

#include "files/plain_text.hpp"
#include "reports/diff.hpp"

namespace margincert::reports {
namespace {

using files::plain_line;

std::string share_text(const FindingChange& change) {
  const auto& [kind, finding, violated_before, violated_now, applicable_before, applicable_now] = change;
  const bool of_tasks = finding.rule != identification_rule;
  if (!of_tasks || (applicable_before == 0 && applicable_now == 0)) return "";
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
    text += plain_line(
        fmt::format("  {} {}: {}{}", finding.fingerprint, to_string(finding.kind), finding.message, share_text(entry)));
  }
  return text.empty() ? "" : fmt::format("\n{}\n{}", title, text);
}

std::string number_text(const std::optional<double>& number) { return number ? fmt::format("{:.6g}", *number) : "-"; }

/// What differs of a statement that both reports judged, on one line.
std::string differences(const Numbers& before, const Numbers& now) {
  std::string text;
  const auto add = [&](const char* what, const std::string& value, const std::string& was) {
    if (value != was) text += fmt::format("{}{} {}, was {}", text.empty() ? "" : "; ", what, value, was);
  };
  add("applicable", fmt::format("{} of {}", now.applicable, now.tasks),
      fmt::format("{} of {}", before.applicable, before.tasks));
  add("smallest slack", number_text(now.smallest_slack), number_text(before.smallest_slack));
  add("tightest ratio", number_text(now.tightest_ratio), number_text(before.tightest_ratio));
  return text.empty() ? "differs beyond the sixth digit" : text;
}

/// Statements that only one of the reports judged are counted: there is nothing to compare.
std::string numbers_text(const Diff& diff) {
  std::string text;
  for (std::size_t k = 0; k < diff.numbers.size();) {
    const std::string place = fmt::format("{} on {}", diff.numbers[k].model, diff.numbers[k].source);
    long only_before = 0, only_now = 0;
    std::string in_both;
    for (; k < diff.numbers.size(); ++k) {
      const NumbersChange& change = diff.numbers[k];
      if (fmt::format("{} on {}", change.model, change.source) != place) break;
      only_before += change.now.tasks == 0;
      only_now += change.before.tasks == 0;
      if (change.before.tasks > 0 && change.now.tasks > 0)
        in_both += fmt::format("    {:<29} {}\n", change.statement, differences(change.before, change.now));
    }
    text += plain_line("  " + place);
    if (only_before > 0) text += fmt::format("    statements judged only in the old report: {}\n", only_before);
    if (only_now > 0) text += fmt::format("    statements judged only in the new report: {}\n", only_now);
    text += in_both;
  }
  return text.empty() ? "" : "\nNumbers that changed\n" + text;
}

std::string lost_text(const Diff& diff) {
  std::string text;
  for (const std::string& sentence : diff.lost) text += plain_line("  " + sentence);
  return text.empty() ? "" : "\nNo longer checked\n" + text;
}

std::string asked_text(const Diff& diff) {
  std::string text;
  for (const auto& [field, before, now] : diff.asked) {
    text += plain_line(fmt::format("  {}: {}, was {}", field, now, before));
  }
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
