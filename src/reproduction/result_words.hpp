#pragma once

#include <array>
#include <string_view>
#include <utility>

#include "reproduction/result.hpp"

namespace margincert::reproduction {

// The words of the result format, shared by its reader and its writer.

inline constexpr std::string_view result_format = "margincert-reproduction/1";

inline constexpr std::array<std::pair<Relation, std::string_view>, 4> relation_words{
    {{Relation::below, "below"},
     {Relation::above, "above"},
     {Relation::at_most, "at-most"},
     {Relation::at_least, "at-least"}}};
inline constexpr std::array<std::pair<Unit, std::string_view>, 2> unit_words{
    {{Unit::plain, "plain"}, {Unit::percent, "percent"}}};

template <class E, std::size_t N>
constexpr std::string_view word_in(const std::array<std::pair<E, std::string_view>, N>& words, E value) {
  for (const auto& [known, word] : words) {
    if (known == value) return word;
  }
  return {};
}
constexpr std::string_view word_of(Relation relation) { return word_in(relation_words, relation); }
constexpr std::string_view word_of(Unit unit) { return word_in(unit_words, unit); }

}  // namespace margincert::reproduction
