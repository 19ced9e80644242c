#include "margincert/work/shipped.hpp"

namespace margincert::work {

std::vector<const EmbeddedText*> embedded_with(std::string_view suffix) {
  std::vector<const EmbeddedText*> found;
  for (const EmbeddedText& text : embedded_texts()) {
    if (text.name.ends_with(suffix)) found.push_back(&text);
  }
  return found;
}

std::vector<std::string> embedded_names(std::string_view suffix) {
  std::vector<std::string> names;
  for (const EmbeddedText* text : embedded_with(suffix)) {
    names.push_back(text->name.substr(0, text->name.size() - suffix.size()));
  }
  return names;
}

const EmbeddedText* find_embedded(const std::string& name) {
  for (const EmbeddedText& text : embedded_texts()) {
    if (text.name == name) return &text;
  }
  return nullptr;
}

}  // namespace margincert::work
