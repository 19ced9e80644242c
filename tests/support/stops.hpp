#pragma once

#include <atomic>
#include <memory>

#include "numeric/stop.hpp"

namespace margincert::testing {

/// Asks for an end from the asking after this many on.
inline numeric::StopQuestion stop_after(long askings) {
  return [left = std::make_shared<std::atomic<long>>(askings)] { return left->fetch_sub(1) <= 0; };
}

}  // namespace margincert::testing
