#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/completion.hpp"

namespace margincert::cli {
namespace {

/// Within single quotes fish reads a backslash before another one and before a quote.
std::string fish_quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\\' || c == '\'') out += '\\';
    out += c;
  }
  return out + "'";
}

/// fish reads -a as a command line: words, and commands in brackets that print words.
std::string offered(const Offer& offer) {
  std::vector<std::string> parts = offer.words;
  for (const std::string& suffix : offer.suffixes) {
    parts.push_back(suffix.empty() ? "(__fish_complete_path)" : fmt::format("(__fish_complete_suffix {})", suffix));
  }
  if (offer.folders) parts.push_back("(__fish_complete_directories)");
  return parts.empty() ? "" : " -a " + fish_quoted(fmt::format("{}", fmt::join(parts, " ")));
}

std::string line(const std::string& path, const std::string& rest, const std::string& meaning) {
  return fmt::format("complete -c margincert -n {}{} -d {}\n", fish_quoted("__margincert_at " + fish_quoted(path)),
                     rest, fish_quoted(meaning));
}

std::string option_line(const CommandEntry& command, const OptionEntry& option) {
  if (option.argument) return line(command.path, offered(option.offer), option.name);
  std::string names = option.name.starts_with("--") ? " -l " + option.name.substr(2) : " -s " + option.name.substr(1);
  if (!option.short_name.empty()) names += " -s " + option.short_name.substr(1);
  return line(command.path, option.flag() ? names : names + " -x" + offered(option.offer), option.meaning);
}

}  // namespace

std::string fish_completion(const std::vector<CommandEntry>& table) {
  std::string paths, lines;
  for (const CommandEntry& command : table) {
    if (!command.path.empty()) paths += " " + shell_quoted(command.path);
    for (const CommandEntry* sub : subcommands(table, command.path)) {
      lines += line(command.path, " -a " + last_word(sub->path), sub->meaning);
    }
    for (const OptionEntry& option : command.options) lines += option_line(command, option);
  }
  return "# fish completion of margincert, as `margincert completion fish` prints it\n\n"
         "# Is the command on the line this one?\n"
         "function __margincert_at\n"
         "    set -l path ''\n"
         "    for word in (commandline -opc)[2..-1]\n"
         "        set -l longer (string trim -- \"$path $word\")\n"
         "        contains -- $longer" +
         paths +
         "; and set path $longer\n"
         "    end\n"
         "    test \"$path\" = \"$argv\"\n"
         "end\n\n"
         "complete -c margincert -f\n" +
         lines;
}

}  // namespace margincert::cli
