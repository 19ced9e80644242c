#include "cli/progress.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <memory>

#include "cli/interrupt.hpp"
#include "cli/streams.hpp"
#include "files/plain_text.hpp"

namespace margincert::cli {

using std::chrono::duration;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

Progress::Progress(std::uint64_t total, bool quiet, std::string unit)
    : total_(total),
      unit_(std::move(unit)),
      shown_(!quiet && isatty(STDERR_FILENO)),
      start_(steady_clock::now()),
      last_(start_) {}

Progress::Progress(bool quiet) : Progress(0, quiet) {}

Progress::~Progress() { clear(); }

void Progress::advance(std::uint64_t done) {
  const auto now = steady_clock::now();
  if (!shown_ || done == 0 || now - last_ < milliseconds(100)) return;
  last_ = now;
  const double elapsed = duration<double>(now - start_).count();
  const double left = elapsed * (static_cast<double>(total_) / static_cast<double>(done) - 1);
  to_stderr(fmt::format("\r\033[K{} / {} {}, {:.0f} s left  {}", done, total_, unit_, left, files::plain(what_)));
  drawn_ = true;
}

void Progress::show(const numeric::Progress& how_far) {
  const bool is_new = how_far.total != total_ || how_far.unit != unit_ || how_far.done < done_;
  if (is_new) {
    clear();
    start_ = last_ = steady_clock::now();
  }
  total_ = how_far.total;
  unit_ = how_far.unit;
  done_ = how_far.done;
  describe(how_far.what);
  advance(how_far.done);
}

void Progress::clear() {
  if (drawn_) to_stderr("\r\033[K");
  drawn_ = false;
}

numeric::RunControl run_control(int jobs, bool quiet, std::optional<double> seconds) {
  const auto line = std::make_shared<Progress>(quiet);
  return {jobs, interrupted, [line](const numeric::Progress& how_far) { line->show(how_far); }, seconds};
}

}  // namespace margincert::cli
