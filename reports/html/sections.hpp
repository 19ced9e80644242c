#pragma once

#include "reports/html/context.hpp"
#include "reports/html/markup.hpp"

// The page's sections. Each is empty when the report has nothing of its kind.
namespace margincert::reports::html {

/// Verdict in words, reasons, what was checked.
Markup verdict_section(const Context& context);
/// What a reader must not read into the verdict.
Markup claims_section(const Context& context);
/// How to have the same again.
Markup repeat_section(const Context& context);
Markup findings_section(const Context& context);
/// Models against sources, and every statement on every run.
Markup overview_section(const Context& context);
Markup alignment_section(const Context& context);
/// The transformer against the recursion: tests and differences.
Markup identification_section(const Context& context);
/// One article per statement, by theorem.
Markup statements_section(const Context& context);
/// What the theorems promise from class-level numbers alone.
Markup guarantees_section(const Context& context);
/// Which theorems cover the models and the recursion that they must be like.
Markup likeness_section(const Context& context);
Markup models_section(const Context& context);
/// Committed cases and corrupted twins.
Markup self_test_section(const Context& context);
Markup baseline_section(const Context& context);
Markup glossary_section();

/// <section> with a heading and an anchor; empty when the content is.
Markup section(std::string_view anchor, const Markup& heading, const Markup& content);

}  // namespace margincert::reports::html
