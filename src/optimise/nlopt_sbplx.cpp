#include "optimise/nlopt_sbplx.hpp"

#include <nlopt.h>

#include <algorithm>
#include <cmath>
#include <exception>
#include <memory>
#include <vector>

#include "optimise/unit_box.hpp"

namespace margincert::optimise {
namespace {

/// Score as one double in the same order: slacks below 2^199 in modulus, infeasibilities scaled by 2^600 to lie above
/// 2^200. Scaling by powers of two loses nothing; what exceeds these ranges is clamped to their ends.
double as_one_number(const Score& score) {
  const Score known = canonical(score);
  if (known.infeasibility == 0) return std::clamp(known.slack, -0x1p199, 0x1p199);
  return std::clamp(known.infeasibility, 0x1p-400, 0x1p400) * 0x1p600;
}

struct Deleter {
  void operator()(nlopt_opt opt) const { nlopt_destroy(opt); }
};
using Optimizer = std::unique_ptr<nlopt_opt_s, Deleter>;

/// What the callback needs. NLopt is C: an exception must not pass through it and waits here.
struct Call {
  Explorer& explorer;
  const UnitBox& box;
  nlopt_opt optimizer;
  std::exception_ptr thrown;
};

double evaluate(unsigned size, const double* u, double*, void* data) {
  Call& call = *static_cast<Call*>(data);
  try {
    std::vector<double> x = call.box.to_point(Eigen::Map<const Eigen::VectorXd>(u, size));
    call.explorer.project(x);
    const double value = as_one_number(call.explorer.score(x));
    if (call.explorer.exhausted()) nlopt_force_stop(call.optimizer);
    return value;
  } catch (...) {
    call.thrown = std::current_exception();
    nlopt_force_stop(call.optimizer);
    return 0;
  }
}

void minimise(Explorer& explorer, const UnitBox& box, const Eigen::VectorXd& start, double first_step) {
  const Optimizer optimizer(nlopt_create(NLOPT_LN_SBPLX, static_cast<unsigned>(box.dimension())));
  if (!optimizer) throw std::bad_alloc();
  Call call{explorer, box, optimizer.get(), nullptr};
  nlopt_set_lower_bounds1(optimizer.get(), 0);
  nlopt_set_upper_bounds1(optimizer.get(), 1);
  nlopt_set_initial_step1(optimizer.get(), first_step);
  nlopt_set_xtol_abs1(optimizer.get(), 1e-15);
  nlopt_set_xtol_rel(optimizer.get(), 1e-15);
  nlopt_set_min_objective(optimizer.get(), evaluate, &call);
  Eigen::VectorXd u = start.cwiseMax(0).cwiseMin(1);
  double value = 0;
  nlopt_optimize(optimizer.get(), u.data(), &value);
  if (call.thrown) std::rethrow_exception(call.thrown);
}

}  // namespace

void run_nlopt_sbplx(Explorer& explorer, std::span<const double> start, generators::Random& random) {
  std::vector<double> first(start.begin(), start.end());
  explorer.project(first);
  explorer.score(first);
  const UnitBox box(explorer.bounds());
  if (box.dimension() == 0) return;

  minimise(explorer, box, box.to_unit(first), 0.25);
  constexpr double steps[] = {1e-1, 1e-2, 1e-3};
  for (std::size_t restart = 0; !explorer.exhausted(); ++restart) {
    const std::size_t before = explorer.used();
    const std::size_t kind = restart % (std::size(steps) + 1);
    if (kind < std::size(steps)) {
      minimise(explorer, box, box.to_unit(explorer.best()->x), steps[kind]);
    } else {
      minimise(explorer, box, uniform_vector(box.dimension(), random), 0.25);
    }
    if (explorer.used() == before) return;  // NLopt refuses to go on; better to end than to spin
  }
}

}  // namespace margincert::optimise
