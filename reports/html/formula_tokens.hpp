#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace margincert::reports::html {

/// After the letter that it stands on.
inline constexpr const char* combining_hat = "\u0302";

struct NotAFormula : std::runtime_error {
  NotAFormula() : std::runtime_error("not a formula") {}
};

struct Token {
  enum class Type { letter, word, number, sign, space, end } type;
  std::string text;
};

/// The last one is of the type end. Throws NotAFormula for a sign that formulas of the registry do not use.
std::vector<Token> tokens_of(std::string_view text);

/// A character that raises or lowers a number or a sign, "²", and what it stands for.
struct ScriptSign {
  const char* sign;
  bool above;
  const char* meaning;
};
/// Null for any other character.
const ScriptSign* script_sign(std::string_view character);

/// Is the text one Greek letter, perhaps with something above it?
bool is_greek(std::string_view text);

}  // namespace margincert::reports::html
