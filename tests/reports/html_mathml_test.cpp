#include <doctest/doctest.h>

#include <regex>
#include <string>
#include <vector>

#include "proofs_check/guarantees.hpp"
#include "proofs_check/hypotheses.hpp"
#include "proofs_check/statement.hpp"
#include "reports/html/mathml.hpp"

namespace margincert::reports_tests {
namespace {

using reports::html::Fractions;
using reports::html::typeset;

std::string with_all_replaced(std::string text, const std::string& from, const std::string& to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size()) {
    text.replace(at, from.size(), to);
  }
  return text;
}

/// Reads MathML (and the text around it) back into the registry's notation, by the meaning of its elements.
class MathmlReader {
 public:
  explicit MathmlReader(std::string html) : html_(std::move(html)) {}

  std::string text() {
    std::string all;
    while (at_ < html_.size()) all += html_[at_] == '<' ? element() : characters();
    return all;
  }

 private:
  std::string characters() {
    const std::size_t end = std::min(html_.find('<', at_), html_.size());
    std::string text = html_.substr(at_, end - at_);
    at_ = end;
    for (const auto& [from, to] : {std::pair{"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&amp;", "&"}}) {
      text = with_all_replaced(text, from, to);
    }
    return text;
  }

  std::string element() {
    const std::size_t end = html_.find('>', at_);
    const std::string tag = html_.substr(at_ + 1, end - at_ - 1);
    at_ = end + 1;
    if (tag.ends_with("/")) return "";
    const std::string name = tag.substr(0, tag.find(' '));
    std::vector<std::string> children;
    while (html_.compare(at_, 2, "</") != 0) {
      REQUIRE(at_ < html_.size());
      children.push_back(html_[at_] == '<' ? element() : characters());
    }
    REQUIRE(html_.compare(at_, name.size() + 3, "</" + name + ">") == 0);
    at_ += name.size() + 3;
    return meaning(name, children);
  }

  static std::string meaning(const std::string& name, const std::vector<std::string>& parts) {
    const auto part = [&](std::size_t k) {
      REQUIRE(k < parts.size());
      return parts[k];
    };
    if (name == "msub" || name == "munder") return part(0) + "_(" + part(1) + ")";
    if (name == "msup") return part(0) + "^(" + part(1) + ")";
    if (name == "msubsup") return part(0) + "_(" + part(1) + ")^(" + part(2) + ")";
    if (name == "mfrac") return "(" + part(0) + ")/(" + part(1) + ")";
    if (name == "mover") return part(0) + "\u0302";
    std::string all;
    for (const std::string& one : parts) all += one;
    return all;
  }

  std::string html_;
  std::size_t at_ = 0;
};

/// What two ways of laying out one formula have in common: no spaces, one way to write a script, and no brackets that
/// a script or a fraction makes superfluous.
std::string without_layout(std::string text) {
  for (const auto& [from, to] : {std::pair{" ", ""},
                                 {"\u00A0", ""},
                                 {"′", "'"},
                                 {"∗", "*"},
                                 {"²", "^(2)"},
                                 {"³", "^(3)"},
                                 {"₁", "_(1)"},
                                 {"⁻", "^(−)"},
                                 {"{", "("},
                                 {"}", ")"},
                                 {"∑", "Σ"},
                                 {"∏", "Π"}}) {
    text = with_all_replaced(text, from, to);
  }
  return text;
}

/// The brackets of scripts and fractions left out, by which the notations differ; order and signs stay.
std::string without_brackets(const std::string& text) {
  std::string plain = std::regex_replace(without_layout(text), std::regex("[()]"), "");
  plain = std::regex_replace(plain, std::regex("\\^\\*"), "*");           // c* for c^*
  return std::regex_replace(plain, std::regex("'_([a-z0-9]+)"), "_$1'");  // γ'_0 for γ_0'
}

std::vector<std::string> all_formulas() {
  std::vector<std::string> all;
  for (const auto& statement : proofs::statements()) {
    all.push_back(statement.formula);
    all.push_back(statement.twin_formula);
  }
  for (const auto& hypothesis : proofs::hypotheses()) all.push_back(hypothesis.formula);
  for (const auto& guarantee : proofs::guarantees()) all.push_back(guarantee.formula);
  return all;
}

long occurrences(const std::string& text, const std::string& part) {
  long count = 0;
  for (std::size_t at = 0; (at = text.find(part, at)) != std::string::npos; at += part.size()) ++count;
  return count;
}

}  // namespace

