#include "reports/html/sections.hpp"
#include "reports/html/words.hpp"

namespace margincert::reports::html {
namespace {

struct Definition {
  const char* term;
  const char* meaning;
};
constexpr Definition definitions[]{
    {"applicable",
     "No hypothesis of the statement is certified false on the task. Where one is, the statement claims nothing."},
    {"hypothesis", "A condition of a theorem. It is certified like any other claim, never assumed."},
    {"enclosure",
     "Two numbers between which the true value lies, whatever was rounded. Written [a, b], both ends rounded outward; "
     "a single number is exact."},
    {"slack",
     "Greater side minus lesser side of an inequality; of an equation, minus the distance of its sides. Below 0 it is "
     "violated."},
    {"holds",
     "The lower end of every slack's enclosure is at least 0, in every layer and part of the statement; or both sides "
     "are one number by definition, or the bound is known to be attained, and the enclosures agree."},
    {"violated",
     "The whole enclosure of a slack lies below 0, and another program library derived it again from the written "
     "case."},
    {"undecided", "The enclosures still straddle 0 at the highest precision, or a violation was not derived again."},
    {"tightest ratio",
     "The smallest ratio of greater to lesser side: how close the bound is to what happens. 1 is attained."},
    {"rung",
     "A step of the precision ladder, in bits. The lowest that decides a verdict does. The first is the engine's, "
     "where "
     "the report says so: binary64 with proven error bounds."},
    {"witness",
     "The task on which a statement is closest to failing, or fails. Worst: farthest below 0. Simplest: made out of it "
     "by taking away points, classes, dimensions, layers and digits, as long as it stays a violation."},
    {"hex-float", "A number written exactly: 0x1.8p-1 is 1.5 · 2⁻¹ = 0.75."},
    {"corrupted twin", "A slightly wrong version of a statement that the check must see violated."},
    {"class-pure, full",
     "The regime: training points attend to their own class only, as Theorem A assumes; or to all points."},
    {"fingerprint", "Of kind, rule, model and source of a finding, the same for every task that shows it."}};

}  // namespace

Markup glossary_section() {
  Markup items;
  for (const Definition& definition : definitions) define(items, definition.term, definition.meaning);
  define(items, provenance("S") + " " + provenance("R") + " " + provenance("O"),
         "Where a statement comes from: [S] stated in what is known of the source; [R] reconstructed, the only reading "
         "that "
         "fits, with our own proof; [O] ours, beyond the source.");
  return section("glossary", "Words used here", tag("dl", Markup::raw("\n") + items));
}

}  // namespace margincert::reports::html
