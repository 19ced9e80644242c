#include "files/json_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "files/file_error.hpp"
#include "files/hex_float.hpp"
#include "files/strict_parse.hpp"
#include "files/text_file.hpp"
#include "files/nearest.hpp"

namespace margincert::files {

namespace {

using nlohmann::json;

/// The value as the file has it, cut to a readable length.
std::string shown(const json& value) {
  if (value.is_array()) return "an array";
  if (value.is_object()) return "an object";
  constexpr std::size_t longest = 60;
  const std::string text = value.dump(-1, ' ', true);
  return text.size() <= longest ? text : text.substr(0, longest) + "...";
}

std::string quoted(const Keys& keys) {
  std::string list;
  for (const std::string& key : keys) list += fmt::format("{}\"{}\"", list.empty() ? "" : ", ", key);
  return list;
}

std::string remedy_for(const std::string& unknown_key, const Keys& allowed) {
  // A hostile megabyte-long key is not worth a distance table.
  if (const auto meant = unknown_key.size() < 100 ? files::nearest(unknown_key, allowed) : std::nullopt) {
    return fmt::format("did you mean \"{}\"?", *meant);
  }
  return "remove it, or use one of " + quoted(allowed);
}

bool holds(const Keys& keys, const std::string& key) { return std::ranges::find(keys, key) != keys.end(); }

}  // namespace

void Node::refuse(std::string_view problem, std::string_view remedy) const {
  throw FileError(*file_, path_.empty() ? "top level" : path_, problem, remedy);
}

std::string Node::shown() const { return files::shown(*value_); }
std::string Node::text() const { return value_->dump(); }
bool Node::is_null() const { return value_->is_null(); }
bool Node::is_string() const { return value_->is_string(); }
bool Node::is_object() const { return value_->is_object(); }

void Node::expect_format(std::string_view expected) const {
  if (!value_->is_object()) refuse(shown() + " is not an object", fmt::format("give a {} object", expected));
  if (!has("format")) refuse("the key \"format\" is missing", fmt::format("add \"format\": \"{}\"", expected));
  const Node format = member("format");
  if (format.string() != expected) {
    format.refuse(fmt::format("{} is not the format expected here", format.shown()),
                  fmt::format("give a \"{}\" file", expected));
  }
}

void Node::object(const Keys& allowed, const Keys& required) const {
  if (!value_->is_object()) refuse(shown() + " is not an object", "write an object with the keys " + quoted(required));
  for (const auto& [key, value] : value_->items()) {
    if (!holds(allowed, key)) refuse("unknown key " + files::shown(json(key)), remedy_for(key, allowed));
  }
  for (const std::string& key : required) {
    if (!has(key)) refuse(fmt::format("the key \"{}\" is missing", key), "add it");
  }
}

bool Node::has(const std::string& key) const { return value_->is_object() && value_->contains(key); }

Node Node::member(const std::string& key) const {
  if (!has(key)) refuse(fmt::format("the key \"{}\" is missing", key), "add it");
  return {(*value_)[key], *file_, path_ + pointer_step(key)};
}

std::vector<Node> Node::array() const {
  if (!value_->is_array()) refuse(shown() + " is not an array", "write [...]");
  std::vector<Node> elements;
  elements.reserve(value_->size());
  for (const json& element : *value_) {
    elements.emplace_back(element, *file_, path_ + pointer_step(std::to_string(elements.size())));
  }
  return elements;
}

std::vector<std::pair<std::string, Node>> Node::members() const {
  if (!value_->is_object()) refuse(shown() + " is not an object", "write {...}");
  std::vector<std::pair<std::string, Node>> members;
  members.reserve(value_->size());
  for (const auto& [key, value] : value_->items()) {
    members.emplace_back(key, Node(value, *file_, path_ + pointer_step(key)));
  }
  return members;
}

long Node::integer(long least, long greatest) const {
  const std::string remedy = fmt::format("write an integer from {} to {}", least, greatest);
  if (!value_->is_number_integer()) refuse(shown() + " is not an integer", remedy);
  // Beyond the signed range an unsigned value would wrap around into it.
  const bool wraps = value_->is_number_unsigned() && value_->get<std::uint64_t>() > std::uint64_t{INT64_MAX};
  if (wraps || value_->get<std::int64_t>() < least || value_->get<std::int64_t>() > greatest) {
    refuse(shown() + " is out of range", remedy);
  }
  return value_->get<std::int64_t>();
}

std::uint64_t Node::natural(std::uint64_t greatest) const {
  const std::string remedy = fmt::format("write an integer from 0 to {}", greatest);
  if (!value_->is_number_integer()) refuse(shown() + " is not an integer", remedy);
  if (!value_->is_number_unsigned() || value_->get<std::uint64_t>() > greatest) {
    refuse(shown() + " is out of range", remedy);
  }
  return value_->get<std::uint64_t>();
}

bool Node::boolean() const {
  if (!value_->is_boolean()) refuse(shown() + " is not a truth value", "write true or false");
  return value_->get<bool>();
}

std::string Node::string() const {
  if (!value_->is_string()) refuse(shown() + " is not a string", "put it in double quotes");
  return value_->get<std::string>();
}

double Node::number() const {
  // Integers convert with one rounding to nearest, as decimals were read.
  if (value_->is_number()) return value_->get<double>();
  const std::string remedy = "write a JSON number, or a hex-float such as \"0x1.8p-1\"";
  if (!value_->is_string()) refuse(shown() + " is not a number", remedy);
  const auto& text = value_->get_ref<const std::string&>();
  if (!is_hex_float(text)) refuse(shown() + " is not a hex-float", remedy);
  const auto exact = parse_hex_float(text);
  if (!exact) {
    refuse(shown() + " has more digits than a binary64, or lies beyond its range",
           "write a number of at most 53 bits, between 2^-1074 and 2^1024");
  }
  return *exact;
}

Document::Document(std::string_view text, std::string name)
    : name_(std::move(name)), value_(std::make_shared<const json>(parse_strictly(text, name_))) {}

Document read_document(const std::string& path) { return Document(read_text(path), path); }

}  // namespace margincert::files