TEST_CASE("every formula of the registry is typeset, and reads back as what it was") {
  for (const std::string& formula : all_formulas()) {
    CAPTURE(formula);
    for (const Fractions fractions : {Fractions::small, Fractions::large}) {
      const std::string html = typeset(formula, fractions).html();
      CHECK(html.find("<code>") == std::string::npos);
      CHECK(without_brackets(MathmlReader(html).text()) == without_brackets(formula));
    }
  }
}

TEST_CASE("brackets are left out only where a script or a fraction stands for them") {
  for (const std::string& formula : all_formulas()) {
    CAPTURE(formula);
    const std::string html = typeset(formula).html();
    const long shown = occurrences(MathmlReader(html).text(), "("), written = occurrences(without_layout(formula), "(");
    const long fractions = occurrences(html, "<mfrac>");
    const long scripts = occurrences(html, "<msub>") + occurrences(html, "<msup>") +
                         2 * occurrences(html, "<msubsup>") + occurrences(html, "<munder>");
    // The reader writes brackets around every script and both sides of every fraction; the formula around some of them.
    CHECK(shown <= written + scripts + 2 * fractions);
    CHECK(shown >= written);
    CHECK(shown == occurrences(MathmlReader(html).text(), ")"));
  }
}

TEST_CASE("formulas have the parts that mathematics gives them") {
  const auto has = [](const std::string& formula, const std::string& mathml) {
    const std::string html = typeset(formula).html();
    CAPTURE(html);
    return html.find(mathml) != std::string::npos;
  };
  CHECK(has("x_j^t", "<msubsup><mi>x</mi><mi>j</mi><mi>t</mi></msubsup>"));
  CHECK(has("n_c*", "<msub><mi>n</mi><msup><mi>c</mi><mo>∗</mo></msup></msub>"));
  CHECK(has("y_*,c*", "<msub><mi>y</mi><mrow><mo>∗</mo><mo separator=\"true\">,</mo><msup><mi>c</mi>"));
  CHECK(has("A_ij = 0", "<msub><mi>A</mi><mrow><mi>i</mi><mi>j</mi></mrow></msub>"));
  CHECK(has("1/(1+r)", "<mfrac><mn>1</mn><mrow><mn>1</mn>"));
  CHECK(has("log(a/b)", "<mi>log</mi>"));
  CHECK(has("Π_{s<t} G", "<munder><mo>∏</mo>"));
  CHECK(has("Δ_t", "<mi mathvariant=\"normal\">Δ</mi>"));
  CHECK(has("e^(−g)", "<msup><mi>e</mi><mrow><mo form=\"prefix\">−</mo><mi>g</mi></mrow></msup>"));
  CHECK(has("N̂", "<mover accent=\"true\"><mi>N</mi>"));
  CHECK_FALSE(has("n/max_{c} m", "<mfrac>"));  // what is divided by is not clear from the text
  CHECK_FALSE(has("a/bc", "<mfrac>"));
}

TEST_CASE("words stay words, and long formulas may be broken before relations") {
  const std::string html = typeset("one factor dropped: Λ̂^t ≤ N_t Λ_0").html();
  CHECK(html.starts_with("one factor dropped: <math>"));
  const std::string growth = typeset("Δ_{t+1} ≥ (1+α')(Δ_t + α'[p(ρ_t−Λ_t+2N²) − 2N²]) ≥ Δ_{t+1}").html();
  CHECK(occurrences(growth, "<math>") > 1);
  CHECK(typeset("a ≤ b").html() == "<math><mi>a</mi><mo form=\"infix\">≤</mo><mi>b</mi></math>");
}

TEST_CASE("what is no formula of the registry's kind stays as it is") {
  for (const std::string text : {"a ∪ b", "f(x", "x_", "a^", "(]", "a & <b>", "\xff", "|x"}) {
    CAPTURE(text);
    CHECK(typeset(text).html().starts_with("<code>"));
  }
  CHECK(typeset("").html().empty());
}

}  // namespace margincert::reports_tests
