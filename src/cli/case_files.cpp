#include "cli/case_files.hpp"

#include <fmt/format.h>

#include "files/atomic_write.hpp"
#include "proofs_check/judge.hpp"

namespace margincert::cli {

replay::Replay confirm(const files::Case& witness) {
  const replay::Replay again = replay::replay(files::parse_case(files::to_json(witness), "witness"));
  if (again.decision == replay::Decision::accepted) return again;
  throw proofs::Contradiction(fmt::format("{}: a witness found at {} bits is {} by its replay: {}", witness.statement,
                                          witness.rung, to_string(again.decision), again.reason));
}

replay::Replay save_confirmed(const files::Case& witness, const std::filesystem::path& path) {
  replay::Replay again = confirm(witness);
  files::write_file(path, files::to_json(witness));
  return again;
}

}  // namespace margincert::cli
