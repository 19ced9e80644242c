#include "reports/annotations.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "files/plain_text.hpp"
#include "reports/artifact.hpp"
#include "reports/finding.hpp"

namespace margincert::reports {
namespace {

using files::plain;
using files::plain_shortened;

constexpr std::size_t most_annotations = 10, longest_message = 1'000, longest_title = 200;

/// What a command's message may not contain as it is; a property's value not these either: ":" and ",".
std::string escaped(std::string_view text, std::string_view also) {
  std::string out;
  for (const char c : text) {
    if (c == '%' || c == '\r' || c == '\n' || also.find(c) != std::string_view::npos) {
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    } else {
      out += c;
    }
  }
  return out;
}

std::string property(std::string_view text) { return escaped(text, ":,"); }

std::string file_of(std::string file) { return file.starts_with("./") ? file.substr(2) : file; }

std::string command_of(const Report& report, const Finding& finding) {
  std::string message = plain_shortened(finding.message, longest_message);
  if (!finding.replay.empty()) message += "\n" + plain_shortened(finding.replay, longest_message);
  return fmt::format("::error file={},line=1,title={}::{}\n", property(plain(file_of(artifact_of(report, finding)))),
                     property(plain_shortened("margincert: " + finding.rule, longest_title)), escaped(message, ""));
}

}  // namespace

std::string to_annotations(const Report& report) {
  std::vector<Finding> shown = findings(report);
  std::erase_if(shown, &Finding::tolerated);
  const std::size_t found = shown.size();
  if (found > most_annotations) shown.resize(most_annotations - 1);
  std::string text;
  for (const Finding& finding : shown) text += command_of(report, finding);
  if (found > shown.size()) {
    text += fmt::format("::error title={}::{} findings more; the report has them all\n", property("margincert"),
                        found - shown.size());
  }
  return text;
}

}  // namespace margincert::reports
