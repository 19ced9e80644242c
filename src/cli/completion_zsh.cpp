#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "cli/completion.hpp"

namespace margincert::cli {
namespace {

/// `text` with a backslash before each of `special`, and before backslashes.
std::string escaped(const std::string& text, const std::string& special) {
  std::string out;
  for (const char c : text) {
    if (c == '\\' || special.find(c) != std::string::npos) out += '\\';
    out += c;
  }
  return out;
}

std::string function_of(const std::string& path) {
  std::string name = path.empty() ? "_margincert" : "_margincert_" + path;
  std::replace(name.begin(), name.end(), ' ', '_');
  return name;
}

/// The action of an _arguments specification. Words and files together are alternatives.
std::string action(const Offer& offer) {
  std::vector<std::string> parts;
  if (!offer.words.empty()) parts.push_back(fmt::format("word:word:({})", fmt::join(offer.words, " ")));
  for (const std::string& suffix : offer.suffixes) {
    parts.push_back(suffix.empty() ? "file:file:_files" : fmt::format("file:file:_files -g \"*{}\"", suffix));
  }
  if (offer.folders) parts.push_back("folder:folder:_files -/");
  if (parts.empty()) return " ";
  if (parts.size() == 1) return parts.front().substr(parts.front().find(':', parts.front().find(':') + 1) + 1);
  std::string text = " _alternative";  // with a space _arguments calls it with nothing more
  for (const std::string& part : parts) text += " " + escaped(shell_quoted(part), ":");
  return text;
}

/// Any number of values go on up to the next option.
std::string option_line(const OptionEntry& option) {
  std::string text = (option.many ? "*" : "") + option.name;
  if (!option.flag() && !option.many && option.name.starts_with("--")) text += '=';
  text += '[' + escaped(option.meaning, "[]") + ']';
  if (!option.flag()) {
    text += fmt::format(":{}{}:{}", option.many ? "*-*:" : "", escaped(option.value, ":"), action(option.offer));
  }
  return "    " + shell_quoted(text) + " \\\n";
}

std::string argument_line(const OptionEntry& option) {
  return "    " +
         shell_quoted(fmt::format("{}:{}:{}", option.many ? "*" : "", escaped(option.name, ":"), action(option.offer))) +
         " \\\n";
}

std::string command_function(const std::vector<CommandEntry>& table, const CommandEntry& command) {
  std::string text = function_of(command.path) + "() {\n";
  const std::vector<const CommandEntry*> below = subcommands(table, command.path);
  std::string lines;
  for (const OptionEntry& option : command.options) {
    lines += option.argument ? (below.empty() ? argument_line(option) : "") : option_line(option);
  }
  if (below.empty()) return text + "  _arguments -S \\\n" + lines + "    && return\n}\n\n";

  std::string described, chosen;
  for (const CommandEntry* sub : below) {
    described += "    " + shell_quoted(escaped(last_word(sub->path), ":") + ':' + sub->meaning) + "\n";
    chosen += fmt::format("    {}) {} ;;\n", last_word(sub->path), function_of(sub->path));
  }
  std::string files;
  for (const OptionEntry& option : command.options) {
    if (option.argument)
      files += "    _alternative " + shell_quoted("argument:" + option.name + ":" + action(option.offer)) + "\n";
  }
  return text + "  local state\n  local -a commands=(\n" + described + "  )\n  _arguments -C \\\n" + lines +
         "    '1: :->first' \\\n    '*:: :->rest' && return\n  case $state in\n  first)\n"
         "    _describe command commands\n" +
         files + "    ;;\n  rest)\n    case $words[1] in\n" + chosen +
         (files.empty() ? "" : "    *)\n  " + files + "      ;;\n") + "    esac\n    ;;\n  esac\n}\n\n";
}

}  // namespace

std::string zsh_completion(const std::vector<CommandEntry>& table) {
  std::string text =
      "#compdef margincert\n# zsh completion of margincert, as `margincert completion zsh` prints it\n\n";
  for (const CommandEntry& command : table) text += command_function(table, command);
  // Called by compinit as the completion itself, or sourced to define it.
  return text +
         "if [[ $funcstack[1] == _margincert ]]; then\n  _margincert \"$@\"\nelse\n  compdef _margincert "
         "margincert\nfi\n";
}

}  // namespace margincert::cli
