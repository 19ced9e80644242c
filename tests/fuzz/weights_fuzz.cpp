#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>

#include "files/file_error.hpp"
#include "transformer/weights_file.hpp"

// For clang's libFuzzer: whatever the bytes are, they are refused, or read as weights that are written and read back
// as the same ones. Anything else, such as another exception, ends the run.
namespace {

using margincert::transformer::Weights;

std::optional<Weights> weights_in(std::string_view bytes) {
  try {
    return margincert::transformer::parse_weights(bytes, "input");
  } catch (const margincert::files::FileError&) {
    return std::nullopt;
  }
}

void demand(bool condition) {
  if (!condition) __builtin_trap();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto weights = weights_in({reinterpret_cast<const char*>(data), size});
  if (!weights) return 0;
  const std::string written = to_safetensors(*weights);
  const auto read = weights_in(written);
  demand(read == weights);
  demand(to_safetensors(*read) == written);  // bit for bit: == does not tell 0 from -0
  return 0;
}

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t max_size);

/// The usual mutations; after every second one the length is made to fit the header again, as nearly every file whose
/// header changed its size would otherwise be refused for that alone.
extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t max_size,
                                               unsigned seed) {
  constexpr std::size_t length_bytes = 8;
  const std::size_t mutated = LLVMFuzzerMutate(data, size, max_size);
  const std::size_t header_end = std::string_view(reinterpret_cast<const char*>(data), mutated).rfind("}}");
  if (seed % 2 == 0 && header_end != std::string_view::npos && header_end > length_bytes) {
    const std::uint64_t length = header_end + 2 - length_bytes;
    std::memcpy(data, &length, sizeof(length));
  }
  return mutated;
}
