#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>

#include "benchmarks/random_tasks.hpp"
#include "engine/engine.hpp"

// One large task by engine::enclose_points in a process of its own, for its peak memory: large_task N D K T JOBS prints
// seconds and kibibytes as JSON.
namespace {

rusage usage() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  return used;
}

/// The most memory so far. What getrusage says of it would include the program that started this one.
long peak_kibibytes() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmHWM:")) return std::strtol(line.c_str() + 6, nullptr, 10);
  }
  return usage().ru_maxrss;
}

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
}

double cpu_seconds(const rusage& used) { return seconds(used.ru_utime) + seconds(used.ru_stime); }

}  // namespace

int main(int argc, char** argv) {
  using namespace margincert;
  if (argc != 6) {
    std::fputs("usage: large_task N D K T JOBS\n", stderr);
    return 64;
  }
  long size[5];
  for (int k = 0; k < 5; ++k) {
    size[k] = std::strtol(argv[k + 1], nullptr, 10);
    if (size[k] < 1) {
      std::fprintf(stderr, "large_task: %s is not a positive number\n", argv[k + 1]);
      return 64;
    }
  }
  const auto [n, d, K, T, jobs] = size;
  recursion::Task task =
      benchmarks::random_task(static_cast<std::size_t>(n), static_cast<std::size_t>(d), static_cast<int>(K));
  recursion::Parameters parameters = benchmarks::typical_parameters(task, static_cast<int>(T));
  const recursion::Instance instance(std::move(task), std::move(parameters));
  const long kib_before = peak_kibibytes();
  const rusage before = usage();
  const auto start = std::chrono::steady_clock::now();
  const auto trajectory = engine::enclose_points(instance, static_cast<int>(jobs));
  const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - start;
  const rusage after = usage();
  if (!trajectory) {
    std::fputs("large_task: the engine has no answer\n", stderr);
    return 70;
  }
  std::printf(R"({"n": %ld, "d": %ld, "K": %ld, "T": %ld, "jobs": %ld, "wall": %.6f, "cpu": %.6f, )"
              R"("kib_before": %ld, "kib_peak": %ld})"
              "\n",
              n, d, K, T, jobs, wall.count(), cpu_seconds(after) - cpu_seconds(before), kib_before, peak_kibibytes());
}
