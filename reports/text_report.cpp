#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "files/plain_text.hpp"
#include "proofs_check/guarantees.hpp"
#include "proofs_check/statement.hpp"
#include "reports/first_rung.hpp"
#include "reports/likeness.hpp"
#include "reports/report.hpp"
#include "reports/slack_text.hpp"

namespace margincert::reports {
namespace {

using files::plain_line;

std::string rung_text(const Tally& tally) {
  std::string text;
  for (const auto& [bits, count] : tally.rungs) text += fmt::format("{}{}:{}", text.empty() ? "" : " ", bits, count);
  return text;
}

std::string slack_text(const Tally& tally) {
  if (!tally.violation && !tally.closest) return "-";
  if (is_equality(tally)) return "equality";
  return slack_text(tally.violation ? tally.violation->worst : *tally.closest, 4);
}

std::string ratio_text(const Tally& tally) {
  return tally.tightest && tally.tightest->tightest_ratio ? fmt::format("{:.6g}", *tally.tightest->tightest_ratio)
                                                          : "-";
}

std::string obstacles_text(const Tally& tally) {
  std::vector<std::pair<std::string, long>> causes(tally.not_applicable_because.begin(),
                                                   tally.not_applicable_because.end());
  std::ranges::stable_sort(causes, std::ranges::greater{}, [](const auto& cause) { return cause.second; });
  std::string text;
  for (const auto& [cause, count] : causes)
    text += fmt::format("{}{} {} {}", text.empty() ? "" : ", ", cause,
                        cause == proofs::quantities_undefined ? "on" : "false on", count);
  return text;
}

std::string row(const Tally& tally) {
  const auto& statement = *proofs::find_statement(tally.id);
  const long violated = tally.confirmed() ? tally.violated : 0;
  const long open = tally.applicable() - tally.holds - violated;
  return fmt::format("  {} {:<27} [{:<3}] {:>6} {:>6} {:>8} {:>9}  {:>11} {:>10}  {}\n", statement.theorem, tally.id,
                     statement.provenance, tally.applicable(), tally.holds, violated, open, slack_text(tally),
                     ratio_text(tally), rung_text(tally));
}

/// Statements that apply to no task of the run are gathered by what excludes them.
std::string excluded_text(const Run& run) {
  std::map<std::string, std::vector<std::string>> by_cause;
  for (const Tally& tally : run.statements) {
    if (tally.applicable() == 0 && tally.total() > 0) by_cause[obstacles_text(tally)].push_back(tally.id);
  }
  std::string text;
  for (const auto& [cause, ids] : by_cause) {
    text += fmt::format("  not applicable on any of {} tasks ({}): {}\n", run.tasks_done, cause, fmt::join(ids, ", "));
  }
  return text;
}

std::string guarantee_text(const Run& run) {
  std::string text;
  for (const Tally& tally : run.guarantees) {
    if (tally.applicable() == 0) continue;
    const auto found = std::ranges::find(proofs::guarantees(), tally.id, &proofs::Guarantee::id);
    text += fmt::format("  guarantee {:<21} [O] {} on {} of {} applicable tasks ({} of {} applicable)\n", tally.id,
                        found->formula, tally.holds, tally.applicable(), tally.applicable(), tally.total());
  }
  return text;
}

/// To two significant digits, never down.
double rounded_up(double percent) {
  const double unit = std::pow(10, std::floor(std::log10(percent)) - 1);
  return std::ceil(percent / unit) * unit;
}

/// What a sample says about tasks not drawn, for the statements that never failed; nothing for adversarial tasks.
std::string confidence_text(const Run& run) {
  double widest = 0;
  for (const Tally& tally : run.statements) {
    if (tally.holds < tally.applicable()) continue;
    widest = std::max(widest, failure_probability_bound(run, tally).value_or(0));
  }
  if (widest == 0) return "";
  return fmt::format(
      "  sample: with {:.0f} % confidence each, a statement that held wherever it applied fails on less than {:.2g} % "
      "of the "
      "tasks of this distribution that it applies to\n",
      100 * confidence_level, rounded_up(100 * widest));
}

std::string run_text(const Run& run) {
  std::string text =
      "\n" + plain_line(fmt::format("{} on {}: {} of {} tasks", run.model, run.title(), run.tasks_done, run.tasks));
  text += fmt::format("  {:<29} {:<5} {:>6} {:>6} {:>8} {:>9}  {:>11} {:>10}  {}\n", "statement", "from", "applic",
                      "holds", "violated", "open", "worst slack", "tightest", "rungs (bits:tasks)");
  for (const Tally& tally : run.statements) {
    if (tally.applicable() > 0) text += row(tally);
  }
  return text + excluded_text(run) + confidence_text(run) + guarantee_text(run);
}

std::string violation_text(const Report& report) {
  std::string text;
  for (const Run& run : report.runs) {
    for (const Tally& tally : run.statements) {
      if (!tally.confirmed()) continue;
      const Witness& worst = tally.violation->worst;
      const Comparison& comparison = *worst.deciding;
      text += plain_line(fmt::format(
          "  {} on {} ({}): {} of {} applicable tasks; worst at task {}, layer {}{}{}: slack {} (derived again by "
          "Arb at {} bits)",
          tally.id, run.model, run.title(), tally.violated, tally.applicable(), worst.task, comparison.layer,
          comparison.part.empty() ? "" : ", ", comparison.part, slack_text(worst, 7), tally.violation->confirmed_at));
    }
  }
  return text.empty() ? "" : "\nCertified violations\n" + text;
}

std::string unconfirmed_text(const Report& report) {
  std::string text;
  for (const Run& run : report.runs) {
    for (const Tally& tally : run.statements) {
      if (!tally.violation || tally.confirmed()) continue;
      text += plain_line(
          fmt::format("  {} on {} ({}): {} of {} applicable tasks; the worst, task {}, is not derived again: {}",
                      tally.id, run.model, run.title(), tally.violated, tally.applicable(), tally.violation->worst.task,
                      tally.violation->unconfirmed_because));
    }
  }
  return text.empty() ? "" : "\nNot confirmed, so no violations\n" + text;
}

std::string open_text(const Report& report) {
  std::string text;
  for (const Run& run : report.runs) {
    for (const Tally& tally : run.statements) {
      if (!tally.first_open) continue;
      text += plain_line(fmt::format("  {} on {} ({}): {}; first at task {}, rung {}: {}", tally.id, run.model,
                                     run.title(), tally.undecided + tally.errors, tally.first_open->task,
                                     tally.first_open->rung, tally.first_open->reason));
    }
  }
  return text.empty() ? "" : "\nUndecided or failed\n" + text;
}

std::string twin_text(const Report& report) {
  if (report.twins.empty()) return "";
  const long caught = std::ranges::count_if(report.twins, &TwinTest::caught);
  return fmt::format("\nSelf-test: {} of {} corrupted twins caught\n", caught, report.twins.size());
}

std::string case_text(const Report& report) {
  if (report.cases.empty()) return "";
  const long accepted = std::ranges::count_if(report.cases, &CaseTest::accepted);
  return fmt::format("\nCases: {} of {} committed witnesses derived again by Arb\n", accepted, report.cases.size());
}

std::string identification_text(const Report& report) {
  std::string text;
  for (const IdentificationTest& test : report.identification) {
    text += plain_line(fmt::format("  {:<9} {:<35} {}", to_string(test.outcome), test.check, test.detail));
    if (test.outcome != proofs::Outcome::holds) text += plain_line(fmt::format("            again: {}", test.replay));
  }
  if (text.empty()) return "";
  const std::string& model = report.identification.front().model;
  return "\n" + plain_line(fmt::format("Identification: {} against the recursion", model)) + text;
}

/// What the geometric-margin theorem says about each family, in a sentence: a reader must not have to infer it.
std::string margin_theorem_text(const Report& report) {
  std::string text;
  for (const Run& run : report.runs) {
    for (const Tally& tally : run.statements) {
      if (tally.id != "geometric-margin-growth" || tally.total() == 0) continue;
      const long decided = tally.holds + tally.violated;
      std::string line =
          fmt::format("  {} on {}: the margin theorem (A){} applies to {} of {} tasks", run.model, run.title(),
                      report.request.dropped.empty() ? "" : ", hypotheses dropped,", decided, tally.total());
      if (decided < tally.applicable()) line += fmt::format(", undecided on {}", tally.applicable() - decided);
      if (!tally.not_applicable_because.empty()) line += "; " + obstacles_text(tally);
      text += plain_line(line);
    }
  }
  return text.empty() ? "" : "\nWhere the margin theorem says something\n" + text;
}

/// Over all runs, and of which statements it is not all.
std::string first_rung_text(const Report& report) {
  const FirstRung all = first_rung_of(report);
  if (all.applicable == 0) return "";
  std::string text = fmt::format("\n{} of {} applicable verdicts ({}) fell on {}\n", all.decided, all.applicable,
                                 all.percent(), first_rung_name(report.request));
  const auto by_statement = first_rung_by_statement(report);
  for (const std::string& id : report.request.statements) {
    const auto found = by_statement.find(id);
    if (found == by_statement.end() || found->second.decided == found->second.applicable) continue;
    const FirstRung& share = found->second;
    text += fmt::format("  {:<27} {} of {} ({})\n", id, share.decided, share.applicable, share.percent());
  }
  return text;
}

std::string list_text(const char* title, const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += plain_line("  " + line);
  return text.empty() ? "" : fmt::format("\n{}\n{}", title, text);
}

std::string profile_text(const Request& request) {
  if (request.profile.empty()) return "";
  const std::string config = request.config.empty() ? "" : fmt::format(" of {}", request.config);
  return plain_line(fmt::format("Profile {}{}, seed {}", request.profile, config, request.seed));
}

}  // namespace

bool is_equality(const Tally& tally) {
  if (tally.violation || !tally.closest || !tally.closest->deciding) return false;
  const Enclosure& slack = tally.closest->deciding->slack;
  const bool straddles_0 = slack.lo.starts_with('-') != slack.hi.starts_with('-');
  return straddles_0 || (slack.lo == "0x0p+0" && slack.lo == slack.hi);
}

std::string Run::title() const {
  std::string text = source;
  for (const auto& [name, value] : settings) {
    if (name == "n" || name == "d" || name == "K") continue;
    text += fmt::format(" {}={}", name, value);
  }
  if (parameter_draw != "given") text += " parameters=" + parameter_draw;
  return text;
}

std::string to_text(const Report& report) {
  const Conclusion conclusion = conclude(report);
  std::string text = profile_text(report.request);
  if (report.request.corrupted_twins)
    text += "CORRUPTED TWINS, not the statements: each should be violated somewhere\n";
  if (!report.request.dropped.empty()) {
    text += fmt::format("Ablation: not required: {}\n", fmt::join(report.request.dropped, ", "));
  }
  for (const Run& run : report.runs) text += run_text(run);
  text += violation_text(report) + unconfirmed_text(report) + open_text(report) + margin_theorem_text(report) +
          identification_text(report) + case_text(report) + twin_text(report) + first_rung_text(report);
  if (report.reference) text += list_text(likeness_heading, likeness_sentences(report));
  text += list_text("Notes", conclusion.notes_beside_cautions()) +
          list_text("Why this is not a pass", conclusion.reasons) + list_text(cautions_heading, conclusion.cautions);
  return text + "\n" + conclusion.line() + "\n";
}

}  // namespace margincert::reports
