#include "cli/option_table.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>

#include "cli/command_line.hpp"
#include "cli/offers.hpp"
#include "files/nearest.hpp"

namespace margincert::cli {
namespace {

/// CLI11 writes an option's type as NAME:DOMAIN…, and a choice's domain as {one,other}.
struct ValueType {
  std::string name;
  std::string domain;
  std::vector<std::string> choices;
};

/// "from 1 to 64" for CLI11's "INT in [1 - 64]".
std::string in_words(const std::string& domain) {
  const std::size_t open = domain.find(" in ["), dash = domain.find(" - ", open), close = domain.find(']', dash);
  if (open == std::string::npos || dash == std::string::npos || close == std::string::npos) return domain;
  return "from " + domain.substr(open + 5, dash - open - 5) + " to " + domain.substr(dash + 3, close - dash - 3);
}

ValueType read_type(const std::string& type) {
  const std::size_t colon = type.find(':');
  ValueType read{type.substr(0, colon), colon == std::string::npos ? "" : type.substr(colon + 1), {}};
  if (read.domain.starts_with('{') && read.domain.ends_with('}')) {
    read.choices = CLI::detail::split(read.domain.substr(1, read.domain.size() - 2), ',');
    read.domain = "one of " + files::joined(read.choices);
    if (read.name == "TEXT") read.name = "WORD";
  }
  read.domain = in_words(read.domain);
  if (read.name == "INT" || read.name == "UINT") read.name = "N";
  if (read.name == "FLOAT") read.name = "X";
  return read;
}

std::string first_of(const std::vector<std::string>& names, const char* dashes) {
  return names.empty() ? "" : dashes + names.front();
}

OptionEntry entry_of(const CLI::Option& option, const std::string& command) {
  const ValueType type = read_type(option.get_type_name());
  OptionEntry entry;
  entry.argument = option.get_positional();
  entry.name = entry.argument ? option.get_name(true) : first_of(option.get_lnames(), "--");
  entry.short_name = first_of(option.get_snames(), "-");
  if (entry.name.empty()) entry.name.swap(entry.short_name);
  const bool takes_value = option.get_items_expected_max() > 0;
  if (takes_value) entry.value = entry.argument ? entry.name : type.name;
  entry.meaning = option.get_description();
  entry.domain = type.domain;
  entry.default_value = option.get_default_str();
  entry.required = option.get_required();
  entry.many = option.get_items_expected_max() >= CLI::detail::expected_max_vector_size;
  if (takes_value) entry.offer = offer_for(command, entry);
  if (!type.choices.empty()) entry.offer = {type.choices};
  return entry;
}

void add_command(std::vector<CommandEntry>& table, const CLI::App& app, const std::string& path) {
  CommandEntry entry{path, app.get_description(), {}};
  for (const CLI::Option* option : app.get_options()) {
    if (!option->get_group().empty()) entry.options.push_back(entry_of(*option, path));
  }
  // CLI11 makes up the order of its help by group; arguments come first there, too.
  std::stable_partition(entry.options.begin(), entry.options.end(), [](const OptionEntry& o) { return o.argument; });
  table.push_back(std::move(entry));
  for (const CLI::App* sub : app.get_subcommands([](const CLI::App* s) { return !s->get_group().empty(); })) {
    add_command(table, *sub, path.empty() ? sub->get_name() : path + ' ' + sub->get_name());
  }
}

}  // namespace

std::vector<CommandEntry> option_table() {
  CLI::App app;
  Commands commands;
  describe(app, commands);
  std::vector<CommandEntry> table;
  add_command(table, app, "");
  return table;
}

std::string last_word(const std::string& path) { return path.substr(path.rfind(' ') + 1); }

std::vector<const CommandEntry*> subcommands(const std::vector<CommandEntry>& table, const std::string& path) {
  const std::string before = path.empty() ? "" : path + ' ';
  std::vector<const CommandEntry*> found;
  for (const CommandEntry& command : table) {
    if (!command.path.empty() && command.path == before + last_word(command.path)) found.push_back(&command);
  }
  return found;
}

}  // namespace margincert::cli
