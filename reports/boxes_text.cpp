#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>

#include "files/plain_text.hpp"
#include "numeric/outward.hpp"
#include "files/nearest.hpp"
#include "reports/boxes.hpp"

namespace margincert::reports {
namespace {

using files::plain_line;
using proofs::Outcome;
using search::BoxCertificate;

enum class Towards { zero, infinity };

/// Three digits of a non-negative number, on the side that keeps what is said of it true.
std::string digits(double x, Towards side) {
  double shown = x;
  for (int i = 0; i < 64; ++i) {
    const std::string text = fmt::format("{:.3g}", shown);
    double read = 0;
    std::from_chars(text.data(), text.data() + text.size(), read);
    if (side == Towards::zero ? read <= x : read >= x) return text;
    shown = side == Towards::zero ? shown * (1 - 0x1p-10) : shown * (1 + 0x1p-10);
  }
  return fmt::format("{}", x);
}

/// Up to where something is certain: "at least" where no larger radius was tried, "-" where it is not certain at all or
/// of no task.
std::string up_to(double radius, double farthest) {
  if (radius == 0 || radius == HUGE_VAL) return "-";
  return (radius >= farthest ? ">=" : "") + digits(radius, Towards::zero);
}

/// What several tasks say of one statement; of one task, what it says.
struct BoxLine {
  const proofs::Statement* statement;
  std::map<Outcome, int> outcomes = {};
  double certified = HUGE_VAL, hypotheses = HUGE_VAL;  ///< the smallest
  double violated = HUGE_VAL;                          ///< the nearest
  std::string reason = {};                             ///< the first
};

std::vector<BoxLine> lines_of(const BoxReport& report) {
  std::vector<BoxLine> lines;
  for (const proofs::Statement* statement : report.request.statements) lines.push_back({statement});
  for (const BoxedTask& task : report.tasks) {
    for (std::size_t i = 0; i < lines.size(); ++i) {
      const BoxCertificate& certificate = task.certificates.statements[i];
      BoxLine& line = lines[i];
      ++line.outcomes[certificate.outcome];
      line.certified = std::min(line.certified, certificate.radii.statement);
      line.hypotheses = std::min(line.hypotheses, certificate.radii.hypotheses);
      if (task.confirmed[i] && task.confirmed[i]->bits)
        line.violated = std::min(line.violated, certificate.violation->distance);
      if (line.reason.empty()) line.reason = certificate.reason;
    }
  }
  return lines;
}

std::string outcomes_text(const BoxLine& line, std::size_t tasks) {
  std::vector<std::string> parts;
  for (const auto& [outcome, count] : line.outcomes) {
    parts.push_back(tasks == 1 ? to_string(outcome) : fmt::format("{} {}", count, to_string(outcome)));
  }
  return files::joined(parts);
}

std::string box_table(const BoxReport& report) {
  const double farthest = report.request.farthest();
  const bool many = report.tasks.size() > 1;
  std::string text = fmt::format("  {:<28}{:>11}{:>12}{:>13}   {}\n", "statement", "certified", "hypotheses",
                                 "violated at", many ? "on the boxes" : "on the box");
  for (const BoxLine& line : lines_of(report)) {
    const std::string violated = line.violated < HUGE_VAL ? digits(line.violated, Towards::infinity) : "-";
    const std::string reason = line.reason.empty() ? "" : ": " + line.reason;
    text += plain_line(fmt::format("  {:<28}{:>11}{:>12}{:>13}   {}{}", line.statement->id,
                                   up_to(line.certified, farthest), up_to(line.hypotheses, farthest), violated,
                                   outcomes_text(line, report.tasks.size()), reason));
  }
  return text;
}

std::string box_subject(const BoxReport& report) {
  const std::string what = report.request.version == proofs::Version::corrupted ? "corrupted twins" : "statements";
  if (report.tasks.size() != 1) return fmt::format("{} around {} tasks", what, report.tasks.size());
  const BoxedTask& task = report.tasks.front();
  return fmt::format("{} around {} (n={} K={} d={} T={})", what, task.name, task.points, task.classes, task.feature_dim,
                     task.layers);
}

std::string box_remarks(const BoxReport& report) {
  std::string text;
  const auto plain = std::ranges::count_if(report.tasks, [](const BoxedTask& task) { return task.certificates.plain; });
  if (plain > 0) {
    text += fmt::format(
        "  {} of the tasks {} too large for affine forms: plain enclosures, no pieces and no search; radii are smaller "
        "than they could be.\n",
        plain, plain == 1 ? "is" : "are");
  }
  for (const BoxedTask& task : report.tasks) {
    for (const auto& violation : task.confirmed) {
      if (violation && !violation->file.empty()) text += plain_line("  " + violation->file);
    }
  }
  if (report.interrupted) text += "  Interrupted; what was certain until then is above.\n";
  if (report.out_of_time) text += "  The time budget ran out; what was certain until then is above.\n";
  return text.empty() ? "" : text + "\n";
}

}  // namespace

int BoxReport::count(proofs::Outcome outcome) const {
  int sum = 0;
  for (const BoxedTask& task : tasks) {
    sum += static_cast<int>(std::ranges::count(task.certificates.statements, outcome, &BoxCertificate::outcome));
  }
  return sum;
}

std::string last_line(const BoxReport& report) {
  const int holds = report.count(Outcome::holds), violated = report.count(Outcome::violated),
            undecided = report.count(Outcome::undecided), errors = report.count(Outcome::error);
  const char* conclusion = violated > 0                                   ? "FAIL"
                           : undecided + errors > 0 || report.cut_short() ? "INCONCLUSIVE"
                           : holds == 0                                   ? "NOTHING-CHECKED"
                                                                          : "PASS";
  return fmt::format("{} holds={} violated={} undecided={} errors={} not-applicable={}", conclusion, holds, violated,
                     undecided, errors, report.count(Outcome::not_applicable));
}

std::string to_text(const BoxReport& report) {
  std::string text = plain_line(fmt::format("margincert check: {}, {}", box_subject(report), report.model));
  text += fmt::format(
      "  Box: every coordinate within {} of the task's. holds: at every task of the box the hypotheses imply the "
      "statement.\n\n",
      report.request.radius);
  text += box_table(report) + "\n";
  if (report.tasks.size() > 1) text += "  Radii are the smallest of all tasks, distances the nearest.\n\n";
  text += box_remarks(report);
  return text + last_line(report) + "\n";
}

}  // namespace margincert::reports
