#include "transformer/rounding.hpp"

#include <algorithm>
#include <cmath>

#include "numeric/parallel.hpp"
#include "numeric/stop.hpp"
#include "transformer/forward.hpp"

namespace margincert::transformer {
namespace {

using numeric::Computed;
using numeric::Interval;

/// Of the exact values: what 113 bits cut off grows through the layers as what 53 cut off does, 2^-60 times smaller.
constexpr numeric::Precision exact_bits(113);

constexpr std::uint64_t enclosed_at_once = 16;

template <Arithmetic A, class S = typename A::Scalar>
ProgramRun<S> run(const recursion::Task& task, const Weights& weights, const A& arithmetic) {
  ProgramRun<S> all{{recursion::initial_state(task, arithmetic)}, {}, {}};
  for (int t = 0; t < weights.depth(); ++t) {
    const State<S>& z = all.states.back();
    Rows<S> logits(z.features.rows(), z.probe(), arithmetic.exact(0)), attention = logits;
    State<S> next = step(z, matrices_at(weights, t, arithmetic), arithmetic, [&](const QueryView<S>& view) {
      for (std::size_t i = 0; i < z.probe(); ++i) {
        logits[view.query][i] = view.attention.logits[i];
        attention[view.query][i] = view.attention.exponentials[i] / view.attention.normaliser;
      }
    });
    all.logits.push_back(std::move(logits));
    all.attention.push_back(std::move(attention));
    all.states.push_back(std::move(next));
  }
  return all;
}

template <class Visit>
void for_each_entry(const auto& a, const auto& b, std::size_t first_row, std::size_t end_row, const Visit& visit) {
  for (std::size_t row = first_row; row < end_row; ++row) {
    numeric::stop_point();
    for (std::size_t column = 0; column < a.columns(); ++column) visit(a[row][column], b[row][column]);
  }
}

bool rows_inside(const Rows<double>& run, const Rows<Computed>& enclosure) {
  bool inside = true;
  for_each_entry(run, enclosure, 0, run.rows(),
                 [&](double x, const Computed& allowed) { inside = inside && allowed.contains(x); });
  return inside;
}

/// greatest = max(greatest, |computed - exact|)
void raise(Interval& greatest, const Computed& computed, const Interval& exact) {
  greatest = max(greatest, abs(Interval::between(computed.lo(), computed.hi(), exact_bits) - exact));
}

/// max |computed - exact| over the entries of some rows.
Interval greatest_error(const Rows<Computed>& computed, const Rows<Interval>& exact, std::size_t first_row,
                        std::size_t end_row) {
  Interval greatest(exact_bits);
  for_each_entry(computed, exact, first_row, end_row,
                 [&](const Computed& c, const Interval& e) { raise(greatest, c, e); });
  return greatest;
}

LayerRounding state_errors(const State<Computed>& computed, const State<Interval>& exact) {
  const std::size_t probe = exact.probe(), tokens = probe + 1;
  return {greatest_error(computed.features, exact.features, 0, tokens),
          greatest_error(computed.labels, exact.labels, 0, probe),
          greatest_error(computed.labels, exact.labels, probe, tokens), std::nullopt, std::nullopt};
}

std::vector<LayerRounding> against_exact(const ProgramRun<Computed>& program, const recursion::Task& task,
                                         const Weights& weights) {
  const recursion::IntervalArithmetic arithmetic(exact_bits);
  std::vector<LayerRounding> layers;
  State<Interval> z = recursion::initial_state(task, arithmetic);
  for (int t = 0; t < weights.depth(); ++t) {
    LayerRounding errors = state_errors(program.states[t], z);
    Interval logits(exact_bits), attention(exact_bits);
    z = step(z, matrices_at(weights, t, arithmetic), arithmetic, [&](const QueryView<Interval>& view) {
      for (std::size_t i = 0; i < view.attention.logits.size(); ++i) {
        raise(logits, program.logits[t][view.query][i], view.attention.logits[i]);
        raise(attention, program.attention[t][view.query][i],
              view.attention.exponentials[i] / view.attention.normaliser);
      }
    });
    errors.logits = logits;
    errors.attention = attention;
    layers.push_back(std::move(errors));
  }
  layers.push_back(state_errors(program.states.back(), z));
  return layers;
}

/// The exponentials that `apply_softmax` takes on these logits, by this machine's libm.
bool exp_within_bound(const ProgramRun<double>& run) {
  for (const Rows<double>& logits : run.logits) {
    for (std::size_t query = 0; query < logits.rows(); ++query) {
      numeric::stop_point();
      const double top = std::ranges::max(logits[query]);
      for (const double logit : logits[query]) {
        if (const double x = logit - top; !exp(Computed(x)).contains(std::exp(x))) return false;
      }
    }
  }
  return true;
}

void raise(LayerRounding& greatest, const LayerRounding& layer) {
  greatest.features = max(greatest.features, layer.features);
  greatest.labels = max(greatest.labels, layer.labels);
  greatest.probe = max(greatest.probe, layer.probe);
  if (layer.logits) greatest.logits = max(*greatest.logits, *layer.logits);
  if (layer.attention) greatest.attention = max(*greatest.attention, *layer.attention);
}

}  // namespace

void apply_softmax(recursion::Attention<Computed>& attention, const ComputedArithmetic& arithmetic) {
  const std::vector<Computed>& logits = attention.logits;
  Computed top = logits[0];
  for (const Computed& logit : logits) top = greater(top, logit);
  const auto may_be_top = [&](const Computed& logit) { return logit.hi() >= top.lo(); };
  const bool certain = std::ranges::count_if(logits, may_be_top) == 1;

  const Computed zero = arithmetic.exact(0), one = arithmetic.exact(1);
  attention.normaliser = zero;
  attention.exponentials.clear();
  for (const Computed& logit : logits) {
    const bool is_top = certain && may_be_top(logit);
    const Computed exponential = is_top ? one : exp(-greater(top - logit, zero));
    attention.exponentials.push_back(exponential);
    attention.normaliser += exponential;
  }
}

ProgramRun<Computed> enclose_program(const recursion::Task& task, const Weights& weights) {
  return run(task, weights, ComputedArithmetic());
}

ProgramRun<double> run_program(const recursion::Task& task, const Weights& weights) {
  return run(task, weights, recursion::DoubleArithmetic());
}

bool is_inside(const ProgramRun<double>& run, const ProgramRun<Computed>& enclosure) {
  for (std::size_t t = 0; t < run.states.size(); ++t) {
    if (!rows_inside(run.states[t].features, enclosure.states[t].features)) return false;
    if (!rows_inside(run.states[t].labels, enclosure.states[t].labels)) return false;
  }
  for (std::size_t t = 0; t < run.logits.size(); ++t) {
    if (!rows_inside(run.logits[t], enclosure.logits[t])) return false;
    if (!rows_inside(run.attention[t], enclosure.attention[t])) return false;
  }
  return true;
}

RoundingError rounding_error(const recursion::Task& task, const Weights& weights) {
  const ProgramRun<Computed> program = enclose_program(task, weights);
  const ProgramRun<double> own = run_program(task, weights);
  RoundingError result;
  result.layers = against_exact(program, task, weights);
  result.own_run_is_inside = is_inside(own, program);
  result.own_exp_is_within_bound = exp_within_bound(own);
  return result;
}

RoundingSummary rounding_of_tasks(const Weights& weights, const TaskSource& task, std::uint64_t count,
                                  const numeric::RunControl& control) {
  const numeric::RunControl run = control.started();
  RoundingSummary summary;
  run.show({"", 0, count});
  while (summary.tasks < count && !run.asked_to_stop()) {
    const std::uint64_t first = summary.tasks;
    std::vector<std::optional<RoundingError>> errors(std::min(enclosed_at_once, count - first));
    numeric::for_each_index_until_stopped(errors.size(), run.thread_count(), run.stop, [&](std::uint64_t k) {
      errors[k] = rounding_error(task(first + k), weights);
    });
    for (const std::optional<RoundingError>& error : errors) {
      if (!error) break;  // stopped: what was done before it counts
      ++summary.tasks;
      summary.own_runs_inside += error->own_run_is_inside ? 1 : 0;
      summary.own_exp_within_bound += error->own_exp_is_within_bound ? 1 : 0;
      if (summary.layers.empty()) summary.layers = error->layers;
      for (std::size_t t = 0; t < summary.layers.size(); ++t) raise(summary.layers[t], error->layers[t]);
    }
    run.show({"", summary.tasks, count});
  }
  return summary;
}

}  // namespace margincert::transformer
