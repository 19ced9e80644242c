#include "files/digest.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace margincert::files {

std::uint64_t fnv1a_64(std::string_view text) {
  constexpr std::uint64_t offset_basis = 0xcbf29ce484222325, prime = 0x100000001b3;
  std::uint64_t state = offset_basis;
  for (const char c : text) state = (state ^ static_cast<unsigned char>(c)) * prime;
  return state;
}

// nlohmann::json keeps an object's members in a std::map, so its dump has them sorted.
std::string canonical_text(const nlohmann::json& value) { return value.dump(); }

std::string digest_of(const nlohmann::json& object) {
  nlohmann::json rest = object;
  rest.erase("digest");
  return fmt::format("{:016x}", fnv1a_64(canonical_text(rest)));
}

}  // namespace margincert::files
