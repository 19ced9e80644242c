#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "reports/html/sections.hpp"
#include "reports/html/table.hpp"
#include "reports/html/words.hpp"
#include "reports/replay_command.hpp"
#include "files/version.hpp"

namespace margincert::reports::html {
namespace {

Markup code_if_any(const std::string& text) { return text.empty() ? Markup() : code(text); }

std::string regime_of(const Request& request) {
  return request.regime == "natural" ? "natural: class-pure for Theorem A, full for B and C" : request.regime;
}

Markup commands(const Context& context) {
  const std::vector<Run>& runs = context.report.runs;
  const std::size_t shown = std::min(runs.size(), most_rows / 4);
  Markup all;
  for (std::size_t k = 0; k < shown; ++k) {
    all += tag("p", name(context.name_of(runs[k])) + ":") + command(run_command(context.report, runs[k]));
  }
  return all + left_out(runs.size() - shown, "runs");
}

}  // namespace

Markup repeat_section(const Context& context) {
  const Report& report = context.report;
  const Request& request = report.request;
  Markup facts;
  define(facts, "program", fmt::format("margincert {}", program_version));
  define(facts, "command", code("margincert " + request.command));
  define(facts, "configuration", code_if_any(request.config));
  define(facts, "profile", request.profile);
  define(facts, "seed", std::to_string(request.seed));
  define(facts, "regime", regime_of(request));
  define(facts, "precision ladder", fmt::format("{} bits", fmt::join(request.ladder, ", ")));
  define(facts, "rung of 53 bits", request.engine ? "the binary64 engine's (docs/engine.md)" : "");
  define(facts, "took", report.seconds ? fmt::format("{:.1f} s", *report.seconds) : "");
  Markup all = tag_of_class("dl", "facts", Markup::raw("\n") + facts);
  if (!report.runs.empty()) all += details("A command for every model and source", commands(context));
  return section("repeat", "How to repeat it",
                 tag("p",
                     "Equal inputs, seed and version give equal verdicts, on every machine and with any number of "
                     "threads.") +
                     all);
}

}  // namespace margincert::reports::html
