#pragma once

#include <exception>
#include <functional>
#include <utility>

/// How the wish for an early end reaches into long work, down to the query of a layer.
///
/// Whoever starts work that may be stopped opens a StopScope with a question and catches Stopped; the work calls
/// stop_point() wherever seconds may have passed since the last time. What Stopped cuts off is dropped as a whole, so
/// that nothing partial is ever judged. The scope belongs to its thread; numeric::for_each_index takes it along to its
/// own.
namespace margincert::numeric {

/// Is an early end asked for? Asked very often, and from several threads at once; once true it has to stay so.
using StopQuestion = std::function<bool()>;

/// Work ended early, as it was asked to.
class Stopped : public std::exception {
 public:
  const char* what() const noexcept override { return "stopped before the end"; }
};

/// While it lives, work on this thread is stopped by its question, beside those of the scopes around it.
class StopScope {
 public:
  enum class Around { too, not_at_all };

  /// An empty question never stops. What has to be finished although an end is asked for can leave out the scopes
  /// around.
  explicit StopScope(StopQuestion question, Around around = Around::too)
      : StopScope(std::move(question), around == Around::too ? current_ : nullptr) {}
  /// As things stand on another thread, whose scope has to outlive this one.
  explicit StopScope(const StopScope* elsewhere) : StopScope({}, elsewhere) {}
  ~StopScope() { current_ = before_; }
  StopScope(const StopScope&) = delete;
  StopScope& operator=(const StopScope&) = delete;

  static const StopScope* current() { return current_; }
  bool asks_to_stop() const { return (question_ && question_()) || (around_ && around_->asks_to_stop()); }

 private:
  StopScope(StopQuestion question, const StopScope* around)
      : question_(std::move(question)), around_(around), before_(current_) {
    current_ = this;
  }

  static inline thread_local const StopScope* current_ = nullptr;
  StopQuestion question_;
  const StopScope* around_;
  const StopScope* before_;
};

/// Throws Stopped where a scope of this thread asks for it.
inline void stop_point() {
  if (const StopScope* scope = StopScope::current(); scope && scope->asks_to_stop()) throw Stopped();
}

}  // namespace margincert::numeric
