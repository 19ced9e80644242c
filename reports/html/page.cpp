#include "reports/html/sections.hpp"
#include "reports/html/stylesheet.hpp"
#include "reports/html/words.hpp"
#include "files/version.hpp"

namespace margincert::reports {
namespace html {

Markup section(std::string_view anchor, const Markup& heading, const Markup& content) {
  if (content.empty()) return {};
  return tag("section", {{"id", std::string(anchor)}},
             Markup::raw("\n") + tag("h2", heading) + Markup::raw("\n") + content) +
         Markup::raw("\n");
}

namespace {

struct Chapter {
  const char* anchor;
  const char* name;
  Markup content;
};

/// The page in the order in which it is read.
std::vector<Chapter> chapters_of(const Context& context) {
  return {{"not-claimed", "What is not claimed", claims_section(context)},
          {"repeat", "How to repeat it", repeat_section(context)},
          {"findings", "Findings", findings_section(context)},
          {"overview", "Overview", overview_section(context)},
          {"alignment", "Class alignment by depth", alignment_section(context)},
          {"identification", "Transformer and recursion", identification_section(context)},
          {"statements", "Statements", statements_section(context)},
          {"guarantees", "What the bounds promise", guarantees_section(context)},
          {"like", "Beside the reference", likeness_section(context)},
          {"models", "Models", models_section(context)},
          {"self-test", "Self-test", self_test_section(context)},
          {"baseline", "Baseline", baseline_section(context)},
          {"glossary", "Words used here", glossary_section()}};
}

std::string title_of(const Context& context) {
  std::string models;
  for (const auto& [model, parameters] : context.report.models) models += (models.empty() ? "" : ", ") + model;
  return to_string(context.conclusion.status) + ": Margincert report" + (models.empty() ? "" : " on " + models);
}

Markup head_of(const Context& context) {
  return tag("head",
             Markup::raw("\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, "
                         "initial-scale=1\">\n"
                         "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src '" +
                         std::string(stylesheet_hash) +
                         "'\">\n<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"generator\" "
                         "content=\"margincert " +
                         escaped(program_version) + "\">\n") +
                 tag("title", title_of(context)) + Markup::raw("\n<style>" + std::string(stylesheet) + "</style>\n")) +
         Markup::raw("\n");
}

Markup contents(const std::vector<Chapter>& chapters) {
  Markup items;
  for (const Chapter& chapter : chapters) {
    if (!chapter.content.empty()) items += tag("li", link(chapter.anchor, chapter.name)) + Markup::raw("\n");
  }
  return tag("nav", Markup::raw("\n") + tag("h2", "On this page") + tag("ul", Markup::raw("\n") + items)) +
         Markup::raw("\n");
}

}  // namespace
}  // namespace html

std::string to_html(const Report& report) {
  using namespace html;
  const Context context(report);
  const std::vector<Chapter> chapters = chapters_of(context);
  Markup main = verdict_section(context) + contents(chapters);
  for (const Chapter& chapter : chapters) main += chapter.content;
  const Markup body =
      tag("main", Markup::raw("\n") + main) + Markup::raw("\n") +
      tag("footer", tag("p", context.conclusion.line()) +
                        tag("p", std::string("Written by margincert ") + program_version + ". This page loads nothing."));
  return "<!DOCTYPE html>\n" +
         tag("html", {{"lang", "en"}}, Markup::raw("\n") + head_of(context) + tag("body", Markup::raw("\n") + body))
             .html() +
         "\n";
}

}  // namespace margincert::reports
