#include "cli/embedded.hpp"

namespace margincert::cli {

std::vector<const EmbeddedText*> embedded_with(std::string_view suffix) {
  std::vector<const EmbeddedText*> found;
  for (const EmbeddedText& text : embedded_texts()) {
    if (text.name.ends_with(suffix)) found.push_back(&text);
  }
  return found;
}

const EmbeddedText* find_embedded(const std::string& name) {
  for (const EmbeddedText& text : embedded_texts()) {
    if (text.name == name) return &text;
  }
  return nullptr;
}

}  // namespace margincert::cli
