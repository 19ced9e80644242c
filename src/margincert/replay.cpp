#include "margincert/replay.hpp"

#include <mutex>

#include "files/case_file.hpp"
#include "files/file_error.hpp"
#include "margincert/work/shipped.hpp"
#include "numeric/parallel.hpp"

namespace margincert {
namespace {

using replay::Decision;

/// A case before it is read.
struct NamedCase {
  std::string name;
  const std::string* text = nullptr;  ///< none: that of the file so named

  files::Case read() const { return text ? files::parse_case(*text, name) : files::read_case(name); }
};

std::vector<NamedCase> cases_of(const std::vector<std::string>& files) {
  std::vector<NamedCase> cases;
  for (const std::string& file : files) cases.push_back({file});
  if (!files.empty()) return cases;
  for (const work::EmbeddedText* shipped : work::embedded_with(work::case_suffix)) {
    cases.push_back({shipped->name, &shipped->text});
  }
  return cases;
}

reports::ReplayedCase replayed(const NamedCase& named) {
  reports::ReplayedCase one{named.name, {}, std::nullopt, false};
  try {
    one.recorded = named.read();
    one.outcome = replay::replay(*one.recorded);
  } catch (const numeric::Stopped&) {
    one.outcome = {Decision::failed, "stopped before Arb had decided", replay::fewest_bits, ""};
  } catch (const files::AlteredCase& altered) {
    one.outcome = {Decision::rejected, altered.what(), 0, ""};
  } catch (const files::FileError& error) {
    one.outcome = {Decision::rejected, error.what(), 0, ""};
    one.unreadable = true;
  }
  return one;
}

/// Cases end in any order, and are told of in theirs.
class InOrder {
 public:
  InOrder(std::vector<reports::ReplayedCase>& cases, const numeric::RunControl& control, const OnReplayed& on_replayed)
      : cases_(cases), control_(control), on_replayed_(on_replayed), is_done_(cases.size()) {}

  void settle(std::size_t k, reports::ReplayedCase one) {
    const std::lock_guard one_at_a_time(mutex_);
    cases_[k] = std::move(one);
    is_done_[k] = true;
    control_.show({"", ++done_, cases_.size(), "cases"});
    for (; told_ < cases_.size() && is_done_[told_]; ++told_) {
      if (on_replayed_) on_replayed_(cases_[told_]);
    }
  }

 private:
  std::mutex mutex_;
  std::vector<reports::ReplayedCase>& cases_;
  const numeric::RunControl& control_;
  const OnReplayed& on_replayed_;
  std::vector<bool> is_done_;
  std::size_t told_ = 0;
  std::uint64_t done_ = 0;
};

}  // namespace

reports::Replays replay_cases(const std::vector<std::string>& files, const numeric::RunControl& control,
                              const OnReplayed& on_replayed) {
  const numeric::RunControl run = control.started();
  const numeric::StopScope scope(run.stop);
  const std::vector<NamedCase> cases = cases_of(files);
  reports::Replays replays;
  replays.cases.resize(cases.size());
  InOrder in_order(replays.cases, run, on_replayed);
  numeric::for_each_index(
      cases.size(), run.thread_count(), [] { return false; },
      [&](std::uint64_t k) { in_order.settle(k, replayed(cases[k])); });
  replays.interrupted = control.asked_to_stop();
  return replays;
}

}  // namespace margincert
