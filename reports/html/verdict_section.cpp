#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "reports/first_rung.hpp"
#include "reports/html/sections.hpp"
#include "reports/html/words.hpp"

namespace margincert::reports::html {
namespace {

/// Never that all holds, or that nothing is violated, where a baseline tolerates what is.
std::string headline(const Context& context) {
  const Conclusion& c = context.conclusion;
  const bool violated = std::ranges::any_of(context.findings, [](const Finding& finding) {
    return finding.kind == FindingKind::violation && !finding.tolerated;
  });
  switch (c.status) {
    case Status::pass:
      return c.tolerated > 0 ? "Nothing new: what is known is tolerated" : "Everything asked for holds";
    case Status::fail:
      return violated ? "Certified violations" : "The transformer does not follow its recursion";
    case Status::inconclusive:
      return c.tolerated > 0 ? "No new certified failure, but no pass" : "No certified failure, but no pass";
    default:
      return "Nothing was checked";
  }
}

Markup names_of_models(const Report& report) {
  Markup names;
  for (const auto& [model, parameters] : report.models) names += (names.empty() ? "" : ", ") + name(model);
  return names;
}

/// What came of it, of how much, and what was checked on what.
Markup in_words(const Context& context) {
  const Report& report = context.report;
  const Conclusion& c = context.conclusion;
  const long applicable = c.holds + c.violated + c.undecided + c.errors;
  std::uint64_t tasks = 0;
  std::set<std::string> sources;
  for (const Run& run : report.runs) {
    tasks += run.tasks_done;
    sources.insert(run.title());
  }
  const std::string kind = report.request.corrupted_twins ? "corrupted twin" : "statement";
  Markup text = tag("strong", "Holds in " + holding(c.holds, applicable, applicable + c.not_applicable, "verdict"));
  text +=
      fmt::format("; {} violated, {} undecided, {} failed. ", count(c.violated), count(c.undecided), count(c.errors));
  text += fmt::format("{} checked for {} (", counted(context.statements.size(), kind + " was", kind + "s were"),
                      counted(report.models.size(), "model"));
  text += names_of_models(report);
  text += fmt::format(") on {}, {} in all; a verdict is one {} on one task.",
                      counted(sources.size(), "source of tasks", "sources of tasks"), counted(tasks, "task"), kind);
  if (const FirstRung first = first_rung_of(report); first.applicable > 0) {
    text += fmt::format(" {} of the applicable verdicts fell on {}.", first.percent(), first_rung_name(report.request));
  }
  return tag_of_class("p", "lead", text);
}

/// How much was done of what was asked, where that is not all.
Markup partial(const Report& report) {
  std::uint64_t done = 0, asked = 0;
  bool in_part = false;
  for (const Run& run : report.runs) {
    done += run.tasks_done;
    asked += run.tasks;
    in_part |= !run.part.whole();
  }
  std::string why;
  const auto add = [&](bool applies, const char* cause) {
    if (applies) why += (why.empty() ? "" : ", ") + std::string(cause);
  };
  add(report.interrupted, "interrupted");
  add(report.out_of_time, "out of time");
  add(in_part, "part of a campaign");
  if (why.empty()) return {};
  return tag_of_class("p", "caution",
                      fmt::format("A partial report ({}): {} of {} judged.", why, count(done),
                                  counted(asked, "task was", "tasks were")));
}

Markup cautions(const Report& report, const Conclusion& c) {
  Markup text = partial(report);
  if (c.tolerated > 0) {
    text += tag_of_class(
        "p", "caution",
        fmt::format("{} tolerated, because the baseline ", counted(c.tolerated, "finding is", "findings are")) +
            name(report.baseline_file) + " knows " + (c.tolerated == 1 ? "it." : "them."));
  }
  if (report.request.corrupted_twins) {
    text += tag_of_class(
        "p", "caution",
        "The corrupted twins were checked, not the statements: each of them should be violated somewhere.");
  }
  if (!report.request.dropped.empty()) {
    Markup ids;
    for (const std::string& id : report.request.dropped) ids += (ids.empty() ? "" : ", ") + code(id);
    text += tag_of_class("p", "caution", "An ablation: these hypotheses were not required: " + ids + ".");
  }
  return text;
}

/// Before the verdict: a pass is none of these.
Markup unsaid(const Conclusion& c) {
  constexpr std::size_t most = 6;
  Markup text;
  for (std::size_t k = 0; k < std::min(most, c.cautions.size()); ++k) {
    text += tag_of_class("p", "caution", std::string(cautions_heading) + ": " + c.cautions[k] + ".");
  }
  if (c.cautions.size() > most) {
    text +=
        tag_of_class("p", "caution", fmt::format("And {} more.", count(static_cast<long>(c.cautions.size() - most))));
  }
  return text;
}

/// The first of them; a report with thousands of findings has as many reasons.
Markup reasons_of(const Conclusion& c) {
  constexpr std::size_t most = 12;
  if (c.reasons.empty()) return {};
  Markup items;
  for (std::size_t k = 0; k < std::min(most, c.reasons.size()); ++k)
    items += tag("li", c.reasons[k]) + Markup::raw("\n");
  if (c.reasons.size() > most) items += tag("li", fmt::format("and {} more", count(c.reasons.size() - most)));
  return tag("h2", c.status == Status::fail ? "Why it fails" : "Why this is not a pass") +
         tag("ul", Markup::raw("\n") + items);
}

}  // namespace

Markup verdict_section(const Context& context) {
  const Conclusion& c = context.conclusion;
  const Markup text = tag_of_class("p", "eyebrow", "Margincert report on " + names_of_models(context.report)) +
                      unsaid(c) + tag("h1", badge(to_string(c.status), kind_of(c.status)) + " " + headline(context)) +
                      cautions(context.report, c) + in_words(context) + reasons_of(c);
  return tag("header", {{"id", "verdict"}}, Markup::raw("\n") + text) + Markup::raw("\n");
}

}  // namespace margincert::reports::html
