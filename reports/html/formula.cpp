#include "reports/html/formula.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "reports/html/formula_tokens.hpp"

namespace margincert::reports::html {
namespace {

using Kind = Term::Kind;
using Type = Token::Type;

constexpr std::array functions{"exp", "inf", "log", "max", "min", "mix", "sup"};
constexpr std::array variables{"gain", "gap", "lo", "price"};

template <class List, class Value>
bool contains(const List& list, const Value& value) {
  return std::ranges::find(list, value) != list.end();
}

class Parser {
 public:
  explicit Parser(std::vector<Token> tokens) : tokens_(std::move(tokens)) {}

  Terms formula() {
    Terms terms = sequence("");
    if (peek().type != Type::end) throw NotAFormula();
    return terms;
  }

 private:
  const Token& peek(std::size_t ahead = 0) const { return tokens_[std::min(at_ + ahead, tokens_.size() - 1)]; }
  Token take() { return tokens_[at_++]; }
  bool is_sign(std::string_view text, std::size_t ahead = 0) const {
    return peek(ahead).type == Type::sign && peek(ahead).text == text;
  }
  bool take_sign(std::string_view text) {
    if (!is_sign(text)) return false;
    ++at_;
    return true;
  }

  /// Up to `closing`, which is taken; to the end when it is "".
  Terms sequence(std::string_view closing) {
    Terms terms;
    while (peek().type != Type::end) {
      if (!closing.empty() && take_sign(closing)) return terms;
      append(terms, closing);
    }
    if (!closing.empty()) throw NotAFormula();
    return terms;
  }

  void append(Terms& terms, std::string_view closing) {
    const Token& token = peek();
    if (token.type == Type::space) {
      terms.push_back({Kind::space, take().text});
    } else if (is_sign("/")) {
      append_fraction(terms);
    } else if (is_words()) {
      terms.push_back({Kind::words, take().text});
    } else if (starts_operand(closing)) {
      terms.push_back(operand());
    } else if (token.type == Type::sign && !contains(std::array{")", "]", "}", "⟩", "_", "^", "'", "*"}, token.text)) {
      terms.push_back({Kind::sign, take().text});
    } else {
      throw NotAFormula();
    }
  }

  bool is_words() const {
    const Token& token = peek();
    if (token.type == Type::letter) return token.text == "a" && stands_before_words();
    if (token.type != Type::word || contains(functions, token.text)) return false;
    return !contains(variables, token.text) || !(touches_mathematics(true) || touches_mathematics(false));
  }

  bool stands_before_words() const {
    return peek(1).type == Type::space && peek(2).type == Type::word && !contains(functions, peek(2).text);
  }

  /// Is the neighbour on that side, spaces aside, a sign or a function's name?
  bool touches_mathematics(bool right) const {
    const std::size_t step = right ? 1 : static_cast<std::size_t>(-1);
    std::size_t k = at_ + step;
    if (k < tokens_.size() && tokens_[k].type == Type::space) k += step;
    if (k >= tokens_.size()) return false;
    if (tokens_[k].type == Type::sign) return !contains(std::array{":", ";"}, tokens_[k].text) || right;
    return contains(functions, tokens_[k].text);
  }

  bool starts_operand(std::string_view closing) const {
    const Token& token = peek();
    if (token.type == Type::letter || token.type == Type::number || token.type == Type::word) return true;
    return token.type == Type::sign && token.text != closing &&
           contains(std::array{"(", "[", "⟨", "|", "‖", "∞"}, token.text);
  }

  Term operand() {
    Term base = unscripted();
    return scripted(std::move(base));
  }

  Term unscripted() {
    const Token token = take();
    if (token.type == Type::number) return {Kind::number, token.text};
    if (token.type == Type::word) return {Kind::name, token.text};
    if (token.type == Type::letter) {
      if ((token.text == "Σ" || token.text == "Π") && take_sign("_")) return {Kind::sum, token.text, {}, {script()}};
      return {Kind::letter, token.text};
    }
    if (token.text == "∞") return {Kind::sign, token.text};
    const std::string closing = token.text == "("   ? ")"
                                : token.text == "[" ? "]"
                                : token.text == "⟨" ? "⟩"
                                                    : token.text;
    return {Kind::fence, token.text, closing, {sequence(closing)}};
  }

