#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "charts/number_text.hpp"
#include "reports/html/sections.hpp"
#include "reports/html/words.hpp"
#include "reports/replay_command.hpp"
#include "reports/version.hpp"

namespace margincert::reports::html {
namespace {

using charts::count_text;

Markup list(const std::vector<std::string>& lines) {
  Markup items;
  for (const std::string& line : lines) items += tag("li", line) + Markup::raw("\n");
  return items.empty() ? items : tag("ul", Markup::raw("\n") + items);
}

Markup names_of_models(const Report& report) {
  Markup names;
  for (const auto& [model, parameters] : report.models) {
    if (!names.empty()) names += ", ";
    names += name(model);
  }
  return names;
}

long applicable(const Conclusion& c) { return c.holds + c.violated + c.undecided + c.errors; }

std::string headline(const Context& context) {
  const Conclusion& c = context.conclusion;
  const std::string subject = context.report.request.corrupted_twins ? "corrupted twins: " : "";
  switch (c.status) {
    case Status::pass:
      return fmt::format("{}everything that was asked for holds", subject);
    case Status::fail:
      return c.violated > 0 ? fmt::format("{}certified violations", subject)
                            : "the transformer does not follow the recursion";
    case Status::inconclusive:
      return fmt::format("{}no certified violation, and yet no pass", subject);
    default:
      return "no statement applied to any task";
  }
}

/// One plain sentence on what was checked, and one on what came of it.
Markup sentences(const Context& context) {
  const Report& report = context.report;
  const Conclusion& c = context.conclusion;
  std::uint64_t tasks = 0;
  std::set<std::string> sources;
  for (const Run& run : report.runs) {
    tasks += run.tasks_done;
    sources.insert(run.title());
  }
  const std::string kind = report.request.corrupted_twins ? "corrupted twin" : "statement";
  Markup text = fmt::format(
      "{} of the theory {} checked for {} (", counted(static_cast<long>(context.statements.size()), kind),
      context.statements.size() == 1 ? "was" : "were", counted(static_cast<long>(report.models.size()), "model"));
  text += names_of_models(report) +
          fmt::format(") on {}, {} in all. ",
                      counted(static_cast<long>(sources.size()), "source of tasks", "sources of tasks"),
                      counted(static_cast<long>(tasks), "task"));
  text +=
      tag("strong", fmt::format("Of {}, {} hold", counted(applicable(c), "applicable verdict"), count_text(c.holds)));
  text +=
      fmt::format("; {} violated, {} undecided, {} failed. A verdict is one {} on one task; {} of {} were applicable.",
                  count_text(c.violated) + (c.violated == 1 ? " is" : " are"), count_text(c.undecided),
                  count_text(c.errors), kind, count_text(applicable(c)), count_text(applicable(c) + c.not_applicable));
  return tag_of_class("p", "lead", text);
}

Markup cautions(const Report& report) {
  Markup text;
  if (report.request.corrupted_twins) {
    text += tag_of_class(
        "p", "caution",
        "The corrupted twins were checked, not the statements: each of them should be violated somewhere.");
  }
  if (!report.request.dropped.empty()) {
    Markup ids;
    for (const std::string& id : report.request.dropped) ids += (ids.empty() ? Markup() : Markup(", ")) + code(id);
    text += tag_of_class("p", "caution", Markup("An ablation: not required were the hypotheses ") + ids + ".");
  }
  return text;
}

/// With 95 % confidence each: the largest failure probability that the statements that never failed may have in a run.
double widest_bound(const Run& run) {
  double widest = 0;
  for (const Tally& tally : run.statements) {
    if (tally.holds < tally.applicable()) continue;
    widest = std::max(widest, failure_probability_bound(run, tally).value_or(0));
  }
  return widest;
}

Markup sample_claim(const Report& report) {
  Markup samples;
  std::set<std::string> adversarial;
  for (const Run& run : report.runs) {
    if (!run.random) adversarial.insert(run.title());
    if (const double bound = widest_bound(run); bound > 0) {
      samples += tag("li", name(run.model) + " on " + name(run.title()) + ": " + percent_up(bound)) + Markup::raw("\n");
    }
  }
  Markup claims;
  if (!samples.empty()) {
    claims +=
        tag("li", fmt::format("Sampled tasks are samples. With {:.0f} % confidence each (Clopper–Pearson, one-sided), "
                              "a statement that held wherever it applied fails on less than this share of the tasks "
                              "of that distribution to which it applies:",
                              100 * confidence_level) +
                      tag("ul", Markup::raw("\n") + samples));
  }
  if (!adversarial.empty()) {
    Markup names;
    for (const std::string& title : adversarial) names += (names.empty() ? Markup() : Markup(", ")) + name(title);
    claims += tag("li", Markup("Of tasks that are placed or given, and not drawn, nothing follows for other tasks: ") +
                            names + ".");
  }
  return claims;
}

/// The model that is gated is a transformer only where identification was asked for.
std::string transformer_claim(const Report& report) {
  if (report.identification.empty()) {
    return "The models are recursions, given by their parameters. Of a transformer nothing is said.";
  }
  const bool follows = std::ranges::all_of(
      report.identification, [](const IdentificationTest& test) { return test.outcome == proofs::Outcome::holds; });
  return follows
             ? "What holds of a recursion is said of its transformer only as closely as the identification below says."
             : "A transformer failed its identification, or it stayed undecided: what holds of the recursion says "
               "nothing "
               "of it.";
}

void define(Markup& items, const Markup& what, const Markup& value) {
  items += tag("dt", what) + tag("dd", value) + Markup::raw("\n");
}

std::string joined(const std::vector<int>& numbers) { return fmt::format("{}", fmt::join(numbers, ", ")); }

}  // namespace

Markup verdict_section(const Context& context) {
  const Conclusion& c = context.conclusion;
  Markup text = tag("p", badge(to_string(c.status), kind_of(c.status))) + Markup::raw("\n");
  text += tag("h1", Markup("Margincert: ") + headline(context)) + Markup::raw("\n");
  text += cautions(context.report) + sentences(context);
  if (!c.reasons.empty()) {
    text += tag("h2", c.status == Status::fail ? "Why it fails" : "Why this is not a pass") + list(c.reasons);
  }
  return tag("header", {{"id", "verdict"}}, Markup::raw("\n") + text) + Markup::raw("\n");
}

Markup claims_section(const Context& context) {
  const Report& report = context.report;
  const Conclusion& c = context.conclusion;
  Markup items = tag("li",
                     "A verdict is about the recursion in real numbers on exactly the given inputs, by enclosures "
                     "rounded outward. It says nothing of tasks that were not checked: holding on tasks is no proof.");
  if (c.not_applicable > 0) {
    items +=
        tag("li", fmt::format("Nothing is claimed where a statement does not apply: {} were excluded by a hypothesis.",
                              counted(c.not_applicable, "verdict")));
  }
  items += sample_claim(report) + tag("li", transformer_claim(report));
  for (const std::string& note : c.notes) items += tag("li", note) + Markup::raw("\n");
  return section("not-claimed", "What is not claimed", tag("ul", Markup::raw("\n") + items) + Markup::raw("\n"));
}

Markup repeat_section(const Context& context) {
  const Report& report = context.report;
  const Request& request = report.request;
  Markup items;
  define(items, "program", fmt::format("margincert {}", version));
  define(items, "command", code("margincert " + request.command));
  if (!request.config.empty()) define(items, "configuration", code(request.config));
  if (!request.profile.empty()) define(items, "profile", request.profile);
  define(items, "seed", std::to_string(request.seed));
  define(items, "regime",
         request.regime == "natural" ? "natural: class-pure for Theorem A, full for B and C" : request.regime);
  define(items, "precision ladder", joined(request.ladder) + " bits");
  if (report.seconds) define(items, "took", fmt::format("{:.1f} s", *report.seconds));
  Markup commands;
  for (std::size_t k = 0; k < std::min<std::size_t>(report.runs.size(), 50); ++k) {
    const Run& run = report.runs[k];
    commands += tag("p", name(run.model) + " on " + name(run.title()) + ":") + command(run_command(report, run));
  }
  Markup all = tag("dl", Markup::raw("\n") + items);
  if (!commands.empty()) {
    all += details("A command for every model and source",
                   tag("p",
                       "Equal inputs, seed and version give equal verdicts, on every machine and with any number of "
                       "threads.") +
                       commands);
  }
  return section("repeat", "How to repeat it", all);
}

}  // namespace margincert::reports::html
