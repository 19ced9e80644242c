#include "transformer/rivals/registry.hpp"

#include "transformer/rivals/kernel_descent.hpp"
#include "transformer/rivals/mean_shift.hpp"
#include "transformer/rivals/no_op.hpp"
#include "transformer/rivals/normalised_descent.hpp"
#include "transformer/task_comparison.hpp"

namespace margincert::transformer::rivals {
namespace {

/// The dynamics for one task: themselves, unless they need to know of it what tokens do not say.
template <class D>
D bound(D dynamics, const recursion::Task& task) {
  if constexpr (requires { dynamics.bound_to(task); }) {
    return dynamics.bound_to(task);
  } else {
    return dynamics;
  }
}

/// `make` turns Parameters into dynamics.
template <class Make>
Family family(std::string name, std::string formula, std::string provenance, AttentionNumbers attention, Make make) {
  return {
      std::move(name),
      std::move(formula),
      std::move(provenance),
      attention,
      [make](const recursion::Parameters& parameters, const recursion::Task& task, const State<double>& z, int t) {
        return bound(make(parameters), task).next(z, t, recursion::DoubleArithmetic(), [](const QueryView<double>&) {});
      },
      [make](const Weights& weights, const recursion::Parameters& parameters) -> TaskComparer {
        return [weights, dynamics = make(parameters)](const recursion::Task& task, numeric::Precision precision) {
          return transformer::comparer(weights, bound(dynamics, task))(task, precision);
        };
      }};
}

}  // namespace

const Family& recursion_family() {
  static const Family recursion =
      family("recursion", "x_j += α' Σ_i A_ij x_i, y_j += γ' C Σ_i A_ij y_i, A = softmax(α⟨x_i,x_j⟩ + γ⟨y_i,C y_j⟩)",
             "S", {true, true}, [](const recursion::Parameters& p) { return RecursionDynamics{p}; });
  return recursion;
}

const std::vector<Family>& named_rivals() {
  static const std::vector<Family> rivals{
      family("label-blind-mean-shift", "x_j += α' Σ_i A_ij x_i, y_j += γ' C Σ_i A_ij y_i, A = softmax(α⟨x_i,x_j⟩)", "O",
             {true, false}, [](const recursion::Parameters& p) { return MeanShift(p); }),
      family("kernel-gradient-descent", "y_j -= η Π Σ_i A_ij y_i, y_* += η Π Σ_i A_i* y_i, A = softmax(α⟨x_i,x_j⟩)",
             "O", {true, false}, [](const recursion::Parameters& p) { return KernelDescent{p}; }),
      family("normalised-gradient-descent", "y_j += η g x_j / ‖g‖_F, g = Σ_i (e_{c_i} − softmax(y_i − e_{c_i})) x_iᵀ",
             "O", {false, false},
             [](const recursion::Parameters& p) {
               return NormalisedDescent{p, {}};
             }),
      family("no-op", "z_j stays", "O", {false, false}, [](const recursion::Parameters& p) { return NoOp{p}; })};
  return rivals;
}

}  // namespace margincert::transformer::rivals
