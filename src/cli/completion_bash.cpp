#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/completion.hpp"

namespace margincert::cli {
namespace {

/// The walk along the line. bash splits --name=value into three words, so "=" is passed over.
constexpr const char* walk = R"bash(
_margincert() {
  local command= option= values=0 word i
  for ((i = 1; i < COMP_CWORD; ++i)); do
    word=${COMP_WORDS[i]}
    case $word in
    =) ;;
    -*) option=$word values=0 ;;
    *)
      values=$((values + 1))
      if _margincert_is_command "$command $word"; then
        command=${command:+$command }$word option= values=0
      fi
      ;;
    esac
  done
  local current=${COMP_WORDS[COMP_CWORD]}
  [[ $current != '=' ]] || current=
  local words= suffixes= folders= many=
  if [[ $current == -* ]]; then
    _margincert_offer "$command" -
  elif [[ -z $option ]] || ! _margincert_offer "$command" "$option" || [[ $values -gt 0 && -z $many ]]; then
    words= suffixes= folders=
    _margincert_offer "$command" ''
  fi
  local IFS=$'\n' suffix
  COMPREPLY=($(compgen -W "$words" -- "$current"))
  for suffix in $suffixes; do
    COMPREPLY+=($(compgen -f -X "!*${suffix#any}" -- "$current"))
  done
  if [[ -n $suffixes || -n $folders ]]; then
    COMPREPLY+=($(compgen -d -- "$current"))
    compopt -o filenames 2>/dev/null
  fi
  [[ ${COMPREPLY[0]} != *= ]] || compopt -o nospace 2>/dev/null
}

complete -F _margincert margincert
)bash";

std::string lines_of(const std::vector<std::string>& words) { return fmt::format("{}", fmt::join(words, "\n")); }

/// Sets the variables that the walk reads. A suffix that is empty would vanish among lines, so it is called "any".
std::string assignments(const Offer& offer, bool many) {
  std::string text;
  if (!offer.words.empty()) text += " words=" + shell_quoted(lines_of(offer.words));
  std::vector<std::string> suffixes = offer.suffixes;
  for (std::string& suffix : suffixes) suffix = suffix.empty() ? "any" : suffix;
  if (!suffixes.empty()) text += " suffixes=" + shell_quoted(lines_of(suffixes));
  if (offer.folders) text += " folders=yes";
  if (many) text += " many=yes";
  return text.empty() ? " :" : text;
}

std::string offer_case(const std::string& command, const std::string& option, const Offer& offer, bool many) {
  return fmt::format("  '{} {}'){} ;;\n", command, option, assignments(offer, many));
}

/// What stands where no option's value does: subcommands, or the arguments together.
Offer arguments_of(const std::vector<CommandEntry>& table, const CommandEntry& command) {
  Offer offer;
  for (const CommandEntry* sub : subcommands(table, command.path)) offer.words.push_back(last_word(sub->path));
  for (const OptionEntry& option : command.options) {
    if (!option.argument) continue;
    offer.words.insert(offer.words.end(), option.offer.words.begin(), option.offer.words.end());
    offer.suffixes.insert(offer.suffixes.end(), option.offer.suffixes.begin(), option.offer.suffixes.end());
    offer.folders |= option.offer.folders;
  }
  return offer;
}

std::string cases_of(const std::vector<CommandEntry>& table, const CommandEntry& command) {
  std::string text = offer_case(command.path, "", arguments_of(table, command), false);
  Offer names;
  for (const OptionEntry& option : command.options) {
    if (option.argument) continue;
    names.words.push_back(option.name);
    if (option.flag()) continue;
    text += offer_case(command.path, option.name, option.offer, option.many);
    if (!option.short_name.empty()) text += offer_case(command.path, option.short_name, option.offer, option.many);
  }
  return text + offer_case(command.path, "-", names, false);
}

}  // namespace

std::string bash_completion(const std::vector<CommandEntry>& table) {
  std::string paths, cases;
  for (const CommandEntry& command : table) {
    const std::string last = last_word(command.path);
    const std::string before = command.path.substr(0, command.path.size() - last.size());
    if (!command.path.empty())
      paths += fmt::format("{}'{}{}'", paths.empty() ? "" : " | ", before.empty() ? " " : before, last);
    cases += cases_of(table, command);
  }
  return "# bash completion of margincert, as `margincert completion bash` prints it\n\n"
         "_margincert_is_command() {\n  case $1 in\n  " +
         paths +
         ") ;;\n  *) return 1 ;;\n  esac\n}\n\n"
         "# What can follow COMMAND's option ('' for its arguments, - for the options themselves); fails for a flag.\n"
         "_margincert_offer() {\n  case \"$1 $2\" in\n" +
         cases + "  *) return 1 ;;\n  esac\n}\n" + walk;
}

}  // namespace margincert::cli
