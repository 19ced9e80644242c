#pragma once

#include <rapidcheck.h>
#include <stdlib.h>

#include <bit>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <tuple>

#include "files/file_error.hpp"

namespace margincert::files::test {

/// What the FileError thrown by `action` says; any other outcome gives a text that no expectation matches.
template <class Action>
std::string message_of(Action action) {
  try {
    action();
  } catch (const FileError& error) {
    return error.what();
  }
  return "(nothing was refused)";
}

/// A directory of its own for one test, gone afterwards.
class Scratch {
 public:
  Scratch() {
    std::string pattern = (std::filesystem::temp_directory_path() / "margincert-test-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no scratch directory");
    path_ = pattern;
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  ~Scratch() { std::filesystem::remove_all(path_); }

  std::filesystem::path operator/(const std::string& name) const { return path_ / name; }
  std::ptrdiff_t entries() const {
    return std::distance(std::filesystem::directory_iterator(path_), std::filesystem::directory_iterator());
  }

 private:
  std::filesystem::path path_;
};

inline std::string content_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

inline std::uint64_t bits_of(double x) { return std::bit_cast<std::uint64_t>(x); }

/// Any finite binary64, built from sign, exponent and fraction: every binade is as likely as another, and subnormals,
/// both ends of the range, powers of two and neighbours of powers of two come up often.
inline rc::Gen<double> any_double() {
  using namespace rc;
  const std::uint64_t fraction_end = std::uint64_t{1} << 52;
  const auto uniform = [](auto least, auto end) { return gen::resize(kNominalSize, gen::inRange(least, end)); };
  const auto exponent = gen::weightedOneOf<std::uint64_t>(
      {{3, uniform(std::uint64_t{0}, std::uint64_t{2047})}, {1, gen::element<std::uint64_t>(0, 1, 1023, 2046)}});
  const auto one_bit = gen::map(uniform(0, 52), [](int bit) { return std::uint64_t{1} << bit; });
  const auto fraction =
      gen::oneOf(gen::element<std::uint64_t>(0, 1, fraction_end - 1), one_bit, uniform(std::uint64_t{0}, fraction_end));
  return gen::map(gen::tuple(gen::inRange<std::uint64_t>(0, 2), exponent, fraction), [](const auto& parts) {
    const auto& [sign, biased, low] = parts;
    return std::bit_cast<double>(sign << 63 | biased << 52 | low);
  });
}

}  // namespace margincert::files::test
