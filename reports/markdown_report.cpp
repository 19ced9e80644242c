#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "files/plain_text.hpp"
#include "proofs_check/statement.hpp"
#include "reports/finding.hpp"
#include "reports/first_rung.hpp"
#include "reports/likeness.hpp"
#include "reports/markdown_text.hpp"
#include "reports/slack_text.hpp"

namespace margincert::reports {
namespace {

using files::plain_shortened;

/// GitHub refuses a step's summary of more than 1 MiB; what is always there has room above this.
constexpr std::size_t most_bytes = 900'000;
constexpr std::size_t most_listed = 20, most_shown_in_full = 10;
constexpr std::size_t longest_text = 1'000, longest_name = 300;

std::string text(const std::string& of_others) { return markdown_text(plain_shortened(of_others, longest_text)); }
std::string name(const std::string& of_others) { return markdown_code(plain_shortened(of_others, longest_name)); }

/// Never that all holds, or that nothing is violated, where a baseline tolerates what is.
const char* in_words(const Conclusion& conclusion) {
  switch (conclusion.status) {
    case Status::pass:
      return conclusion.tolerated > 0
                 ? "Nothing is violated but what the baseline knows and tolerates, and enough was applicable."
                 : "Everything that was asked for holds, and enough of it was applicable.";
    case Status::fail:
      return "Something that was asked for is violated. This is certified: enclosures decided it, and witnesses were "
             "derived again.";
    case Status::inconclusive:
      return conclusion.tolerated > 0
                 ? "Nothing is certified to be violated but what the baseline tolerates, and not everything that was "
                   "asked for could be decided."
                 : "Nothing is certified to be violated, but not everything that was asked for could be decided.";
    case Status::nothing_checked:
      break;
  }
  return "Nothing was checked: no statement applied to any task.";
}

void add_list(const char* title, const std::vector<std::string>& lines, MarkdownDocument& document) {
  if (lines.empty()) return;
  document.add(fmt::format("### {}\n\n", title));
  for (std::size_t i = 0; i < std::min(lines.size(), most_listed); ++i) document.add_item("- " + text(lines[i]) + "\n");
  if (lines.size() > most_listed) document.add(fmt::format("- and {} more\n", lines.size() - most_listed));
  document.add("\n");
}

void add_verdict(const Report& report, const Conclusion& conclusion, MarkdownDocument& document) {
  if (conclusion.cautions.empty()) {
    document.add(fmt::format("## margincert {}: {}\n\n**{}**\n\n", text(report.request.command),
                             to_string(conclusion.status), in_words(conclusion)));
  } else {
    document.add(fmt::format("## margincert {}\n\n", text(report.request.command)));
    add_list(cautions_heading, conclusion.cautions, document);
    document.add(fmt::format("**{}: {}**\n\n", to_string(conclusion.status), in_words(conclusion)));
  }
  document.add(fmt::format("`{}`\n\n", conclusion.line()));
  std::uint64_t tasks = 0;
  std::set<std::string> sources;
  for (const Run& run : report.runs) {
    tasks += run.tasks_done;
    sources.insert(run.title());
  }
  document.add(fmt::format("Statements: {} · models: {} · sources of tasks: {} · tasks judged: {} · seed: {}{}\n\n",
                           report.request.statements.size(), report.models.size(), sources.size(), tasks,
                           report.request.seed,
                           report.request.profile.empty() ? "" : " · profile: " + text(report.request.profile)));
  if (const FirstRung all = first_rung_of(report); all.applicable > 0) {
    document.add(
        fmt::format("{} of the applicable verdicts fell on {}.\n\n", all.percent(), first_rung_name(report.request)));
  }
  if (report.request.corrupted_twins)
    document.add(
        "What was checked are the **corrupted twins** of the statements: each should be violated somewhere.\n\n");
  if (!report.request.dropped.empty()) {
    document.add("Hypotheses that were **not** required:");
    for (const std::string& id : report.request.dropped) document.add(" " + name(id));
    document.add("\n\n");
  }
}

std::string heading_of(const Finding& finding) {
  std::string heading = name(finding.rule);
  if (!finding.provenance.empty()) heading += " " + text("[" + finding.provenance + "]");
  if (finding.layer) heading += fmt::format(", layer {}", *finding.layer);
  if (finding.task) heading += fmt::format(", task {}", *finding.task);
  return heading;
}

std::string in_full(const Finding& finding) {
  std::string item = fmt::format("**{}**\n\n{}\n\n", heading_of(finding), text(finding.message));
  if (!finding.replay.empty()) item += markdown_block(plain_shortened(finding.replay, 4 * longest_text)) + "\n";
  return item;
}

/// A row of a table has one line, so its command cannot be a block.
std::string row_of(const Finding& finding) {
  return fmt::format("| {} | {} | {} |\n", heading_of(finding), text(finding.message), name(finding.replay));
}

void begin_details(const std::string& summary, MarkdownDocument& document) {
  document.add("<details><summary>" + summary + "</summary>\n\n");
}
void end_details(MarkdownDocument& document) { document.add("\n</details>\n\n"); }

void add_table_of(const std::vector<Finding>& all, MarkdownDocument& document) {
  document.add("| what | where | to see it again |\n|---|---|---|\n");
  for (const Finding& finding : all) document.add_item(row_of(finding));
}

void add_findings(const std::vector<Finding>& all, MarkdownDocument& document) {
  std::vector<Finding> open, tolerated;
  for (const Finding& finding : all) (finding.tolerated ? tolerated : open).push_back(finding);
  if (!open.empty()) document.add("### Findings\n\n");
  for (std::size_t i = 0; i < std::min(open.size(), most_shown_in_full); ++i) document.add_item(in_full(open[i]));
  if (open.size() > most_shown_in_full) {
    open.erase(open.begin(), open.begin() + most_shown_in_full);
    begin_details(fmt::format("{} findings more", open.size()), document);
    add_table_of(open, document);
    end_details(document);
  }
  if (tolerated.empty()) return;
  begin_details(
      fmt::format("{} finding{} that the baseline tolerates", tolerated.size(), tolerated.size() == 1 ? "" : "s"),
      document);
  add_table_of(tolerated, document);
  end_details(document);
}

std::string row_of(const Run& run) {
  long statements = 0;
  Tally sum;
  for (const Tally& tally : run.statements) {
    statements += tally.applicable() > 0;
    sum.holds += tally.holds;
    (tally.confirmed() ? sum.violated : sum.undecided) += tally.violated;
    sum.undecided += tally.undecided + tally.errors;
  }
  return fmt::format("| {} | {} | {} of {} | {} of {} | {} | {} | {} | {} |\n", name(run.model), name(run.title()),
                     run.tasks_done, run.tasks, statements, run.statements.size(), sum.applicable(), sum.holds,
                     sum.violated, sum.undecided);
}

void add_runs(const Report& report, MarkdownDocument& document) {
  if (report.runs.empty()) return;
  document.add(
      "### Runs\n\n| model | tasks from | tasks | statements that applied | verdicts | hold | violated | "
      "undecided |\n|---|---|--:|--:|--:|--:|--:|--:|\n");
  for (const Run& run : report.runs) document.add_item(row_of(run));
  document.add("\n");
}

std::string smallest_slack(const Tally& tally) {
  if (is_equality(tally)) return "equality";
  const Witness* shown = tally.violation ? &tally.violation->worst : tally.closest ? &*tally.closest : nullptr;
  return shown ? slack_text(*shown, 4) : "";
}

std::string row_of(const Report& report, const Run& run, const Tally& tally) {
  const proofs::Statement* statement = proofs::find_statement(tally.id);
  return fmt::format("| {} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} |\n", name(run.model), name(run.title()),
                     name(tally.id), statement ? text(statement->theorem + " [" + statement->provenance + "]") : "",
                     tally.applicable(), tally.holds, tally.violated, tally.undecided, tally.errors,
                     smallest_slack(tally), first_rung_of(report.request, tally).percent());
}

void add_verdict_table(const Report& report, MarkdownDocument& document) {
  if (report.runs.empty()) return;
  begin_details("Every statement on every source of tasks", document);
  document.add(
      "| model | tasks from | statement | from | applicable | hold | violated | undecided | failed | smallest "
      "slack | on the first rung |\n|---|---|---|---|--:|--:|--:|--:|--:|--:|--:|\n");
  for (const Run& run : report.runs) {
    for (const Tally& tally : run.statements) document.add_item(row_of(report, run, tally));
  }
  end_details(document);
}

/// Tests of the program and of the transformer: those that failed are findings, of the others the number is enough.
void add_tests(const Report& report, MarkdownDocument& document) {
  if (report.twins.empty() && report.cases.empty() && report.identification.empty()) return;
  const auto add = [&](const char* what, auto passed, auto all) {
    if (all > 0) document.add(fmt::format("- {}: {} of {}\n", what, passed, all));
  };
  add("corrupted twins caught", std::ranges::count_if(report.twins, &TwinTest::caught), report.twins.size());
  add("committed cases derived again", std::ranges::count_if(report.cases, &CaseTest::accepted), report.cases.size());
  const auto follows = [](const IdentificationTest& test) { return test.outcome == proofs::Outcome::holds; };
  add("checks in which the transformer follows the recursion", std::ranges::count_if(report.identification, follows),
      report.identification.size());
  document.add("\n");
}

}  // namespace

std::string to_markdown(const Report& report) {
  const Conclusion conclusion = conclude(report);
  MarkdownDocument document(most_bytes);
  add_verdict(report, conclusion, document);
  add_list("Why this is not a pass", conclusion.reasons, document);
  add_findings(findings(report), document);
  add_list(likeness_heading, likeness_sentences(report), document);
  add_runs(report, document);
  add_tests(report, document);
  add_list("What is not claimed", conclusion.notes_beside_cautions(), document);
  add_verdict_table(report, document);
  if (document.left_out() > 0) {
    document.add(
        fmt::format("{} entries are left out here, as a step's summary may not be larger. The JSON report has "
                    "them all.\n\n",
                    document.left_out()));
  }
  document.add("Verdicts are about the recursion in real numbers, on the tasks that were judged (docs/rigor.md).\n");
  return document.text();
}

}  // namespace margincert::reports
