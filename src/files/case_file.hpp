#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "files/file_error.hpp"
#include "recursion/parameters.hpp"
#include "recursion/task.hpp"

namespace margincert::files {

/// Both ends exact, as numeric::hex_text writes them: hex-floats of up to 1024 bits; "-inf" below, "inf" above. Never
/// empty, never NaN.
struct Enclosure {
  std::string lo, hi;
  friend bool operator==(const Enclosure&, const Enclosure&) = default;
};

/// One certified comparison of one statement on one task, with everything that is needed to derive it again.
struct Case {
  std::string tool;        ///< program and version that wrote it, "margincert 0.1.0"
  std::string statement;   ///< id
  bool corrupted = false;  ///< the statement's corrupted twin was judged, not the statement
  recursion::Regime regime = recursion::Regime::full;
  std::vector<std::string> hypotheses;  ///< ids, certified true on this task
  std::vector<std::string> dropped;     ///< ids, not required; none of `hypotheses`
  std::string verdict;                  ///< "violated", "holds" or "tight": docs/formats.md
  int layer = 0;                        ///< of the comparison, 0..T
  std::string part;                     ///< which inequality of the statement, "" when it has one
  std::string relation;                 ///< "at-least" or "equal"
  Enclosure greater, lesser, slack;
  int rung = 0;  ///< bits at which the producer decided, 53..1024

  /// How it was found. Nothing here enters the verdict.
  struct Origin {
    std::string command;                          ///< subcommand
    std::string engine;                           ///< what searched, "" when nothing did
    std::string family;                           ///< of the task, "" when it came from elsewhere
    std::map<std::string, std::string> settings;  ///< of the family
    std::uint64_t seed = 0, index = 0;            ///< of the task within the family
    std::uint64_t evaluations = 0;                ///< tasks judged until it was found
    std::string kind;                             ///< "worst", "simplest" or "tightest"
    friend bool operator==(const Origin&, const Origin&) = default;
  } origin;

  recursion::Parameters parameters;
  recursion::Task task;

  friend bool operator==(const Case&, const Case&) = default;
};

/// A margincert-case/1 object whose digest is not that of its content: something in it was changed after it was
/// written.
class AlteredCase : public FileError {
  using FileError::FileError;
};

/// Reads "margincert-case/1" (docs/formats.md). AlteredCase when the digest does not match, which is looked at before
/// anything but the format; any other FileError names the file, the place and the remedy.
Case read_case(const std::string& path);

/// The same from text; `name` stands for the file in messages.
Case parse_case(std::string_view text, const std::string& name);

/// The file's text: every real number a hex-float, the digest at the end. Equal cases give equal bytes.
/// std::invalid_argument, with the place, for a case that parse_case would refuse.
std::string to_json(const Case& witness);

}  // namespace margincert::files
