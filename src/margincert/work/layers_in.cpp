#include "margincert/work/layers_in.hpp"

#include "arb/to_interval.hpp"
#include "arb/trajectory.hpp"
#include "engine/engine.hpp"
#include "margincert/work/traced_layer.hpp"
#include "recursion/convert_observables.hpp"
#include "recursion/rounded_arithmetic.hpp"
#include "recursion/trajectory.hpp"

namespace margincert::work {
namespace {

using numeric::Interval;

Interval point(mpfr_srcptr x, numeric::Precision precision) {
  return mpfr_number_p(x) ? Interval::outward(x, x, precision) : Interval::poisoned(precision);
}

Interval same(const Interval& x) { return x; }

template <class A, class Trace>
void run_in(const A& arithmetic, const TraceRequest& request, const Trace& traced, const TakeLayer& take) {
  recursion::run(request.instance, request.regime, arithmetic,
                 [&](recursion::Observables<typename A::Scalar>&& layer) { take(traced(layer)); });
}

void binary64_layers(const TraceRequest& request, const TakeLayer& take) {
  const numeric::Precision precision(53);
  run_in(
      recursion::DoubleArithmetic{}, request,
      [&](const auto& layer) { return traced_layer(layer, [&](double x) { return Interval::exact(x, precision); }); },
      take);
}

void mpfr_layers(const TraceRequest& request, numeric::Precision precision, const TakeLayer& take) {
  run_in(
      recursion::RoundedArithmetic(precision), request,
      [&](const auto& layer) {
        return traced_layer(layer, [&](const numeric::Rounded& x) { return point(x.get(), precision); });
      },
      take);
}

void interval_layers(const TraceRequest& request, numeric::Precision precision, const TakeLayer& take) {
  run_in(
      recursion::IntervalArithmetic(precision), request, [](const auto& layer) { return traced_layer(layer, same); },
      take);
}

/// Balls have no roots: that of the norm is an interval's.
void ball_layers(const TraceRequest& request, numeric::Precision precision, const TakeLayer& take) {
  const auto to = [&](const numeric::Ball& x) { return x.to_interval(precision); };
  run_in(
      recursion::BallArithmetic{}, request,
      [&](const auto& layer) { return traced_layer(convert_observables(layer, to), same); }, take);
}

void arb_layers(const TraceRequest& request, numeric::Precision precision, const TakeLayer& take) {
  for (const auto& layer : arb::observables(request.instance, request.regime, precision.bits())) {
    take(traced_layer(layer, [&](const arb::Real& x) { return arb::to_interval(x, precision); }));
  }
}

/// The engine has no roots either.
void engine_layers(const TraceRequest& request, const TakeLayer& take) {
  const auto trajectory = engine::enclose_points({request.instance, request.regime});
  if (!trajectory) return;
  for (const auto& layer : engine::to_intervals(*trajectory)) take(traced_layer(layer, same));
}

}  // namespace

void layers_in(Arithmetic arithmetic, const TraceRequest& request, numeric::Precision precision,
               const TakeLayer& take) {
  switch (arithmetic) {
    case Arithmetic::binary64:
      return binary64_layers(request, take);
    case Arithmetic::mpfr:
      return mpfr_layers(request, precision, take);
    case Arithmetic::interval:
      return interval_layers(request, precision, take);
    case Arithmetic::ball:
      return ball_layers(request, precision, take);
    case Arithmetic::arb:
      return arb_layers(request, precision, take);
    case Arithmetic::engine:
      return engine_layers(request, take);
  }
}

}  // namespace margincert::work
