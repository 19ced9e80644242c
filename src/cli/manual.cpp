#include "cli/manual.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

#include "cli/commands.hpp"
#include "cli/exit_codes.hpp"
#include "files/version.hpp"

namespace margincert::cli {
namespace {

/// The code point that starts at text[at], and how many bytes it has. What is written here is UTF-8.
std::uint32_t code_point(const std::string& text, std::size_t at, std::size_t& length) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(text[i])); };
  const std::uint32_t first = byte(at);
  length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  std::uint32_t point = length == 1 ? first : first & (0x7fu >> length);
  for (std::size_t i = 1; i < length; ++i) point = point << 6 | (byte(at + i) & 0x3fu);
  return point;
}

/// The text as roff prints it: nothing in it is a request, an escape or a typographic quote.
std::string roff(const std::string& text) {
  std::string out;
  std::size_t length = 1;
  for (std::size_t i = 0; i < text.size(); i += length) {
    const std::uint32_t point = code_point(text, i, length);
    if (point >= 0x80) {
      out += fmt::format("\\[u{:04X}]", point);
    } else if (point == '\\') {
      out += "\\e";
    } else if (point == '-' || point == '\'' || point == '`' || point == '^' || point == '~') {
      out += point == '-' ? "\\-" : point == '\'' ? "\\(aq" : point == '`' ? "\\(ga" : point == '^' ? "\\(ha" : "\\(ti";
    } else {
      if (point == '.' && (out.empty() || out.back() == ' ')) out += "\\&";
      out += text[i];
    }
  }
  return out;
}

std::string bold(const std::string& text) { return "\\fB" + roff(text) + "\\fR"; }
std::string italic(const std::string& text) { return "\\fI" + roff(text) + "\\fR"; }
/// In lines that linters do not find too long. None starts with a dot or a quote, which would make it a request: roff()
/// has escaped those.
std::string wrapped(const std::string& text) {
  constexpr std::size_t width = 78;
  std::string out;
  std::size_t column = 0;
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t end = std::min(text.find(' ', start), text.size());
    if (column > 0) {
      const bool fits = column + 1 + end - start <= width;
      out += fits ? ' ' : '\n';
      column = fits ? column + 1 : 0;
    }
    out += text.substr(start, end - start);
    column += end - start;
    start = end + 1;
  }
  return out;
}

std::string section(const std::string& name) { return ".SH " + name + "\n"; }
std::string entry(const std::string& head, const std::string& body) {
  return ".TP\n" + head + "\n" + wrapped(body) + "\n";
}

std::string head_of(const OptionEntry& option) {
  const std::string more = option.many ? " ..." : "";
  if (option.argument) return italic(option.name) + more;
  std::string head = option.short_name.empty() ? "" : bold(option.short_name) + ", ";
  head += bold(option.name);
  return option.flag() ? head : head + " " + italic(option.value) + more;
}

std::string body_of(const OptionEntry& option) {
  std::string body = roff(option.meaning);
  if (!option.domain.empty()) body += roff(" (" + option.domain + ")");
  if (!option.default_value.empty()) body += "; default " + bold(option.default_value);
  if (option.required) body += "; required";
  return body;
}

std::string synopsis(const CommandEntry& command) {
  std::string line = ".B margincert " + roff(command.path) + "\n";
  for (const OptionEntry& option : command.options) {
    if (!option.argument) continue;
    const std::string name = italic(option.name) + (option.many ? " ..." : "");
    line += option.required ? name + "\n" : "[" + name + "]\n";
  }
  return line + "[" + italic("options") + "]\n";
}

std::string commands_section(const std::vector<CommandEntry>& table) {
  std::string text = section("COMMANDS");
  for (const CommandEntry& command : table) {
    if (command.path.empty()) continue;
    text += ".SS " + roff("margincert " + command.path) + "\n" + wrapped(roff(command.meaning) + ".") + "\n.PP\n" +
            synopsis(command);
    for (const OptionEntry& option : command.options) text += entry(head_of(option), body_of(option));
  }
  return text;
}

std::string exit_section() {
  std::string text = section("EXIT STATUS") + "Where several apply: 70 before 1 before 2 before 3 before 0.\n";
  for (const exit_code::Meaning& status : exit_code::meanings) {
    text += entry(bold(std::to_string(status.code)), roff(status.meaning));
  }
  return text;
}

std::string environment_section() {
  return section("ENVIRONMENT") +
         entry(bold("SOURCE_DATE_EPOCH"),
               roff("When it is set, reports leave out how long the run took, so that equal runs give equal bytes."));
}

std::string examples_section() {
  const std::pair<const char*, const char*> examples[] = {
      {"Certify the shipped models, which checks the installation:", "margincert gate"},
      {"Gate a model of your own:", "margincert gate model.recursion.json"},
      {"Look for a task that breaks a bound:",
       "margincert search --statement geometric-margin-growth --regime full --drop class-purity"},
      {"Derive what it found again, with arithmetic that shares nothing with the search:",
       "margincert replay reports/out/*.case.json"},
  };
  std::string text = section("EXAMPLES");
  for (const auto& [purpose, command] : examples) {
    if (!text.ends_with(".SH EXAMPLES\n")) text += ".PP\n";
    text += wrapped(roff(purpose)) + "\n.PP\n.nf\n.RS\n" + roff(command) + "\n.RE\n.fi\n";
  }
  return text;
}

}  // namespace

std::string manual_page(const std::vector<CommandEntry>& table) {
  const CommandEntry& program = table.front();
  std::string text = fmt::format(".TH MARGINCERT 1 \"\" \"margincert {}\" \"User Commands\"\n", program_version);
  text += section("NAME") + "margincert \\- certify bounds of in\\-context classification dynamics\n";
  text += section("SYNOPSIS") + ".B margincert\n" + italic("command") + "\n[" + italic("options") + "]\n";
  text += section("DESCRIPTION") +
          wrapped(roff(program.meaning +
                       " Results go to standard output, everything else to standard error; the last line of standard "
                       "output says in one word how it went.")) +
          "\n";
  text += section("OPTIONS");
  for (const OptionEntry& option : program.options) text += entry(head_of(option), body_of(option));
  return text + commands_section(table) + exit_section() + environment_section() + examples_section();
}

int run(const ManualCommand&) {
  fmt::print("{}", manual_page(option_table()));
  return exit_code::pass;
}

}  // namespace margincert::cli
