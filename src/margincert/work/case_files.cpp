#include "margincert/work/case_files.hpp"

#include <fmt/format.h>

#include "files/atomic_write.hpp"

namespace margincert::work {

replay::Replay replay_as_written(const files::Case& witness) {
  return replay::replay(files::parse_case(files::to_json(witness), "witness"));
}

proofs::Contradiction refuted(const files::Case& witness, const replay::Replay& again) {
  return proofs::Contradiction(fmt::format("{}: a witness found at {} bits is {} by its replay: {}", witness.statement,
                                           witness.rung, to_string(again.decision), again.reason));
}

replay::Replay save_confirmed(const files::Case& witness, const std::filesystem::path& path) {
  replay::Replay again = replay_as_written(witness);
  if (again.decision != replay::Decision::accepted) throw refuted(witness, again);
  files::write_file(path, files::to_json(witness));
  return again;
}

}  // namespace margincert::work
