#include <cstddef>
#include <cstdint>

// Links where libFuzzer is installed.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t*, std::size_t) { return 0; }
