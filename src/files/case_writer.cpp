#include "files/case_writer.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <stdexcept>

#include "files/nested_files.hpp"
#include "files/task_file.hpp"

namespace margincert::files {

namespace {

std::string json_of(const std::string& text) {
  try {
    return nlohmann::json(text).dump();
  } catch (const nlohmann::json::exception&) {
    throw std::invalid_argument("a case file holds UTF-8 text only");
  }
}

std::string json_of(const std::vector<std::string>& texts) {
  std::string list;
  for (const std::string& text : texts) list += (list.empty() ? "" : ", ") + json_of(text);
  return "[" + list + "]";
}

std::string json_of(const std::map<std::string, std::string>& settings) {
  std::string list;
  for (const auto& [name, value] : settings) list += (list.empty() ? "" : ", ") + json_of(name) + ": " + json_of(value);
  return "{" + list + "}";
}

std::string json_of(const Enclosure& enclosure) {
  return fmt::format("{{\"lo\": {}, \"hi\": {}}}", json_of(enclosure.lo), json_of(enclosure.hi));
}

/// Another file's text as a value inside this one. Its line breaks are layout: JSON strings hold none.
std::string nested(const std::string& text) {
  std::string indented;
  for (const char c : text.substr(0, text.find_last_not_of('\n') + 1)) {
    indented += c;
    if (c == '\n') indented += "  ";
  }
  return indented;
}

std::string json_of(const Case::Origin& origin) {
  return fmt::format(
      "{{\n    \"command\": {},\n    \"engine\": {},\n    \"family\": {},\n    \"settings\": {},\n"
      "    \"seed\": \"{}\",\n    \"index\": \"{}\",\n    \"evaluations\": \"{}\",\n    \"kind\": {}\n  }}",
      json_of(origin.command), json_of(origin.engine), json_of(origin.family), json_of(origin.settings), origin.seed,
      origin.index, origin.evaluations, json_of(origin.kind));
}

std::string claim_json(const Case& witness) {
  return fmt::format(
      "  \"tool\": {},\n  \"statement\": {},\n  \"version\": \"{}\",\n  \"regime\": \"{}\",\n  \"hypotheses\": {},\n"
      "  \"dropped\": {},\n",
      json_of(witness.tool), json_of(witness.statement), witness.corrupted ? "corrupted" : "stated",
      to_string(witness.regime), json_of(witness.hypotheses), json_of(witness.dropped));
}

std::string verdict_json(const Case& witness) {
  return fmt::format(
      "  \"verdict\": {},\n  \"layer\": {},\n  \"part\": {},\n  \"relation\": {},\n  \"greater\": {},\n"
      "  \"lesser\": {},\n  \"slack\": {},\n  \"rung\": {},\n",
      json_of(witness.verdict), witness.layer, json_of(witness.part), json_of(witness.relation),
      json_of(witness.greater), json_of(witness.lesser), json_of(witness.slack), witness.rung);
}

}  // namespace

std::string open_json(const Case& witness) {
  return "{\n  \"format\": \"margincert-case/1\",\n" + claim_json(witness) + verdict_json(witness) +
         fmt::format("  \"origin\": {},\n  \"parameters\": {},\n  \"task\": {}", json_of(witness.origin),
                     nested(to_exact_json(witness.parameters)), nested(to_json(witness.task)));
}

}  // namespace margincert::files
