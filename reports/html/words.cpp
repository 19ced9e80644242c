#include "reports/html/words.hpp"

#include <fmt/format.h>

#include "charts/number_text.hpp"
#include "files/hex_float.hpp"
#include "numeric/exact_text.hpp"

namespace margincert::reports::html {
namespace {

using charts::Rounding;

constexpr int digits = 7;

std::string meaning_of(char letter) {
  switch (letter) {
    case 'S':
      return "stated in what is known of the source";
    case 'R':
      return "reconstructed: the only reading that fits, with our own proof";
    default:
      return "ours, beyond the source";
  }
}

}  // namespace

std::string with_minus_signs(const std::string& text) {
  std::string result;
  for (const char c : text) result += c == '-' ? std::string("−") : std::string(1, c);
  return result;
}

std::string count(long number) {
  const std::string thin_spaces = charts::count_text(number);
  std::string text;
  for (std::size_t at = 0; at < thin_spaces.size();) {
    const bool space = thin_spaces.compare(at, 3, "\u2009") == 0;
    text += space ? std::string("\u202F") : std::string(1, thin_spaces[at]);
    at += space ? 3 : 1;
  }
  return text;
}

std::string counted(long number, std::string_view singular, std::string_view plural) {
  return fmt::format("{} {}", count(number), number == 1 ? singular : plural);
}

std::string counted(long number, std::string_view singular) {
  return counted(number, singular, std::string(singular) + "s");
}

std::string holding(long holds, long applicable, long all, std::string_view what) {
  return fmt::format("{} of {} ({} of {} applicable)", count(holds),
                     counted(applicable, "applicable " + std::string(what)), count(applicable), count(all));
}

std::string decimal(std::string_view lo, std::string_view hi) {
  const auto interval = numeric::parse_hex_interval(lo, hi, numeric::Precision(numeric::Precision::maximum));
  if (!interval) return fmt::format("[{}, {}]", lo, hi);
  std::string text = numeric::decimal_text(*interval, digits);
  const std::size_t comma = text.find(", ");
  if (text.substr(1, comma - 1) == text.substr(comma + 2, text.size() - comma - 3)) text = text.substr(1, comma - 1);
  return with_minus_signs(text);
}

Markup enclosure(std::string_view lo, std::string_view hi) {
  const Markup exact = lo == hi ? code(lo) : Markup("[") + code(lo) + ", " + code(hi) + "]";
  return Markup(decimal(lo, hi)) + Markup::raw("<br>") + tag("small", exact);
}

std::string about(const std::optional<double>& value) {
  return value ? charts::number_text(*value, Rounding::nearest, 3) : "–";
}

Markup number(double value) {
  return Markup(with_minus_signs(fmt::format("{}", value))) + Markup::raw("<br>") +
         tag("small", code(files::hex_float(value)));
}

std::string percent_up(double share) { return charts::number_text(100 * share, Rounding::up, 2) + "\u00A0%"; }

Markup provenance(const std::string& letters) {
  std::string meaning;
  for (const char letter : letters) {
    if (letter == '+') continue;
    meaning += (meaning.empty() ? "" : "; parts ") + meaning_of(letter);
  }
  return tag("abbr", {{"class", "provenance"}, {"title", meaning}}, "[" + letters + "]");
}

Markup badge(const std::string& text, std::string_view kind) {
  return tag_of_class("strong", "badge " + std::string(kind), text);
}

std::string_view kind_of(Status status) {
  switch (status) {
    case Status::pass:
      return "pass";
    case Status::fail:
      return "fail";
    default:
      return "open";
  }
}

Markup verdict_badge(long applicable, long violated, long open, bool confirmed) {
  if (violated > 0) return confirmed ? badge("violated", "fail") : badge("not confirmed", "open");
  if (open > 0) return badge("undecided", "open");
  return applicable > 0 ? badge("holds", "pass") : badge("never applied", "none");
}

}  // namespace margincert::reports::html
