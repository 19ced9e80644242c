#include "margincert/work/case_files.hpp"

#include <fmt/format.h>

namespace margincert::work {

replay::Replay replay_as_written(const files::Case& witness) {
  return replay::replay(files::parse_case(files::to_json(witness), "witness"));
}

proofs::Contradiction refuted(const files::Case& witness, const replay::Replay& again) {
  return proofs::Contradiction(fmt::format("{}: a witness found at {} bits is {} by its replay: {}", witness.statement,
                                           witness.rung, to_string(again.decision), again.reason));
}

replay::Replay replay_accepted(const files::Case& witness) {
  replay::Replay again = replay_as_written(witness);
  if (again.decision != replay::Decision::accepted) throw refuted(witness, again);
  return again;
}

}  // namespace margincert::work
