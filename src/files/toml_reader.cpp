#include "files/toml_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>
#include <tuple>

#define TOML_HEADER_ONLY 1
#define TOML_ENABLE_FORMATTERS 0
#include <toml++/toml.h>

#include "files/file_error.hpp"
#include "files/hex_float.hpp"
#include "files/strict_parse.hpp"
#include "files/nearest.hpp"

namespace margincert::files {
namespace {

std::string place_of(int line, int column) { return fmt::format("line {}, column {}", line, column); }

template <class Position>
std::pair<int, int> line_and_column(const Position& position) {
  return {static_cast<int>(position.line), static_cast<int>(position.column)};
}

TomlValue converted(const toml::node& node);

std::vector<TomlEntry> entries_of(const toml::table& table) {
  std::vector<TomlEntry> entries;
  for (const auto& [key, value] : table) {
    const auto [line, column] = line_and_column(key.source().begin);
    entries.push_back({std::string(key.str()), converted(value), line, column});
  }
  return entries;
}

std::vector<TomlValue> values_of(const toml::array& array) {
  std::vector<TomlValue> values;
  for (const toml::node& element : array) values.push_back(converted(element));
  return values;
}

TomlValue converted(const toml::node& node) {
  TomlValue value;
  std::tie(value.line, value.column) = line_and_column(node.source().begin);
  if (const auto* table = node.as_table()) {
    value.content = entries_of(*table);
  } else if (const auto* array = node.as_array()) {
    value.content = values_of(*array);
  } else if (const auto* text = node.as_string()) {
    value.content = text->get();
  } else if (const auto* integer = node.as_integer()) {
    value.content = integer->get();
  } else if (const auto* real = node.as_floating_point()) {
    value.content = real->get();
  } else if (const auto* flag = node.as_boolean()) {
    value.content = flag->get();
  } else {
    value.content = TomlValue::Date{};
  }
  return value;
}

const char* type_of(const TomlValue& value) {
  constexpr const char* names[] = {"a string", "an integer", "a decimal number", "a boolean",
                                   "a date",   "an array",   "a table"};
  return names[value.content.index()];
}

std::string quoted_keys(const std::vector<std::string>& keys) { return "'" + files::joined(keys, "', '") + "'"; }

std::string remedy_for_key(const std::string& unknown, const std::vector<std::string>& allowed) {
  constexpr std::size_t worth_a_hint = 100;  // a hostile key of a megabyte is not worth a distance table
  const auto meant = unknown.size() < worth_a_hint ? files::nearest(unknown, allowed) : std::nullopt;
  return meant ? fmt::format("did you mean '{}'?", *meant) : "remove it, or use one of " + quoted_keys(allowed);
}

}  // namespace

void TomlNode::refuse(std::string_view problem, std::string_view remedy) const {
  throw FileError(*file_, place(), problem, remedy);
}

std::string TomlNode::place() const { return place_of(value_->line, value_->column); }

const std::vector<TomlEntry>* TomlNode::entries() const {
  return std::get_if<std::vector<TomlEntry>>(&value_->content);
}

bool TomlNode::is_table() const { return entries() != nullptr; }

std::string TomlNode::shown() const {
  return name_.empty() ? "the document" : fmt::format("'{}' is {}", shortened(name_), type_of(*value_));
}

void TomlNode::refuse_type(std::string_view wanted) const { refuse(shown(), fmt::format("give {}", wanted)); }

const TomlEntry& TomlNode::entry(const std::string& key) const {
  return *std::ranges::find(*entries(), key, &TomlEntry::key);
}

std::string TomlNode::place_of_key(const std::string& key) const {
  return place_of(entry(key).line, entry(key).column);
}

void TomlNode::refuse_key(const std::string& key, std::string_view problem, std::string_view remedy) const {
  throw FileError(*file_, place_of_key(key), problem, remedy);
}

void TomlNode::table(const std::vector<std::string>& allowed) const {
  for (const auto& [key, value] : members()) {
    if (std::ranges::find(allowed, key) != allowed.end()) continue;
    refuse_key(key, fmt::format("unknown key '{}'", shortened(value.name())), remedy_for_key(key, allowed));
  }
}

bool TomlNode::has(const std::string& key) const {
  return is_table() && std::ranges::find(*entries(), key, &TomlEntry::key) != entries()->end();
}

TomlNode TomlNode::member(const std::string& key) const {
  if (!has(key)) refuse(fmt::format("the key '{}' is missing", child_name(key)), "add it");
  return {entry(key).value, *file_, child_name(key)};
}

std::vector<std::pair<std::string, TomlNode>> TomlNode::members() const {
  if (!is_table()) refuse_type("a table");
  std::vector<std::pair<std::string, TomlNode>> all;
  for (const TomlEntry& item : *entries()) {
    all.emplace_back(item.key, TomlNode(item.value, *file_, child_name(item.key)));
  }
  return all;
}

std::vector<TomlNode> TomlNode::array() const {
  const auto* values = std::get_if<std::vector<TomlValue>>(&value_->content);
  if (!values) refuse_type("an array, in brackets");
  std::vector<TomlNode> nodes;
  for (std::size_t k = 0; k < values->size(); ++k) {
    nodes.emplace_back((*values)[k], *file_, fmt::format("{}[{}]", name_, k));
  }
  return nodes;
}

std::string TomlNode::string() const {
  const auto* text = std::get_if<std::string>(&value_->content);
  if (!text) refuse_type("a string, in double quotes");
  if (text->empty()) refuse(fmt::format("'{}' is empty", name_), "leave it out or give a value");
  return *text;
}

std::int64_t TomlNode::integer(std::int64_t least, std::int64_t greatest) const {
  const auto* value = std::get_if<std::int64_t>(&value_->content);
  if (!value) refuse_type("a whole number");
  if (*value < least || *value > greatest) {
    refuse(fmt::format("'{}' is {}", name_, *value), fmt::format("give a whole number from {} to {}", least, greatest));
  }
  return *value;
}

std::uint64_t TomlNode::natural() const {
  if (!std::holds_alternative<std::string>(value_->content)) {
    return static_cast<std::uint64_t>(integer(0, std::numeric_limits<std::int64_t>::max()));
  }
  const std::string digits = string();
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc{} || fmt::to_string(value) != digits) {
    refuse(fmt::format("'{}' is \"{}\"", name_, shortened(digits)),
           fmt::format("give the digits of a whole number from 0 to {}", std::numeric_limits<std::uint64_t>::max()));
  }
  return value;
}

