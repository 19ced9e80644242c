#pragma once

#include <string>
#include <vector>

namespace margincert::cli {

/// What a shell can offer for a value.
struct Offer {
  std::vector<std::string> words = {};
  std::vector<std::string> suffixes = {};  ///< of files, with their dot; one that is empty: any file
  bool folders = false;
};

/// An option, a flag or an argument.
struct OptionEntry {
  std::string name;  ///< "--seed", or "-o" where there is no longer one; an argument's is what its value is called
  std::string short_name;     ///< "-o", or ""
  std::string value;          ///< what its value is called; "" for a flag
  std::string meaning;        ///< the sentence that --help shows
  std::string domain;         ///< which values there are, in words; "" where anything goes
  std::string default_value;  ///< "" for none
  bool argument = false;      ///< it is known by its place and not by a name
  bool required = false;
  bool many = false;  ///< takes any number of values
  Offer offer;

  bool flag() const { return value.empty(); }
};

/// The program (no path), or a subcommand: "gate", or "report diff" for one of a subcommand's own.
struct CommandEntry {
  std::string path;
  std::string meaning;
  std::vector<OptionEntry> options;
};

/// Whatever parse_command_line takes, as --help shows it, in its order: the program first, and every command before its
/// own subcommands. Manual and completions are made of it.
std::vector<CommandEntry> option_table();

/// The commands directly below that path.
std::vector<const CommandEntry*> subcommands(const std::vector<CommandEntry>& table, const std::string& path);
/// "diff" of "report diff".
std::string last_word(const std::string& path);

}  // namespace margincert::cli
