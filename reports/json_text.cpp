#include "reports/json_text.hpp"

#include <nlohmann/json.hpp>

#include "files/json_writer.hpp"

namespace margincert::reports {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t columns = 120;

/// Appends all of it to the line, unless that grows beyond `longest`; whether it stayed below.
bool append_on_one_line(const Json& value, std::string& line, std::size_t longest) {
  if (!value.is_structured()) {
    line += value.dump();
    return line.size() <= longest;
  }
  line += value.is_array() ? '[' : '{';
  bool first = true;
  for (const auto& [key, element] : value.items()) {
    if (!first) line += ", ";
    first = false;
    if (value.is_object()) line += Json(key).dump() + ": ";
    if (!append_on_one_line(element, line, longest)) return false;
  }
  line += value.is_array() ? ']' : '}';
  return line.size() <= longest;
}

/// Appends the value to the text, whose last line is already `column` long and indented by `indent`.
void append(const Json& value, std::size_t indent, std::size_t column, std::string& text) {
  const std::size_t start = text.size(), room_for_a_comma = 1;
  if (column < columns && append_on_one_line(value, text, start + columns - column - room_for_a_comma)) return;
  text.resize(start);
  if (!value.is_structured() || value.empty()) {
    text += value.dump();
    return;
  }
  const std::string margin(indent + 2, ' ');
  text += value.is_array() ? '[' : '{';
  bool first = true;
  for (const auto& [key, element] : value.items()) {
    text += first ? "\n" : ",\n";
    first = false;
    const std::string label = value.is_object() ? Json(key).dump() + ": " : "";
    text += margin + label;
    append(element, margin.size(), margin.size() + label.size(), text);
  }
  text += '\n' + std::string(indent, ' ') + (value.is_array() ? ']' : '}');
}

}  // namespace

std::string json_text(const Json& document) {
  std::string text;
  append(files::with_utf8(document), 0, 0, text);
  return text + '\n';
}

}  // namespace margincert::reports
