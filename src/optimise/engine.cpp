#include "optimise/engine.hpp"

#include <algorithm>

#include "optimise/cma_es.hpp"
#include "optimise/gradient.hpp"
#include "optimise/pattern.hpp"
#ifdef MARGINCERT_HAS_NLOPT
#include "optimise/nlopt_sbplx.hpp"
#endif

namespace margincert::optimise {

const std::vector<Engine>& engines() {
  static const std::vector<Engine> all{
      {"gradient", "projected quasi-Newton descent with step-and-restore at constraints", run_gradient},
      {"cma-es", "covariance matrix adaptation with doubling restarts", run_cma_es},
      {"pattern", "compass search on dyadic points, at 256 bits where double sees only noise", run_pattern},
#ifdef MARGINCERT_HAS_NLOPT
      {"nlopt", "NLopt's Sbplx (Nelder-Mead on subspaces), a second opinion", run_nlopt_sbplx},
#endif
  };
  return all;
}

const Engine* find_engine(std::string_view id) {
  const auto found = std::ranges::find(engines(), id, &Engine::id);
  return found == engines().end() ? nullptr : &*found;
}

}  // namespace margincert::optimise
