#include <fmt/format.h>

#include <filesystem>

#include "cli/commands.hpp"
#include "cli/embedded.hpp"
#include "cli/exit_codes.hpp"
#include "files/case_file.hpp"
#include "files/recursion_file.hpp"
#include "recursion/nearest.hpp"

namespace margincert::cli {
namespace {

/// Names of the embedded texts that end in `suffix`, without it.
std::vector<std::string> names_with(std::string_view suffix) {
  std::vector<std::string> names;
  for (const EmbeddedText* text : embedded_with(suffix)) {
    names.push_back(text->name.substr(0, text->name.size() - suffix.size()));
  }
  return names;
}

}  // namespace

int run(const SchemaCommand& command) {
  const std::vector<std::string> names = names_with(schema_suffix);
  if (command.name.empty()) {
    fmt::print("{}\n", recursion::joined(names, "\n"));
    return exit_code::pass;
  }
  const EmbeddedText* schema = find_embedded(command.name + std::string(schema_suffix));
  if (!schema) {
    throw UsageError(fmt::format("no schema '{}'{} (schemas: {})", command.name,
                                 recursion::did_you_mean(command.name, names), recursion::joined(names)));
  }
  fmt::print("{}", schema->text);
  return exit_code::pass;
}

Model load_model(const std::string& path_or_name) {
  if (const EmbeddedText* shipped = find_embedded(path_or_name + std::string(model_suffix))) {
    return {path_or_name, files::parse_parameters(shipped->text, shipped->name)};
  }
  const bool could_be_a_name = path_or_name.find_first_not_of("abcdefghijklmnopqrstuvwxyz-") == std::string::npos;
  if (could_be_a_name && !std::filesystem::exists(path_or_name)) {
    const std::vector<std::string> names = names_with(model_suffix);
    throw UsageError(fmt::format("no file and no shipped model '{}'{} (models: {})", path_or_name,
                                 recursion::did_you_mean(path_or_name, names), recursion::joined(names)));
  }
  if (path_or_name.ends_with(case_suffix)) return {path_or_name, files::read_case(path_or_name).parameters};
  return {path_or_name, files::read_parameters(path_or_name)};
}

std::vector<Model> gated_models() { return {load_model("reference"), load_model("textbook")}; }

}  // namespace margincert::cli
