#pragma once

#include <optional>
#include <string>
#include <vector>

#include "search/box_certificates.hpp"

namespace margincert::reports {

/// A certified violation near a task, as Arb derived it again.
struct ConfirmedViolation {
  std::optional<int> bits;  ///< none: Arb could not decide, so that it does not count
  std::string file;         ///< its case; "" where none was asked for
};

/// One task with what is certain around it.
struct BoxedTask {
  std::string name;
  int points = 0, feature_dim = 0, classes = 0, layers = 0;
  search::BoxCertificates certificates;
  std::vector<std::optional<ConfirmedViolation>> confirmed;  ///< of each statement's violation
};

/// All that check --radius has to tell.
struct BoxReport {
  std::string model;
  search::BoxRequest request;
  std::vector<std::string> families, settings;
  std::string parameter_draw;
  std::uint64_t seed = 1;
  std::vector<BoxedTask> tasks;
  bool interrupted = false, out_of_time = false;

  int count(proofs::Outcome outcome) const;
  bool cut_short() const { return interrupted || out_of_time; }
};

std::string to_text(const BoxReport& report);
std::string to_json(const BoxReport& report);
/// As of check without a radius.
std::string last_line(const BoxReport& report);

}  // namespace margincert::reports
