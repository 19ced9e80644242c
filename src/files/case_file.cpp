#include "files/case_file.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <stdexcept>

#include "files/case_reader.hpp"
#include "files/case_writer.hpp"
#include "files/digest.hpp"
#include "files/json_reader.hpp"
#include "files/strict_parse.hpp"

namespace margincert::files {

namespace {

constexpr std::string_view case_format = "margincert-case/1";

nlohmann::json without_digest(const Case& witness) { return parse_strictly(open_json(witness) + "}", "case"); }

void check_digest(const Document& document) {
  const Node stated = document.root().member("digest");
  const std::string actual = digest_of(document.value());
  if (stated.string() == actual) return;
  throw AlteredCase(document.name(), "/digest",
                    fmt::format("the digest is {}, and the rest of the file gives \"{}\"", stated.shown(), actual),
                    "it was altered after it was written: get it again, or derive it anew");
}

/// Every content has one document, so that neither a decimal nor a second spelling of a number can stand in one.
void check_exact_form(const Document& document, const Case& witness) {
  nlohmann::json expected = without_digest(witness);
  expected["digest"] = document.value()["digest"];
  if (document.value() == expected) return;
  const nlohmann::json difference = nlohmann::json::diff(document.value(), expected).front();
  const std::string place = difference["path"];
  // What passed the reader can differ in the spelling of a number only.
  const std::string spelling = document.value()[nlohmann::json::json_pointer(place)].dump();
  throw FileError(document.name(), place, spelling.substr(0, 60) + " is not in its exact form",
                  "write " + difference["value"].dump());
}

Case read(const Document& document) {
  document.root().expect_format(case_format);
  check_digest(document);
  const Case witness = read_case(document.root());
  check_exact_form(document, witness);
  return witness;
}

}  // namespace

Case parse_case(std::string_view text, const std::string& name) { return read(Document(text, name)); }

Case read_case(const std::string& path) { return read(read_document(path)); }

std::string to_json(const Case& witness) {
  const std::string text =
      fmt::format("{},\n  \"digest\": \"{}\"\n}}\n", open_json(witness), digest_of(without_digest(witness)));
  try {
    parse_case(text, "case");
  } catch (const FileError& error) {
    throw std::invalid_argument(error.what());
  }
  return text;
}

}  // namespace margincert::files
