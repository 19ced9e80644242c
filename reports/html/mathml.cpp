#include "reports/html/mathml.hpp"

#include <algorithm>
#include <array>

#include "reports/html/formula.hpp"
#include "reports/html/formula_tokens.hpp"

namespace margincert::reports::html {
namespace {

using Kind = Term::Kind;

constexpr const char* thin_space = "<mspace width=\"0.17em\"/>";
/// In characters: what fits a phone's line beside what surrounds it.
constexpr double widest_piece = 18;

/// What is left of a relation does not stand on a line of its own when it is as short as "p_c*".
constexpr double shortest_line = 5;

/// MathML of one term or sign, and where a line may break.
struct Piece {
  std::string mathml;
  double width = 0;
  int level = no_break;  ///< of a break before it: the lower, the better
  static constexpr int no_break = 99;
};
using Pieces = std::vector<Piece>;

double width_of(const Pieces& pieces) {
  double width = 0;
  for (const Piece& piece : pieces) width += piece.width;
  return width;
}

bool is_one_of(std::string_view text, std::string_view list) { return list.find(text) != std::string_view::npos; }
bool is_relation(const std::string& sign) { return is_one_of(sign, "=≠≤≥<>∈∉→"); }
bool is_sum(const std::string& sign) { return is_one_of(sign, "+-−±"); }
bool is_separator(const std::string& sign) { return is_one_of(sign, ",;:"); }

std::string row_of(const Terms& terms);

std::string element(std::string_view name, const std::string& content) {
  return tag(name, Markup::raw(content)).html();
}

/// Capital Greek letters stand upright, as printed mathematics has them.
std::string letter(const std::string& text) {
  const bool hat = text.ends_with(combining_hat);
  const std::string plain = hat ? text.substr(0, text.size() - std::string_view(combining_hat).size()) : text;
  const bool upright = plain >= "Α" && plain <= "Ω";
  const std::string base = tag("mi", {{upright ? "mathvariant" : "", "normal"}}, plain).html();
  if (!hat) return base;
  return "<mover accent=\"true\">" + base + "<mo stretchy=\"false\">^</mo></mover>";
}

std::string sign(const std::string& text, bool prefix) {
  if (is_separator(text)) return tag("mo", {{"separator", "true"}}, text).html();
  if (text == "/") return "<mo lspace=\"0.1em\" rspace=\"0.1em\">/</mo>";
  if (text == "∗") return element("mo", text);
  return tag("mo", {{"form", prefix ? "prefix" : "infix"}}, text).html();
}

/// Is it taller than a line, so that brackets around it have to grow?
bool is_tall(const Term& term) {
  if (term.kind == Kind::fraction || term.kind == Kind::sum) return true;
  return std::ranges::any_of(term.parts, [](const Terms& terms) { return std::ranges::any_of(terms, is_tall); });
}

std::string bracket(const std::string& text, bool opens, bool grows) {
  return tag("mo", {{"form", opens ? "prefix" : "postfix"}, {"fence", "true"}, {grows ? "" : "stretchy", "false"}},
             text)
      .html();
}

std::string scripts(const Term& term) {
  const std::string base = row_of(term.parts[0]);
  const bool below = !term.parts[1].empty(), above = !term.parts[2].empty();
  const std::string lower = below ? row_of(term.parts[1]) : "", upper = above ? row_of(term.parts[2]) : "";
  return element(below && above ? "msubsup" : below ? "msub" : "msup", base + lower + upper);
}

double width_of(const Terms& terms);

double width_of(const Term& term) {
  switch (term.kind) {
    case Kind::fraction:
      return std::max(width_of(term.parts[0]), width_of(term.parts[1]));
    case Kind::scripts:
      return width_of(term.parts[0]) + 0.7 * std::max(width_of(term.parts[1]), width_of(term.parts[2]));
    case Kind::fence:
      return 1 + width_of(term.parts[0]);
    case Kind::primed:
      return 0.3 + width_of(term.parts[0]);
    case Kind::sum:
      return std::max(1.0, 0.7 * width_of(term.parts[0]));
    case Kind::space:
      return 0.2;
    case Kind::sign:
      return is_relation(term.text) || is_sum(term.text) ? 1.8 : 0.6;
    default:
      return static_cast<double>(std::ranges::count_if(term.text, [](char c) { return (c & 0xC0) != 0x80; }));
  }
}

double width_of(const Terms& terms) {
  double width = 0;
  for (const Term& term : terms) width += width_of(term);
  return width;
}

std::string mathml_of(const Term& term) {
  switch (term.kind) {
    case Kind::letter:
      return letter(term.text);
    case Kind::name:
      return element("mi", term.text);
    case Kind::number:
      return element("mn", term.text);
    case Kind::words:
      return tag("mtext", term.text).html();
    case Kind::space:
      return thin_space;
    case Kind::sign:
      return sign(term.text, true);
    case Kind::sum:
      return element("munder", std::string("<mo>") + (term.text == "Σ" ? "∑" : "∏") + "</mo>" + row_of(term.parts[0]));
    case Kind::fraction:
      return element("mfrac", row_of(term.parts[0]) + row_of(term.parts[1]));
    case Kind::scripts:
      return scripts(term);
    case Kind::primed:  // no superscript: the sign itself is raised, and fonts without mathematics would draw it tiny
      return element("mrow", row_of(term.parts[0]) + "<mo>′</mo>");
    case Kind::fence:
      break;
  }
  const bool grows = is_tall(term);
  return element("mrow", bracket(term.text, true, grows) + row_of(term.parts[0]) + bracket(term.closing, false, grows));
}

/// A bracket that does not have to grow, and is not too short to be worth breaking, is laid open.
bool is_laid_open(const Term& term) { return term.kind == Kind::fence && !is_tall(term) && width_of(term) > 8; }

/// Terms one after the other, brackets laid open.
class Line {
 public:
  /// `depth` counts the brackets around the terms; 0 is a formula's own line.
  void add(const Terms& terms, int depth) {
    After after = After::start;
    for (std::size_t k = 0; k < terms.size(); ++k) {
      const bool sign_follows = k + 1 < terms.size() && is_sign(terms[k + 1]);
      if (terms[k].kind != Kind::space) {
        after = add(terms[k], after, 3 * depth);
      } else if (after == After::operand && !sign_follows) {
        pieces_.push_back({thin_space, 0.2});
      }
    }
  }
  const Pieces& pieces() const { return pieces_; }

