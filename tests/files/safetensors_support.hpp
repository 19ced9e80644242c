#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

#include "tests/files/support.hpp"

// Safetensors files put together by hand, sound or not.
namespace margincert::files::test {

inline std::string little_endian(std::uint64_t word, int bytes) {
  std::string text;
  for (int i = 0; i < bytes; ++i) text += static_cast<char>(word >> (8 * i) & 0xff);
  return text;
}

/// The header's length, the header and the data.
inline std::string container(std::string_view header, std::string_view data) {
  return little_endian(header.size(), 8).append(header).append(data);
}

inline std::string f64_data(std::initializer_list<double> numbers) {
  std::string data;
  for (const double x : numbers) data += little_endian(bits_of(x), 8);
  return data;
}

inline std::string replaced(std::string text, std::string_view piece, std::string_view replacement) {
  const std::size_t start = text.find(piece);
  if (start == std::string::npos) throw std::logic_error("the sample does not hold " + std::string(piece));
  return text.replace(start, piece.size(), replacement);
}

}  // namespace margincert::files::test
