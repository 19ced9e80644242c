#include "itl_parser.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <stdexcept>

#include "interval_generators.hpp"

namespace margincert::numeric_tests::itl {
namespace {

const numeric::Precision binary64(53);

std::string lower(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (!std::isspace(static_cast<unsigned char>(c))) {
      result += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
  }
  return result;
}

bool is_word_character(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '.'; }

class Parser {
 public:
  Parser(std::string_view text, std::string name) : text_(text), name_(std::move(name)) {}

  std::vector<Vector> run() {
    std::vector<Vector> vectors;
    for (skip_blanks(); at_ < text_.size(); skip_blanks()) {
      if (word() != "testcase") fail("expected 'testcase'");
      skip_blanks();
      group_ = word();
      expect('{');
      for (skip_blanks(); peek() != '}'; skip_blanks()) vectors.push_back(statement());
      ++at_;
    }
    return vectors;
  }

 private:
  [[noreturn]] void fail(const std::string& reason) const {
    throw std::runtime_error(fmt::format("{}:{}: {}", name_, line(), reason));
  }

  int line() const {
    return 1 + static_cast<int>(std::count(text_.begin(), text_.begin() + static_cast<long>(at_), '\n'));
  }

  char peek() const {
    if (at_ >= text_.size()) fail("the file ends inside a testcase");
    return text_[at_];
  }

  void skip_past(std::string_view end) {
    const std::size_t found = text_.find(end, at_);
    if (found == std::string_view::npos) fail("the file ends inside a comment");
    at_ = found + end.size();
  }

  void skip_blanks() {
    while (at_ < text_.size()) {
      if (std::isspace(static_cast<unsigned char>(text_[at_]))) {
        ++at_;
      } else if (text_.substr(at_, 2) == "/*") {
        skip_past("*/");
      } else if (text_.substr(at_, 2) == "//") {
        skip_past("\n");
      } else {
        return;
      }
    }
  }

  void expect(char wanted) {
    skip_blanks();
    if (peek() != wanted) fail(fmt::format("expected '{}' before '{}'", wanted, text_[at_]));
    ++at_;
  }

  std::string word() {
    const std::size_t start = at_;
    while (at_ < text_.size() && is_word_character(text_[at_])) ++at_;
    if (at_ == start) fail("expected a word");
    return std::string(text_.substr(start, at_ - start));
  }

  Vector statement() {
    Vector vector;
    vector.group = group_;
    vector.line = line();
    const std::size_t start = at_;
    vector.operation = word();
    for (skip_blanks(); peek() != '='; skip_blanks()) vector.operands.push_back(literal());
    ++at_;
    for (skip_blanks(); peek() != ';'; skip_blanks()) read_expected(vector);
    vector.text = std::string(text_.substr(start, at_ - start));
    ++at_;
    return vector;
  }

  void read_expected(Vector& vector) {
    if (peek() == ',') {
      ++at_;
      return;
    }
    Literal value = literal();
    const auto* other = std::get_if<OtherLiteral>(&value);
    vector.signals = vector.signals || (other && other->text == "signal");
    vector.expected.push_back(std::move(value));
  }

  Literal literal() {
    const char c = peek();
    if (c == '[') return interval();
    if (c == '"') return quoted('"');
    if (c == '{') return quoted('}');
    const bool is_signed = c == '-' || c == '+';
    if (is_signed) ++at_;
    std::string text = fmt::format("{}{}", c == '-' ? "-" : "", word());
    while (is_exponent_sign(text)) {
      text += text_[at_++];
      text += word();
    }
    if (text == "true" || text == "false") return text == "true";
    const std::string small = lower(text), magnitude = small.substr(c == '-' ? 1 : 0);
    const bool digits = std::isdigit(static_cast<unsigned char>(magnitude[0])) || magnitude[0] == '.';
    if (digits || magnitude == "infinity" || magnitude == "inf" || magnitude == "nan") {
      return number_literal(small);
    }
    return OtherLiteral{text};
  }

  NumberLiteral number_literal(const std::string& text) const {
    try {
      return {number(text)};
    } catch (const std::invalid_argument& error) {
      fail(error.what());
    }
  }

  /// After 1e or 0x1p a sign belongs to the number.
  bool is_exponent_sign(const std::string& text) const {
    if (at_ >= text_.size() || (text_[at_] != '-' && text_[at_] != '+') || text.find_first_of("0123456789") > 1) {
      return false;
    }
    const bool hex = text.find('x') != std::string::npos || text.find('X') != std::string::npos;
    const char last = static_cast<char>(std::tolower(static_cast<unsigned char>(text.back())));
    return last == (hex ? 'p' : 'e');
  }

  OtherLiteral quoted(char end) {
    const std::size_t close = text_.find(end, at_ + 1);
    if (close == std::string_view::npos) fail("the file ends inside a list or a string");
    OtherLiteral result{std::string(text_.substr(at_, close + 1 - at_))};
    at_ = close + 1;
    return result;
  }

  Literal interval() {
    const std::size_t close = text_.find(']', at_);
    if (close == std::string_view::npos) fail("the file ends inside an interval");
    const std::string inside = lower(text_.substr(at_ + 1, close - at_ - 1));
    at_ = close + 1;
    IntervalLiteral result{ends(inside), inside == "nai"};
    if (at_ < text_.size() && text_[at_] == '_') {
      result.decorated = true;
      word();
    }
    return result;
  }

  numeric::Interval ends(const std::string& inside) const {
    if (inside == "empty" || inside == "nai") return numeric::Interval::poisoned(binary64);
    if (inside == "entire") return numeric::Interval::entire(binary64);
    const std::size_t comma = inside.find(',');
    const std::string lo = inside.substr(0, comma);
    const std::string hi = comma == std::string::npos ? lo : inside.substr(comma + 1);
    const auto read = numeric::Interval::between(number_literal(lo).value, number_literal(hi).value, binary64);
    if (read.is_poisoned()) fail(fmt::format("[{}] has no members", inside));
    return read;
  }

  std::string_view text_;
  std::string name_;
  std::string group_;
  std::size_t at_ = 0;
};

}  // namespace

double number(const std::string& text) {
  Number value(4096);  // holds any literal of a test file exactly or far below a last place of binary64
  char* end = nullptr;
  const std::string digits = lower(text);
  mpfr_strtofr(value, digits.c_str(), &end, 0, MPFR_RNDN);
  if (digits.empty() || *end != '\0') throw std::invalid_argument("'" + text + "' is no number");
  return mpfr_get_d(value, MPFR_RNDN);
}

std::vector<Vector> parse(std::string_view text, const std::string& name) { return Parser(text, name).run(); }

}  // namespace margincert::numeric_tests::itl
