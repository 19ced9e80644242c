#pragma once

#include <CLI/CLI.hpp>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>

#include <fmt/format.h>

namespace margincert::cli {

/// Plain decimals only: left alone, CLI11 wraps -1 around, cuts off what does not fit and reads 010 as eight.
template <class Number>
CLI::Validator whole_number() {
  return {[](std::string& text) -> std::string {
            Number number{};
            const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
            if (error == std::errc{} && number >= 0 && std::to_string(number) == text) return "";
            return fmt::format("'{}' is not a whole number from 0 to {}", text, std::numeric_limits<Number>::max());
          },
          ""};
}

/// A finite number; none where the text is anything else.
inline std::optional<double> finite_number(const std::string& text) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = error == std::errc{} && end == text.data() + text.size();
  return whole && std::isfinite(number) ? std::optional(number) : std::nullopt;
}

inline CLI::Validator positive_number() {
  return {[](std::string& text) -> std::string {
            const auto number = finite_number(text);
            return number && *number > 0 ? "" : fmt::format("'{}' is not a positive number", text);
          },
          ""};
}

inline CLI::Validator number_from_zero_to(double most) {
  return {[most](std::string& text) -> std::string {
            const auto number = finite_number(text);
            return number && *number >= 0 && *number <= most
                       ? ""
                       : fmt::format("'{}' is not a number from 0 to {}", text, most);
          },
          ""};
}

/// An empty word is what an unset shell variable leaves behind; taking it for "not given" would check something else.
inline CLI::Validator not_empty() {
  return {[](std::string& text) -> std::string { return text.empty() ? "is empty; leave it out or give a value" : ""; },
          ""};
}

inline void add_jobs(CLI::App& app, int& jobs) {
  app.add_option("--jobs", jobs, "Threads; results do not depend on it (default: all cores)")
      ->check(CLI::Range(1, 1024));
}

inline void add_seed(CLI::App& app, std::uint64_t& seed, const char* meaning) {
  app.add_option("--seed", seed, meaning)->check(whole_number<std::uint64_t>())->capture_default_str();
}

inline void add_time_budget(CLI::App& app, std::optional<double>& seconds) {
  app.add_option("--time-budget", seconds, "Seconds after which to stop; what is missing is inconclusive")
      ->check(positive_number())
      ->type_name("SECONDS");
}

}  // namespace margincert::cli
