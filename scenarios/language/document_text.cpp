#include "scenarios/language/document_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

namespace orrery::scenarios {

namespace {

bool is_tables(const Node& node) {
  return node.type == Node::Type::kArray && !node.items.empty() &&
         std::all_of(node.items.begin(), node.items.end(),
                     [](const Node& item) { return item.type == Node::Type::kTable; });
}

std::string quoted(const std::string& text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      result += '\\';
      result += c;
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
      result += fmt::format("\\u{:04x}", static_cast<unsigned char>(c));
    } else {
      result += c;
    }
  }
  return result + "\"";
}

std::string key_text(const std::string& key) {
  const auto bare = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  };
  return !key.empty() && std::all_of(key.begin(), key.end(), bare) ? key : quoted(key);
}

std::string value_text(const Node& node) {
  switch (node.type) {
    case Node::Type::kText:
      return quoted(node.text);
    case Node::Type::kInteger:
      return std::to_string(node.integer);
    case Node::Type::kReal: {
      // The shortest text that reads as the same number; TOML wants a point or an exponent in it.
      const std::string text = fmt::format("{}", node.real);
      return text.find_first_of(".einf") == std::string::npos ? text + ".0" : text;
    }
    case Node::Type::kBoolean:
      return node.boolean ? "true" : "false";
    case Node::Type::kArray: {
      std::string text = "[";
      for (const Node& item : node.items) text += (text.size() > 1 ? ", " : "") + value_text(item);
      return text + "]";
    }
    case Node::Type::kTable: {
      std::string text = "{ ";
      for (const Node::Entry& entry : node.entries)
        text += (text.size() > 2 ? ", " : "") + key_text(entry.key) + " = " + value_text(entry.value);
      return text + " }";
    }
  }
  return "";
}

void write_table(const Node& table, const std::string& path, std::string& text) {
  for (const Node::Entry& entry : table.entries)
    if (entry.value.type != Node::Type::kTable && !is_tables(entry.value))
      text += key_text(entry.key) + " = " + value_text(entry.value) + "\n";
  for (const Node::Entry& entry : table.entries) {
    const std::string inner = path.empty() ? key_text(entry.key) : path + "." + key_text(entry.key);
    if (entry.value.type == Node::Type::kTable) {
      text += "\n[" + inner + "]\n";
      write_table(entry.value, inner, text);
    } else if (is_tables(entry.value)) {
      for (const Node& item : entry.value.items) {
        text += "\n[[" + inner + "]]\n";
        write_table(item, inner, text);
      }
    }
  }
}

void move_path(Node& value, const std::string& folder) {
  if (value.type != Node::Type::kText) return;
  namespace fs = std::filesystem;
  const fs::path found = beside(value.place, value.text);
  if (found.is_absolute() && !fs::path(folder).is_absolute()) {
    value.text = found.string();
    return;
  }
  const fs::path relative = found.lexically_relative(folder.empty() ? fs::path(".") : fs::path(folder));
  value.text = relative.empty() ? fs::absolute(found).lexically_normal().string() : relative.string();
}

}  // namespace

std::string to_toml(const Node& document) {
  std::string text;
  write_table(document, "", text);
  return text;
}

void move_paths(Node& document, const std::string& folder) {
  if (Node* latency = document.find("latency"))
    if (Node* file = latency->find("file")) move_path(*file, folder);
  if (Node* prices = document.find("price"))
    for (Node& price : prices->items)
      if (Node* candles = price.find("candles")) move_path(*candles, folder);
}

}  // namespace orrery::scenarios
