#include "margincert/verdict.hpp"

#include "proofs_check/hypotheses.hpp"

namespace margincert {

Verdict certify(const Instance& instance, const std::string& statement, const StatementQuestion& question,
                const numeric::RunControl& control) {
  const proofs::Statement& asked = statement_named(statement);
  const proofs::Problem problem(instance, question.regime.value_or(natural_regime(asked)));
  const proofs::Questions questions{{&asked}, {}, select_hypotheses(question.dropped), question.version};
  const numeric::StopScope scope(control.started().stop);
  return proofs::certify(problem, questions, question.ladder, question.engine).verdicts.front();
}

}  // namespace margincert
