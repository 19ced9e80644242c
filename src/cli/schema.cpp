#include <fmt/format.h>

#include "cli/commands.hpp"
#include "margincert/work/shipped.hpp"
#include "cli/exit_codes.hpp"
#include "files/nearest.hpp"

namespace margincert::cli {

int run(const SchemaCommand& command) {
  const std::vector<std::string> names = work::embedded_names(work::schema_suffix);
  if (command.name.empty()) {
    fmt::print("{}\n", files::joined(names, "\n"));
    return exit_code::pass;
  }
  const work::EmbeddedText* schema = work::find_embedded(command.name + std::string(work::schema_suffix));
  if (!schema) {
    throw UsageError(fmt::format("no schema '{}'{} (schemas: {})", command.name,
                                 files::did_you_mean(command.name, names), files::joined(names)));
  }
  fmt::print("{}", schema->text);
  return exit_code::pass;
}

}  // namespace margincert::cli
