#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "numeric/interval.hpp"

namespace margincert::numeric_tests::itl {

/// An interval literal. `decorated` ones belong to a flavour that the library does not have; [nai] is one of them.
struct IntervalLiteral {
  numeric::Interval value;
  bool decorated = false;
};

struct NumberLiteral {
  double value;
};

/// Anything else: a word, a string, a list. No operation that is run here takes one.
struct OtherLiteral {
  std::string text;
};

using Literal = std::variant<IntervalLiteral, NumberLiteral, bool, OtherLiteral>;

/// `operation operands = expected;`
struct Vector {
  std::string group;  ///< name of the enclosing testcase
  int line = 0;
  std::string operation;
  std::vector<Literal> operands;
  std::vector<Literal> expected;
  bool signals = false;  ///< expects a signal, which the library does not have
  std::string text;      ///< the statement, for messages
};

/// Reads a file of the Interval Testing Language. Throws std::runtime_error with name, line and reason.
std::vector<Vector> parse(std::string_view text, const std::string& name);

/// The binary64 nearest to a literal; throws std::invalid_argument when it is none. Nearest and not outward: the
/// vectors were converted from C++ tests on doubles, and some are wrong of the decimals themselves. For instance -0.1 2
/// + 0.1 is expected to be at most -0x1.999999999999ap-4, which is true of the doubles next to 0.1 and false of the
/// tenth.
double number(const std::string& text);

}  // namespace margincert::numeric_tests::itl
