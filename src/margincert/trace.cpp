#include "margincert/trace.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <mutex>

#include "margincert/work/layers_in.hpp"
#include "numeric/parallel.hpp"
#include "files/nearest.hpp"
#include "recursion/refusal.hpp"
#include "reports/frames.hpp"
#include "reports/task_picture.hpp"

namespace margincert {
namespace {

using numeric::Precision;

const ArithmeticEntry& entry_of(Arithmetic arithmetic) {
  return *std::ranges::find(arithmetics(), arithmetic, &ArithmeticEntry::arithmetic);
}

void refuse_what_cannot_be(const TraceRequest& request) {
  for (const Arithmetic arithmetic : request.arithmetics) {
    const ArithmeticEntry& entry = entry_of(arithmetic);
    if (std::ranges::count(request.arithmetics, arithmetic) > 1) {
      throw Refusal("", fmt::format("arithmetic '{}' is given twice", entry.id), "leave one of them out");
    }
    if (entry.most && request.precision > *entry.most) {
      throw Refusal("",
                    fmt::format("--precision {} is more than --arithmetic {} has, {} bits", request.precision.bits(),
                                entry.id, entry.most->bits()),
                    "ask for fewer, or leave it out");
    }
  }
}

reports::ArithmeticTrace blank_trace(Arithmetic arithmetic, Precision asked) {
  const ArithmeticEntry& entry = entry_of(arithmetic);
  return {entry.id, entry.is_enclosure, entry.fixed.value_or(asked)};
}

/// The same quantities, all of them without an answer.
reports::TracedLayer unanswered(reports::TracedLayer layer, Precision precision) {
  const auto poison = numeric::Interval::poisoned(precision);
  for (reports::TracedQuantity& quantity : layer.quantities) {
    if (quantity.value) quantity.value = poison;
  }
  for (numeric::Interval& mass : layer.attention_mass) mass = poison;
  return layer;
}

/// One trajectory for every arithmetic, the enclosures' first.
class Tracer {
 public:
  Tracer(const TraceRequest& request, const numeric::RunControl& running) : request_(request), running_(running) {
    traces_.push_back(blank_trace(Arithmetic::interval, request.precision));
    for (const Arithmetic one : request.arithmetics) traces_.push_back(blank_trace(one, request.precision));
  }

  /// Is every layer there that has an answer?
  bool run() {
    std::vector<char> complete(traces_.size(), true);
    numeric::for_each_index(
        traces_.size(), running_.thread_count(), [] { return false; },
        [&](std::uint64_t k) {
          try {
            run_one(k);
          } catch (const numeric::Stopped&) {
            complete[k] = false;
          }
        });
    return std::ranges::all_of(complete, [](char whole) { return whole != 0; });
  }

  std::vector<reports::ArithmeticTrace>& traces() { return traces_; }

 private:
  void run_one(std::size_t k) {
    const Arithmetic arithmetic = k == 0 ? Arithmetic::interval : request_.arithmetics[k - 1];
    work::layers_in(arithmetic, request_, traces_[k].precision, [&](reports::TracedLayer&& layer) {
      traces_[k].layers.push_back(std::move(layer));
      show_one_more();
    });
  }

  void show_one_more() {
    const std::lock_guard one_at_a_time(counting_);
    const auto depth = static_cast<std::uint64_t>(request_.instance.parameters().depth());
    running_.show({"", ++done_, (depth + 1) * traces_.size(), "layers"});
  }

  const TraceRequest& request_;
  const numeric::RunControl& running_;
  std::vector<reports::ArithmeticTrace> traces_;
  std::mutex counting_;
  std::uint64_t done_ = 0;
};

}  // namespace

const std::vector<ArithmeticEntry>& arithmetics() {
  static const std::vector<ArithmeticEntry> all{
      {Arithmetic::binary64, "double", false, Precision(53), {}},
      {Arithmetic::mpfr, "mpfr", false, {}, {}},
      {Arithmetic::interval, "interval", true, {}, {}},
      {Arithmetic::ball, "ball", true, {}, Precision(113)},
      {Arithmetic::arb, "arb", true, {}, {}},
      {Arithmetic::engine, "engine", true, Precision(53), {}},
  };
  return all;
}

Arithmetic find_arithmetic(const std::string& id) {
  std::vector<std::string> known;
  for (const ArithmeticEntry& entry : arithmetics()) {
    if (entry.id == id) return entry.arithmetic;
    known.push_back(entry.id);
  }
  throw Refusal("",
                fmt::format("no arithmetic '{}'{} (arithmetics: {})", id, files::did_you_mean(id, known),
                            files::joined(known)),
                "");
}

reports::Trace trace(const TraceRequest& request, const numeric::RunControl& control) {
  refuse_what_cannot_be(request);
  const numeric::RunControl running = control.started();
  const numeric::StopScope scope(running.stop);
  Tracer tracer(request, running);
  const bool complete = tracer.run();
  reports::Trace trace{request.precision, request.regime, std::move(tracer.traces().front().layers)};
  trace.interrupted = !complete && control.asked_to_stop();
  trace.out_of_time = !complete && !trace.interrupted;
  for (std::size_t k = 1; k < tracer.traces().size(); ++k) {
    reports::ArithmeticTrace& beside = trace.arithmetics.emplace_back(std::move(tracer.traces()[k]));
    if (!beside.layers.empty() || !complete) continue;
    for (const reports::TracedLayer& layer : trace.layers) beside.layers.push_back(unanswered(layer, beside.precision));
  }
  return trace;
}

std::string draw(const TraceRequest& request) {
  const Task& task = request.instance.task();
  const Parameters& parameters = request.instance.parameters();
  if (auto picture = reports::task_picture(task, parameters, request.regime)) return *std::move(picture);
  throw Refusal(
      "",
      fmt::format("--svg-output draws tasks of 2 or 3 dimensions, at most {} points and {} layers, whose coordinates "
                  "fit into doubles; this one has {} dimensions, {} points and {} layers",
                  reports::most_points, reports::most_layers, task.feature_dim(), task.points(),
                  parameters.depth()),
      "leave it out");
}

}  // namespace margincert
