#include "generators/settings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "files/nearest.hpp"

namespace margincert::generators {
namespace {

/// The whole text as a number, or nothing.
template <class Number>
std::optional<Number> parsed(std::string_view text) {
  Number number{};
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || stop != text.data() + text.size()) return std::nullopt;
  return number;
}

/// The text as a value of each kind of domain, or nothing when it is malformed or outside.
struct ReadValue {
  std::string_view text;

  template <class Number>
  std::optional<SettingValue> within(Number min, Number max) const {
    const auto number = parsed<Number>(text);
    // Written so that a NaN is refused.
    if (!number || !(*number >= min && *number <= max)) return std::nullopt;
    return *number;
  }
  std::optional<SettingValue> operator()(const IntegerRange& range) const { return within(range.min, range.max); }
  std::optional<SettingValue> operator()(const RealRange& range) const { return within(range.min, range.max); }
  std::optional<SettingValue> operator()(const Words& words) const {
    const auto word = std::ranges::find(words.allowed, text);
    if (word == words.allowed.end()) return std::nullopt;
    return *word;
  }
};

struct AllowedText {
  std::string operator()(const IntegerRange& range) const { return fmt::format("{}..{}", range.min, range.max); }
  std::string operator()(const RealRange& range) const { return fmt::format("{}..{}", range.min, range.max); }
  std::string operator()(const Words& words) const { return files::joined(words.allowed, " | "); }
};

std::vector<std::string> names(std::span<const SettingSpec> specs) {
  std::vector<std::string> result;
  for (const SettingSpec& spec : specs) result.push_back(spec.name);
  return result;
}

const SettingSpec& find_spec(std::string_view family_id, std::span<const SettingSpec> specs, std::string_view name) {
  const auto spec = std::ranges::find(specs, name, &SettingSpec::name);
  if (spec != specs.end()) return *spec;
  const auto known = names(specs);
  throw SettingError(fmt::format("family '{}' has no setting '{}'{} (its settings: {})", family_id, name,
                                 files::did_you_mean(name, known), files::joined(known)));
}

struct Assignment {
  std::string_view name;
  std::string_view value;
};

Assignment split(std::string_view text) {
  const auto equals = text.find('=');
  if (equals == 0 || equals == std::string_view::npos) {
    throw SettingError(fmt::format("setting '{}' is not of the form name=value", text));
  }
  return {text.substr(0, equals), text.substr(equals + 1)};
}

SettingValue read_value(const SettingSpec& spec, std::string_view text) {
  if (auto value = std::visit(ReadValue{text}, spec.domain)) return *value;
  const auto* words = std::get_if<Words>(&spec.domain);
  throw SettingError(fmt::format("setting {}={} is not allowed{} (allowed: {}{})", spec.name, text,
                                 words ? files::did_you_mean(text, words->allowed) : "",
                                 std::holds_alternative<IntegerRange>(spec.domain) ? "an integer in " : "",
                                 allowed_text(spec.domain)));
}

}  // namespace

SettingSpec integer_setting(std::string name, std::string meaning, std::int64_t default_value, IntegerRange range) {
  return {std::move(name), std::move(meaning), range, default_value};
}
SettingSpec real_setting(std::string name, std::string meaning, double default_value, RealRange range) {
  return {std::move(name), std::move(meaning), range, default_value};
}
SettingSpec word_setting(std::string name, std::string meaning, std::string default_value, Words words) {
  return {std::move(name), std::move(meaning), std::move(words), std::move(default_value)};
}

std::string allowed_text(const SettingDomain& domain) { return std::visit(AllowedText{}, domain); }

std::string default_text(const SettingSpec& spec) {
  if (!spec.default_value) return "from the parameters";
  return std::visit([](const auto& value) { return fmt::format("{}", value); }, *spec.default_value);
}

const SettingValue& Settings::value(std::string_view name) const {
  const auto found = values_.find(name);
  if (found == values_.end()) throw std::logic_error(fmt::format("setting '{}' was never declared", name));
  return found->second;
}
std::int64_t Settings::integer(std::string_view name) const { return std::get<std::int64_t>(value(name)); }
double Settings::real(std::string_view name) const { return std::get<double>(value(name)); }
const std::string& Settings::word(std::string_view name) const { return std::get<std::string>(value(name)); }

Settings read_settings(std::string_view family_id, std::span<const SettingSpec> specs,
                       std::span<const std::string> assignments) {
  Settings settings;
  for (const SettingSpec& spec : specs) {
    if (spec.default_value) settings.values_.emplace(spec.name, *spec.default_value);
  }
  for (const std::string& text : assignments) {
    const auto [name, value] = split(text);
    const SettingSpec& spec = find_spec(family_id, specs, name);
    if (!settings.given_.insert(spec.name).second) throw SettingError(fmt::format("setting '{}' is given twice", name));
    settings.values_.insert_or_assign(spec.name, read_value(spec, value));
  }
  return settings;
}

}  // namespace margincert::generators
