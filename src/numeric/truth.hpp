#pragma once

#include <algorithm>

namespace margincert::numeric {

/// What an enclosure can say about a relation between real numbers. Deliberately not convertible to bool: a caller has
/// to say what it does with `unknown`. The order no < unknown < yes makes min and max the logical and and or.
enum class Truth { no, unknown, yes };

constexpr Truth operator&(Truth a, Truth b) { return std::min(a, b); }
constexpr Truth operator|(Truth a, Truth b) { return std::max(a, b); }
constexpr Truth operator!(Truth a) {
  return a == Truth::yes ? Truth::no : a == Truth::no ? Truth::yes : Truth::unknown;
}
constexpr Truth truth(bool known) { return known ? Truth::yes : Truth::no; }

}  // namespace margincert::numeric
