#include "cli/progress.hpp"

#include <fmt/format.h>
#include <unistd.h>

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

void Progress::clear() {
  if (drawn_) to_stderr("\r\033[K");
}

}  // namespace margincert::cli
