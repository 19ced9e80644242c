#include "reports/replays.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "files/json_writer.hpp"
#include "files/plain_text.hpp"
#include "files/nearest.hpp"

namespace margincert::reports {
namespace {

using replay::Decision;

/// All that tells a refutation from an ablation or a twin.
std::string claim_of(const files::Case& recorded) {
  const std::string twin = recorded.corrupted ? "'s twin" : "";
  const std::string without = recorded.dropped.empty() ? "" : " without " + files::joined(recorded.dropped);
  const std::string part = recorded.part.empty() ? "" : " (" + recorded.part + ")";
  return fmt::format("{}{} {} in the {} regime{}, layer {}{}", recorded.statement, twin, recorded.verdict,
                     to_string(recorded.regime), without, recorded.layer, part);
}

std::string upper_case(std::string text) {
  for (char& c : text) c = static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
  return text;
}

nlohmann::ordered_json replayed_json(const ReplayedCase& replayed) {
  nlohmann::ordered_json one{{"file", replayed.file}, {"decision", to_string(replayed.outcome.decision)}};
  if (replayed.recorded) {
    const files::Case& recorded = *replayed.recorded;
    one.update({{"statement", recorded.statement},
                {"version", recorded.corrupted ? "corrupted" : "stated"},
                {"regime", to_string(recorded.regime)},
                {"hypotheses", recorded.hypotheses},
                {"dropped", recorded.dropped},
                {"verdict", recorded.verdict},
                {"layer", recorded.layer},
                {"part", recorded.part}});
  }
  if (!replayed.outcome.reason.empty()) one["reason"] = replayed.outcome.reason;
  if (replayed.outcome.bits > 0) one["bits"] = replayed.outcome.bits;
  if (!replayed.outcome.slack.empty()) one["slack"] = replayed.outcome.slack;
  return one;
}

}  // namespace

long Replays::count(Decision decision) const {
  return std::ranges::count_if(cases, [&](const ReplayedCase& one) { return one.outcome.decision == decision; });
}

bool Replays::any_unreadable() const {
  return std::ranges::any_of(cases, [](const ReplayedCase& one) { return one.unreadable; });
}

Status Replays::status() const {
  if (count(Decision::rejected) > 0) return Status::fail;
  if (count(Decision::failed) > 0) return Status::inconclusive;
  return cases.empty() ? Status::nothing_checked : Status::pass;
}

std::string to_text(const ReplayedCase& replayed) {
  const replay::Replay& outcome = replayed.outcome;
  const std::string what = replayed.recorded ? ": " + claim_of(*replayed.recorded) : "";
  return files::plain_line(
      outcome.decision == Decision::accepted
          ? fmt::format("ACCEPTED {}{}, slack in {}, by Arb at {} bits", replayed.file, what, outcome.slack,
                        outcome.bits)
          : fmt::format("{} {}{}: {}", upper_case(to_string(outcome.decision)), replayed.file, what, outcome.reason));
}

std::string to_text(const Replays& replays) {
  std::string text;
  for (const ReplayedCase& one : replays.cases) text += to_text(one);
  return text + last_line(replays) + "\n";
}

std::string to_json(const Replays& replays) {
  nlohmann::ordered_json cases = nlohmann::ordered_json::array();
  for (const ReplayedCase& one : replays.cases) cases.push_back(replayed_json(one));
  return files::document_text(nlohmann::ordered_json{{"format", "margincert-replay/1"}, {"cases", cases}});
}

std::string last_line(const Replays& replays) {
  return fmt::format("{} accepted={} rejected={} failed={}", to_string(replays.status()),
                     replays.count(Decision::accepted), replays.count(Decision::rejected),
                     replays.count(Decision::failed));
}

}  // namespace margincert::reports
