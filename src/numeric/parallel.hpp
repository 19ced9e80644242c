#pragma once

#include <cstdint>
#include <functional>

namespace margincert::numeric {

/// Calls work(k) for k = 0..count-1 on `jobs` threads, this one among them, in no particular order. What comes out must
/// not depend on the order: let each k write to a place of its own.
///
/// `stopped` is asked before every call and ends the loop early, an empty one never; it and `work` have to bear being called from several
/// threads at once. The first exception ends the loop and is thrown here. What stops work on this thread (stop.hpp)
/// stops it on the others, too.
void for_each_index(std::uint64_t count, int jobs, const std::function<bool()>& stopped,
                    const std::function<void(std::uint64_t)>& work);

/// The same for work that `stopped` is to reach into (stop.hpp); what was under way then is left undone.
void for_each_index_until_stopped(std::uint64_t count, int jobs, const std::function<bool()>& stopped,
                                  const std::function<void(std::uint64_t)>& work);

}  // namespace margincert::numeric