 private:
  enum class After { start, sign, separator, operand };

  static bool is_sign(const Term& term) { return term.kind == Kind::sign && term.text != "∞"; }

  After add(const Term& term, After after, int level) {
    if (is_sign(term)) {
      pieces_.push_back({sign(term.text, after != After::operand), width_of(term), break_before(term, after, level)});
      return is_separator(term.text) ? After::separator : After::sign;
    }
    if (term.kind == Kind::words) {
      pieces_.push_back({"<mtext>\u00A0" + escaped(term.text) + "\u00A0</mtext>", width_of(term), level});
      return After::start;
    }
    const int before = after == After::separator && level > 0 ? level : Piece::no_break;
    if (is_laid_open(term)) {
      pieces_.push_back({bracket(term.text, true, false), 0.5, before});
      add(term.parts[0], level / 3 + 1);
      pieces_.push_back({bracket(term.closing, false, false), 0.5});
    } else {
      pieces_.push_back({mathml_of(term), width_of(term), before});
    }
    return After::operand;
  }

  int break_before(const Term& sign, After after, int level) const {
    const bool alone = level == 0 && width_of(pieces_) < shortest_line;
    if (after != After::operand || alone) return Piece::no_break;
    return is_relation(sign.text) ? level : is_sum(sign.text) ? level + 1 : Piece::no_break;
  }

  Pieces pieces_;
};

/// The terms as one element.
std::string row_of(const Terms& terms) {
  if (terms.size() == 1) return mathml_of(terms[0]);
  Line line;
  line.add(terms, 1);
  std::string row;
  for (const Piece& piece : line.pieces()) row += piece.mathml;
  return element("mrow", row);
}

/// <math> elements of pieces[from, to): one when it is short, else cut at its lowest breaks.
std::string cut(const Pieces& pieces, std::size_t from, std::size_t to, Fractions fractions) {
  double width = 0;
  int level = Piece::no_break;
  for (std::size_t k = from; k < to; ++k) {
    width += pieces[k].width;
    if (k > from) level = std::min(level, pieces[k].level);
  }
  std::string html;
  if (width <= widest_piece || level == Piece::no_break) {
    for (std::size_t k = from; k < to; ++k) html += pieces[k].mathml;
    if (fractions == Fractions::large) html = "<mstyle displaystyle=\"true\">" + html + "</mstyle>";
    return "<math>" + html + "</math>";
  }
  std::size_t start = from;
  for (std::size_t k = from + 1; k <= to; ++k) {
    if (k < to && pieces[k].level != level) continue;
    html += cut(pieces, start, k, fractions);
    start = k;
  }
  return html;
}

Terms without_outer_spaces(Terms terms) {
  if (!terms.empty() && terms.back().kind == Kind::space) terms.pop_back();
  if (!terms.empty() && terms.front().kind == Kind::space) terms.erase(terms.begin());
  return terms;
}

/// Mathematics between words and separators.
std::string mathematics(Terms terms, Fractions fractions) {
  terms = without_outer_spaces(std::move(terms));
  if (terms.empty()) return "";
  Line line;
  line.add(terms, 0);
  return cut(line.pieces(), 0, line.pieces().size(), fractions);
}

bool ends_mathematics(const Terms& terms, std::size_t k) {
  const bool space_follows = k + 1 == terms.size() || terms[k + 1].kind == Kind::space;
  return terms[k].kind == Kind::words || (terms[k].kind == Kind::sign && is_separator(terms[k].text) && space_follows);
}

}  // namespace

Markup typeset(std::string_view formula, Fractions fractions) {
  const std::optional<Terms> terms = parse_formula(formula);
  if (!terms) return code(formula);
  std::string html;
  Terms open;  // mathematics not yet written
  const auto add = [&](const std::string& text) {
    const bool attached = text.size() == 1 && is_separator(text);
    if (!html.empty() && !attached) html += " ";
    html += text;
  };
  for (std::size_t k = 0; k < terms->size(); ++k) {
    const Term& term = (*terms)[k];
    if (!ends_mathematics(*terms, k)) {
      open.push_back(term);
      continue;
    }
    const bool separator = term.kind == Kind::sign;
    if (separator && !without_outer_spaces(open).empty()) open.push_back(term);  // no line starts with it
    const bool taken = !open.empty() && separator && open.back().kind == Kind::sign;
    if (const std::string math = mathematics(std::exchange(open, {}), fractions); !math.empty()) add(math);
    if (!taken) add(escaped(term.text));
  }
  if (const std::string math = mathematics(std::move(open), fractions); !math.empty()) add(math);
  return Markup::raw(html);
}

}  // namespace margincert::reports::html