  /// Subscripts, superscripts, primes and stars right behind a base.
  Term scripted(Term base) {
    Terms below, above;
    while (true) {
      if (take_sign("_")) {
        add(below, script());
      } else if (take_sign("^")) {
        add(above, script());
      } else if (take_sign("'") || take_sign("′")) {
        base = {Kind::primed,
                "",
                {},
                {{with_scripts(std::move(base), std::exchange(below, {}), std::exchange(above, {}))}}};
      } else if (take_sign("*")) {
        add(above, {{Kind::sign, "∗"}});
      } else if (const ScriptSign* sign = peek().type == Type::sign ? script_sign(peek().text) : nullptr) {
        take();
        add(sign->above ? above : below,
            {{sign->meaning[0] >= '0' && sign->meaning[0] <= '9' ? Kind::number : Kind::sign, sign->meaning}});
      } else {
        return with_scripts(std::move(base), std::move(below), std::move(above));
      }
    }
  }

  static Term with_scripts(Term base, Terms below, Terms above) {
    if (below.empty() && above.empty()) return base;
    return {Kind::scripts, "", {}, {{std::move(base)}, std::move(below), std::move(above)}};
  }

  static void add(Terms& terms, const Terms& more) { terms.insert(terms.end(), more.begin(), more.end()); }

  /// What stands behind "_" or "^": a group, "*" or "*,c", a number, or letters, the last perhaps with a star.
  Terms script() {
    if (take_sign("{")) return sequence("}");
    if (take_sign("(")) return sequence(")");
    if (take_sign("*")) {
      Terms terms{{Kind::sign, "∗"}};
      if (is_sign(",") && peek(1).type == Type::letter) {
        terms.push_back({Kind::sign, take().text});
        add(terms, letters(take().text));
      }
      return terms;
    }
    const Token token = take();
    if (token.type == Type::number) return {{Kind::number, token.text}};
    if (token.type != Type::letter && token.type != Type::word) throw NotAFormula();
    return letters(token.text);
  }

  Terms letters(const std::string& text) {
    Terms terms;
    if (is_greek(text)) {
      terms.push_back({Kind::letter, text});
    } else {
      for (const char c : text) terms.push_back({Kind::letter, std::string(1, c)});
    }
    if (take_sign("*")) {
      Term last = std::move(terms.back());
      terms.back() = with_scripts(std::move(last), {}, {{Kind::sign, "∗"}});
    }
    return terms;
  }

  /// a/b with one operand on either side becomes a fraction; where more than the operand could be meant, a slash stays.
  void append_fraction(Terms& terms) {
    const std::size_t slash = at_;
    take();
    const bool numerator = !terms.empty() && is_whole(terms.back());
    if (numerator && starts_operand("") && peek().type != Type::word) {
      Term denominator = operand();
      if (!starts_operand("") || is_sign("|") || is_sign("‖")) {
        Terms over = without_parentheses(std::move(terms.back()));
        terms.back() = {Kind::fraction, "", {}, {std::move(over), without_parentheses(std::move(denominator))}};
        return;
      }
    }
    at_ = slash;
    terms.push_back({Kind::sign, take().text});
  }

  static bool is_whole(const Term& term) {
    return contains(std::array{Kind::letter, Kind::number, Kind::fence, Kind::scripts, Kind::primed}, term.kind);
  }

  static Terms without_parentheses(Term term) {
    if (term.kind == Kind::fence && term.text == "(") return std::move(term.parts[0]);
    return {std::move(term)};
  }

  std::vector<Token> tokens_;
  std::size_t at_ = 0;
};

}  // namespace

std::optional<Terms> parse_formula(std::string_view text) {
  try {
    return Parser(tokens_of(text)).formula();
  } catch (const NotAFormula&) {
    return std::nullopt;
  }
}

}  // namespace margincert::reports::html
