#include "reports/html/formula_tokens.hpp"

#include <algorithm>
#include <array>

namespace margincert::reports::html {
namespace {

using Type = Token::Type;

constexpr std::array signs{"=", "≠", "≤", "≥", "<", ">", "+", "-", "−", "±", "·", "×", "/", "*", "'", "′", "^", "_",
                           ",", ";", ":", ".", "(", ")", "[", "]", "{", "}", "⟨", "⟩", "|", "‖", "∈", "∉", "→", "∞"};
constexpr std::array<ScriptSign, 14> script_signs{{{"²", true, "2"},
                                                   {"³", true, "3"},
                                                   {"⁻", true, "−"},
                                                   {"⁺", true, "+"},
                                                   {"₀", false, "0"},
                                                   {"₁", false, "1"},
                                                   {"₂", false, "2"},
                                                   {"₃", false, "3"},
                                                   {"₄", false, "4"},
                                                   {"₅", false, "5"},
                                                   {"₆", false, "6"},
                                                   {"₇", false, "7"},
                                                   {"₈", false, "8"},
                                                   {"₉", false, "9"}}};

bool is_ascii_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string_view character_at(std::string_view text, std::size_t at) {
  const auto first = static_cast<unsigned char>(text[at]);
  const std::size_t length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  return text.substr(at, length);
}

class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}

  std::vector<Token> tokens() {
    std::vector<Token> all;
    while (at_ < text_.size()) all.push_back(next());
    all.push_back({Type::end, ""});
    return all;
  }

 private:
  char peek(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }

  Token next() {
    const std::string_view character = character_at(text_, at_);
    if (character == " ") return take_while(Type::space, [](char c) { return c == ' '; });
    if (is_digit(peek())) return number();
    if (is_ascii_letter(peek())) return word_or_letter();
    at_ += character.size();
    if (is_greek(character)) return {Type::letter, std::string(character) + hat()};
    if (!is_known(character)) throw NotAFormula();
    return {Type::sign, std::string(character)};
  }

  static bool is_known(std::string_view character) {
    return std::ranges::find(signs, character) != signs.end() || script_sign(character);
  }

  template <class Test>
  Token take_while(Type type, Test test) {
    const std::size_t start = at_;
    while (at_ < text_.size() && test(peek())) ++at_;
    return {type, std::string(text_.substr(start, at_ - start))};
  }

  Token number() {
    Token token = take_while(Type::number, is_digit);
    if (peek() == '.' && is_digit(peek(1))) {
      ++at_;
      token.text += "." + take_while(Type::number, is_digit).text;
    }
    return token;
  }

  std::string hat() {
    if (!text_.substr(at_).starts_with(combining_hat)) return "";
    at_ += std::string_view(combining_hat).size();
    return combining_hat;
  }

  /// "cross-class", "rivals'" and "layer's" are words; "c" and "B'" are letters with what follows them.
  Token word_or_letter() {
    Token token = take_while(Type::word, is_ascii_letter);
    while (peek() == '-' && is_ascii_letter(peek(1))) {
      ++at_;
      token.text += "-" + take_while(Type::word, is_ascii_letter).text;
    }
    const bool possessive = peek() == '\'' && peek(1) == 's' && !is_ascii_letter(peek(2));
    const bool plural = token.text.size() > 1 && peek() == '\'' && peek(1) == ' ';
    if (possessive || plural) {
      token.text += possessive ? "'s" : "'";
      at_ += possessive ? 2 : 1;
      return token;
    }
    if (token.text.size() == 1) token = {Type::letter, token.text + hat()};
    return token;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

std::vector<Token> tokens_of(std::string_view text) { return Lexer(text).tokens(); }

const ScriptSign* script_sign(std::string_view character) {
  const auto found = std::ranges::find(script_signs, character, &ScriptSign::sign);
  return found == script_signs.end() ? nullptr : &*found;
}

bool is_greek(std::string_view text) {
  return text.size() >= 2 && text.substr(0, 2) >= std::string_view("\u0370") &&
         text.substr(0, 2) <= std::string_view("\u03FF");
}

}  // namespace margincert::reports::html
