#include "reports/replay_command.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>

#include "files/plain_text.hpp"
#include "reports/artifact.hpp"

namespace margincert::reports {
namespace {

using files::plain;

bool is_plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("_-./,:=+@%").find(c) != std::string_view::npos;
}

/// 'text' in single quotes, which keep everything but themselves.
std::string single_quoted(std::string_view text) {
  std::string word = "'";
  for (const char c : text) word += c == '\'' ? "'\\''" : std::string(1, c);
  return word + "'";
}

/// $'text', which can say in ASCII what would not survive being shown.
std::string escape_quoted(std::string_view text) {
  std::string word = "$'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') {
      word += fmt::format("\\{}", c);
    } else if (c >= ' ' && c < 0x7f) {
      word += c;
    } else {
      // Three octal digits end by themselves, whatever follows.
      word += fmt::format("\\{:03o}", static_cast<unsigned char>(c));
    }
  }
  return word + "'";
}

/// A file name that starts with a dash would be read as an option.
std::string file_word(const std::string& file) { return shell_word(file.starts_with('-') ? "./" + file : file); }

void add_option(std::string& command, const char* option, const std::vector<std::string>& values) {
  if (values.empty()) return;
  command += fmt::format(" {}", option);
  for (const std::string& value : values) command += " " + shell_word(value);
}

/// The first `tasks` of the run's tasks.
void add_tasks(std::string& command, const Run& run, const std::string& seed, std::uint64_t tasks) {
  if (!run.task_files.empty()) {
    command += " --task";
    for (const std::string& file : run.task_files) command += " " + file_word(file);
    return;
  }
  add_option(command, "--family", {run.source});
  std::vector<std::string> settings;
  for (const auto& [name, value] : run.settings) settings.push_back(name + "=" + value);
  add_option(command, "--set", settings);
  add_option(command, "--tasks", {fmt::format("{}", tasks)});
  add_option(command, "--seed", {seed});
}

std::string command_for(const Report& report, const Run& run, const std::vector<std::string>& statements,
                        std::uint64_t tasks) {
  const Request& request = report.request;
  std::string command = "margincert check --params " + file_word(from_folder(request, run.model));
  add_tasks(command, run, fmt::format("{}", request.seed), tasks);
  if (run.parameter_draw != "given") add_option(command, "--draw-params", {run.parameter_draw});
  add_option(command, "--statement", statements);
  if (!request.regime.empty() && request.regime != "natural") add_option(command, "--regime", {request.regime});
  add_option(command, "--drop", request.dropped);
  if (request.ladder != std::vector<int>{53, 113, 256, 512, 1024})
    add_option(command, "--ladder", {fmt::format("{}", fmt::join(request.ladder, ","))});
  if (!request.engine && request.ladder.size() > 1 && request.ladder.front() == 53) command += " --engine off";
  if (request.corrupted_twins) command += " --twins";
  return command;
}

}  // namespace

std::string shell_word(std::string_view text) {
  if (plain(text) != text) return escape_quoted(text);
  return !text.empty() && std::ranges::all_of(text, is_plain) ? std::string(text) : single_quoted(text);
}

std::string from_folder(const Request& request, const std::string& name) {
  if (request.folder.empty() || is_shipped_name(name)) return name;
  namespace fs = std::filesystem;
  const fs::path from_there = fs::path(name).lexically_normal().lexically_relative(request.folder);
  return from_there.empty() ? name : from_there.string();
}

std::string replay_command(const std::string& case_file) {
  return "margincert replay " + shell_word("violations/" + case_file);
}

std::string check_command(const Report& report, const Run& run, const std::string& statement, std::uint64_t task) {
  return command_for(report, run, {statement}, task + 1);
}

std::string run_command(const Report& report, const Run& run) {
  const Request& request = report.request;
  return command_for(report, run, request.statements_chosen ? request.statements : std::vector<std::string>{},
                     run.tasks);
}

}  // namespace margincert::reports
