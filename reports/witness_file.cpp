#include "reports/witness_file.hpp"

#include <fmt/format.h>

namespace margincert::reports {
namespace {

/// A model's name without folder and suffixes, in characters that every file system and web address bears.
std::string plain_name(const std::string& model) {
  constexpr std::size_t longest = 40;
  const std::string file = model.substr(model.find_last_of('/') + 1);
  std::string plain;
  for (const char c : file.substr(0, file.find('.', 1))) {
    const bool kept = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    plain += kept ? c : '-';
  }
  return plain.substr(0, longest);
}

}  // namespace

std::string witness_label(const Run& run) {
  return fmt::format("{}-{}-run{}", plain_name(run.model), run.source, run.position);
}

std::string witness_file(const Run& run, const std::string& statement, std::uint64_t task, const std::string& kind) {
  return fmt::format("{}-{}-task{}.{}.case.json", statement, witness_label(run), task, kind);
}

}  // namespace margincert::reports
