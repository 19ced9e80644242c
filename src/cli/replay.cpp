#include "replay/replay.hpp"
#include "files/json_writer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/commands.hpp"
#include "cli/delivery.hpp"
#include "margincert/work/shipped.hpp"
#include "cli/exit_codes.hpp"
#include "cli/interrupt.hpp"
#include "files/case_file.hpp"
#include "files/plain_text.hpp"
#include "numeric/stop.hpp"
#include "recursion/nearest.hpp"

namespace margincert::cli {
namespace {

using replay::Decision;
using Json = nlohmann::ordered_json;

struct Line {
  std::string file;
  replay::Replay outcome;
  std::optional<files::Case> recorded;  ///< none when the file could not be read
  bool unreadable = false;              ///< not a well-formed case at all
};

/// All that tells a refutation from an ablation or a twin stands in the line.
std::string describe(const files::Case& recorded) {
  const std::string twin = recorded.corrupted ? "'s twin" : "";
  const std::string without = recorded.dropped.empty() ? "" : " without " + recursion::joined(recorded.dropped);
  const std::string part = recorded.part.empty() ? "" : " (" + recorded.part + ")";
  return fmt::format("{}{} {} in the {} regime{}, layer {}{}", recorded.statement, twin, recorded.verdict,
                     to_string(recorded.regime), without, recorded.layer, part);
}

template <class Read>
Line replay_one(const std::string& name, Read read) {
  Line line{name, {}, std::nullopt, false};
  try {
    line.recorded = read();
    line.outcome = replay::replay(*line.recorded);
  } catch (const numeric::Stopped&) {
    line.outcome = {Decision::failed, "stopped before Arb had decided", replay::fewest_bits, ""};
  } catch (const files::AlteredCase& altered) {
    line.outcome = {Decision::rejected, altered.what(), 0, ""};
  } catch (const files::FileError& error) {
    line.outcome = {Decision::rejected, error.what(), 0, ""};
    line.unreadable = true;
  }
  return line;
}

std::string upper(std::string text) {
  for (char& c : text) c = static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
  return text;
}

void print_line(const Line& line) {
  const replay::Replay& outcome = line.outcome;
  const std::string what = line.recorded ? ": " + describe(*line.recorded) : "";
  const std::string text =
      outcome.decision == Decision::accepted
          ? fmt::format("ACCEPTED {}{}, slack in {}, by Arb at {} bits", line.file, what, outcome.slack, outcome.bits)
          : fmt::format("{} {}{}: {}", upper(to_string(outcome.decision)), line.file, what, outcome.reason);
  fmt::print("{}", files::plain_line(text));
}

Json as_json(const std::vector<Line>& lines) {
  Json cases = Json::array();
  for (const Line& line : lines) {
    Json one{{"file", line.file}, {"decision", to_string(line.outcome.decision)}};
    if (line.recorded) {
      const files::Case& recorded = *line.recorded;
      one.update({{"statement", recorded.statement},
                  {"version", recorded.corrupted ? "corrupted" : "stated"},
                  {"regime", to_string(recorded.regime)},
                  {"hypotheses", recorded.hypotheses},
                  {"dropped", recorded.dropped},
                  {"verdict", recorded.verdict},
                  {"layer", recorded.layer},
                  {"part", recorded.part}});
    }
    if (!line.outcome.reason.empty()) one["reason"] = line.outcome.reason;
    if (line.outcome.bits > 0) one["bits"] = line.outcome.bits;
    if (!line.outcome.slack.empty()) one["slack"] = line.outcome.slack;
    cases.push_back(std::move(one));
  }
  return {{"format", "margincert-replay/1"}, {"cases", cases}};
}

int exit_status(const std::vector<Line>& lines) {
  const auto any = [&](auto is) { return std::ranges::any_of(lines, is); };
  if (any([](const Line& line) { return line.unreadable; })) return exit_code::bad_file;
  if (any([](const Line& line) { return line.outcome.decision == Decision::rejected; })) return exit_code::violated;
  if (any([](const Line& line) { return line.outcome.decision == Decision::failed; })) return exit_code::inconclusive;
  return lines.empty() ? exit_code::nothing_checked : exit_code::pass;
}

}  // namespace

int run(const ReplayCommand& command) {
  catch_interrupts();
  const numeric::StopScope scope(interrupted);
  std::vector<Line> lines;
  const auto add = [&](const std::string& name, auto read) {
    lines.push_back(replay_one(name, read));
    if (!command.json && !command.quiet) print_line(lines.back());
  };
  for (const std::string& file : command.files) add(file, [&] { return files::read_case(file); });
  if (command.files.empty()) {
    for (const EmbeddedText* shipped : embedded_with(case_suffix)) {
      add(shipped->name, [&] { return files::parse_case(shipped->text, shipped->name); });
    }
  }
  if (command.json) fmt::print("{}", files::document_text(as_json(lines)));
  const auto count = [&](Decision decision) {
    return std::ranges::count_if(lines, [&](const Line& line) { return line.outcome.decision == decision; });
  };
  const std::string last = fmt::format("{} accepted={} rejected={} failed={}",
                                       exit_status(lines) == exit_code::pass              ? "PASS"
                                       : exit_status(lines) == exit_code::inconclusive    ? "INCONCLUSIVE"
                                       : exit_status(lines) == exit_code::nothing_checked ? "NOTHING-CHECKED"
                                                                                          : "FAIL",
                                       count(Decision::accepted), count(Decision::rejected), count(Decision::failed));
  print_last(last + "\n", command.json);
  return interrupted() ? exit_code::interrupted : exit_status(lines);
}

}  // namespace margincert::cli
