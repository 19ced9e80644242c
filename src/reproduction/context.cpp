#include "reproduction/context.hpp"

#include <fmt/format.h>

#include <mutex>

#include "numeric/parallel.hpp"

namespace margincert::reproduction {
namespace {

ModelRequest studied(const Scale& scale) {
  return {scale.first, transformer::Mode::permuted, 1, scale.studied_steps, scale.batch};
}

}  // namespace

void throw_if_stopped(const Context& context) {
  if (context.control.asked_to_stop()) throw Interrupted();
}

void for_each(const Context& context, const std::string& units, std::uint64_t count,
              const std::function<void(std::uint64_t)>& work) {
  std::mutex reporting;
  std::uint64_t done = 0;
  const numeric::RunControl& run = context.control;
  run.show({"", done, count, units});
  numeric::for_each_index(count, run.thread_count(), run.stop, [&](std::uint64_t k) {
    work(k);
    const std::lock_guard lock(reporting);
    run.show({"", ++done, count, units});
  });
  throw_if_stopped(context);
}

TrainedModel studied_model(const Context& context) { return context.model(studied(context.scale)); }

std::string studied_model_in_words(const Scale& scale) {
  return fmt::format("the transformer of {}, trained with random block permutations, seed 1, {} steps of {} tasks",
                     to_string(scale.first), scale.studied_steps, scale.batch);
}

}  // namespace margincert::reproduction