double TomlNode::number() const {
  if (const auto* integer = std::get_if<std::int64_t>(&value_->content)) return static_cast<double>(*integer);
  if (const auto* text = std::get_if<std::string>(&value_->content)) {
    if (const auto exact = parse_hex_float(*text)) return *exact;
  }
  const auto* real = std::get_if<double>(&value_->content);
  if (!real) refuse_type("a number");
  if (!std::isfinite(*real)) refuse(fmt::format("'{}' is {}", name_, *real), "give a finite number");
  return *real;
}

std::string TomlNode::word() const {
  if (const auto* integer = std::get_if<std::int64_t>(&value_->content)) return std::to_string(*integer);
  if (std::holds_alternative<double>(value_->content)) return fmt::format("{}", number());
  if (!std::holds_alternative<std::string>(value_->content)) refuse_type("a number or a string");
  return string();
}

TomlDocument::TomlDocument(std::string_view text, std::string name) : name_(std::move(name)) {
  try {
    value_ = converted(toml::parse(text));
  } catch (const toml::parse_error& error) {
    const auto [line, column] = line_and_column(error.source().begin);
    const bool too_large = error.description().find("not representable in 64 bits") != std::string_view::npos;
    throw FileError(name_, place_of(line, column), "is not TOML: " + shortened(error.description()),
                    too_large ? "TOML's whole numbers end at 9223372036854775807: put a larger seed in quotes"
                              : "correct the text there");
  }
}

}  // namespace margincert::files
