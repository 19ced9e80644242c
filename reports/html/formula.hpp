#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

// The formulas of the registry are plain text, as in docs/theory.md: "Δ_{t+1} ≥ (1+α')Δ_t; Δ_t ≥ Δ_0 N_t", with words
// between. Here they are read, so that a page can typeset them.
namespace margincert::reports::html {

struct Term;
using Terms = std::vector<Term>;

/// A part of a formula. What `parts` holds depends on the kind.
struct Term {
  enum class Kind {
    letter,  ///< a variable of one letter, perhaps with a combining hat
    name,    ///< a function or a variable of several letters: log, max, gain
    number,
    sign,      ///< an operator, relation or separator
    sum,       ///< Σ or Π with bounds below: parts {bounds}
    words,     ///< "for", "at every layer"
    space,     ///< as written
    fence,     ///< text is the opening sign, closing the other; parts {content}
    fraction,  ///< parts {numerator, denominator}; their outer parentheses are left out
    primed,    ///< parts {base}
    scripts    ///< parts {base, subscript, superscript}; either script may be empty
  };
  Kind kind;
  std::string text;
  std::string closing = {};
  std::vector<Terms> parts = {};
};

/// Nothing when the text has signs that formulas of the registry do not use, or brackets that do not match.
std::optional<Terms> parse_formula(std::string_view text);

}  // namespace margincert::reports::html
