#include "scenarios/language/document.h"

#include <toml++/toml.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "sim/input_error.h"

namespace orrery::scenarios {

namespace {

constexpr int kDeepestInclude = 8;
constexpr std::size_t kLargestFile = std::size_t{64} << 20;

Place place_of(const toml::source_region& region, const std::shared_ptr<const Place::Source>& file) {
  return {file, region.begin.line, region.begin.column};
}

Node convert(const toml::node& from, const std::shared_ptr<const Place::Source>& file) {
  Node node;
  node.place = place_of(from.source(), file);
  if (const auto* text = from.as_string()) {
    node.type = Node::Type::kText;
    node.text = text->get();
  } else if (const auto* integer = from.as_integer()) {
    node.type = Node::Type::kInteger;
    node.integer = integer->get();
  } else if (const auto* real = from.as_floating_point()) {
    node.type = Node::Type::kReal;
    node.real = real->get();
    std::ostringstream spelling;
    spelling << real->get();
    node.text = spelling.str();
    if (node.text.find_first_not_of("-0123456789") == std::string::npos) node.text += ".0";
  } else if (const auto* boolean = from.as_boolean()) {
    node.type = Node::Type::kBoolean;
    node.boolean = boolean->get();
  } else if (const auto* array = from.as_array()) {
    node.type = Node::Type::kArray;
    for (const auto& item : *array) node.items.push_back(convert(item, file));
  } else if (const auto* table = from.as_table()) {
    node.type = Node::Type::kTable;
    for (const auto& [key, value] : *table)
      node.entries.push_back({std::string(key.str()), place_of(key.source(), file), convert(value, file)});
    std::stable_sort(node.entries.begin(), node.entries.end(), [](const Node::Entry& a, const Node::Entry& b) {
      return std::pair(a.place.line, a.place.column) < std::pair(b.place.line, b.place.column);
    });
  } else {
    node.type = Node::Type::kText;  // dates and times, in the spelling that parse_time reads
    std::ostringstream spelling;
    from.visit([&](const auto& value) {
      if constexpr (toml::is_chronological<decltype(value)>) spelling << value.get();
    });
    node.text = spelling.str();
  }
  return node;
}

Node parse_text(const std::string& path, const std::string& text) {
  const auto file = std::make_shared<const Place::Source>(Place::Source{path, ""});
  try {
    return convert(toml::parse(text, path), file);
  } catch (const toml::parse_error& error) {
    throw sim::InputError(place_of(error.source(), file).text(), std::string(error.description()));
  }
}

bool is_array_of_tables(const Node& node) {
  return node.type == Node::Type::kArray && !node.items.empty() &&
         std::all_of(node.items.begin(), node.items.end(),
                     [](const Node& item) { return item.type == Node::Type::kTable; });
}

/// Puts `included` under `document`: what the document says itself stays.
void merge(Node& document, Node included) {
  for (auto& entry : included.entries) {
    Node* own = document.find(entry.key);
    if (own == nullptr) {
      document.entries.push_back(std::move(entry));
    } else if (own->type == Node::Type::kTable && entry.value.type == Node::Type::kTable) {
      merge(*own, std::move(entry.value));
    } else if (is_array_of_tables(*own) && is_array_of_tables(entry.value)) {
      own->items.insert(own->items.begin(), std::make_move_iterator(entry.value.items.begin()),
                        std::make_move_iterator(entry.value.items.end()));
    }
  }
}

std::vector<std::string> names_in(const Node& node) {
  std::vector<std::string> names;
  for (const auto& entry : node.entries) names.push_back(entry.key);
  for (const auto& item : node.items)
    if (const Node* name = item.find("name")) names.push_back(name->text);
  return names;
}

/// The element of an array of tables by `name` or by number; null when there is none.
Node* element(Node& array, const std::string& step) {
  for (auto& item : array.items)
    if (const Node* name = item.find("name"); name != nullptr && name->text == step) return &item;
  if (!step.empty() && step.size() < 7 && step.find_first_not_of("0123456789") == std::string::npos) {
    const auto number = std::stoul(step);
    if (number < array.items.size()) return &array.items[number];
  }
  return nullptr;
}

/// An option has no lines.
void forget_lines(Node& node) {
  node.place.line = node.place.column = 0;
  for (Node& item : node.items) forget_lines(item);
  for (Node::Entry& entry : node.entries) {
    entry.place.line = entry.place.column = 0;
    forget_lines(entry.value);
  }
}

Node parse_value_text(const std::string& text, const std::string& place) {
  Node value;
  try {
    value = parse_text(place, "value = " + text);
  } catch (const sim::InputError&) {
    value = Node{};
  }
  if (Node* parsed = value.find("value")) {
    forget_lines(*parsed);
    return std::move(*parsed);
  }
  Node plain;
  plain.type = Node::Type::kText;
  plain.text = text;
  plain.place.source = std::make_shared<const Place::Source>(Place::Source{place, ""});
  return plain;
}

}  // namespace

std::string Place::text() const {
  if (!source) return {};
  std::string text = source->file;
  if (line != 0) text += ":" + std::to_string(line) + ":" + std::to_string(column);
  return source->changed_by.empty() ? text : text + " with " + source->changed_by;
}

const Node* Node::find(std::string_view key) const {
  for (const auto& entry : entries)
    if (entry.key == key) return &entry.value;
  return nullptr;
}
Node* Node::find(std::string_view key) { return const_cast<Node*>(std::as_const(*this).find(key)); }

const char* Node::type_name() const {
  switch (type) {
    case Type::kText:
      return "a text";
    case Type::kInteger:
      return "a whole number";
    case Type::kReal:
      return "a number with a fraction";
    case Type::kBoolean:
      return "true or false";
    case Type::kArray:
      return "a list";
    case Type::kTable:
      return "a table";
  }
  return "a value";
}

const std::string& Files::read(const std::string& path, const std::string& asked_at) {
  if (const auto known = texts_.find(path); known != texts_.end()) return known->second;
  if (!from_disk_) throw sim::InputError(asked_at, "the recording does not hold the file \"" + path + "\"");
  std::error_code error;
  if (std::filesystem::is_directory(path, error))
    throw sim::InputError(asked_at, "\"" + path + "\" is a folder; expected a file");
  std::ifstream stream(path, std::ios::binary);
  if (!stream) throw sim::InputError(asked_at, "cannot read the file \"" + path + "\"", "is the path right?");
  std::string text;
  char buffer[1 << 16];
  while (stream.read(buffer, sizeof buffer) || stream.gcount() > 0) {
    text.append(buffer, static_cast<std::size_t>(stream.gcount()));
    if (text.size() > kLargestFile) throw sim::InputError(asked_at, "\"" + path + "\" is larger than 64 MiB");
  }
  return texts_.emplace(path, std::move(text)).first->second;
}

std::string beside(const Place& place, const std::string& path) {
  if (std::filesystem::path(path).is_absolute() || !place.source) return path;
  return (std::filesystem::path(place.source->file).parent_path() / path).lexically_normal().string();
}

Node parse_document(Files& files, const std::string& path, const std::string& text, int depth) {
  Node document = parse_text(path, text);
  const Node* include = document.find("include");
  if (include == nullptr) return document;
  if (depth >= kDeepestInclude)
    throw sim::InputError(include->place.text(), "files include each other more than 8 deep");
  if (include->type != Node::Type::kArray)
    throw sim::InputError(include->place.text(), "include: expected a list of file names");
  const Node parts = *include;
  std::erase_if(document.entries, [](const Node::Entry& entry) { return entry.key == "include"; });
  for (auto part = parts.items.rbegin(); part != parts.items.rend(); ++part) {
    if (part->type != Node::Type::kText)
      throw sim::InputError(part->place.text(),
                            std::string("include: expected a file name, found ") + part->type_name());
    const std::string part_path = beside(part->place, part->text);
    merge(document, parse_document(files, part_path, files.read(part_path, part->place.text()), depth + 1));
  }
  return document;
}

Node read_document(Files& files, const std::string& path) {
  const std::string& text = files.read(path, path);
  if (text.find_first_not_of(" \t\r\n") == std::string::npos)
    throw sim::InputError(path, "the file is empty; expected a scenario", "`orrery new FILE` writes one to start from");
  return parse_document(files, path, text);
}

namespace {

std::vector<std::string> steps_of(const std::string& key) {
  std::istringstream text(key);
  std::vector<std::string> steps;
  for (std::string step; std::getline(text, step, '.');) steps.push_back(step);
  return steps;
}

}  // namespace

std::string plain_key(Node document, const std::string& key) {
  Node* at = &document;
  std::string plain;
  for (const std::string& step : steps_of(key)) {
    if (at != nullptr && at->type == Node::Type::kArray) {
      Node* next = element(*at, step);
      plain += next == nullptr ? step : std::to_string(next - at->items.data());
      at = next;
    } else {
      plain += step;
      at = at == nullptr ? nullptr : at->find(step);
    }
    plain += '.';
  }
  return plain;
}

void set_value(Node& document, std::string_view assignment, std::string_view option) {
  const std::string place = std::string(option) + " " + std::string(assignment);
  const auto equals = assignment.find('=');
  if (equals == std::string_view::npos || equals == 0)
    throw sim::InputError(place, "expected key=value",
                          "for example " + std::string(option) + " network.eth-usd.heartbeat=30min");
  std::string path(assignment.substr(0, equals));
  Node value = parse_value_text(std::string(assignment.substr(equals + 1)), place);
  Node* at = &document;
  const std::vector<std::string> parts = steps_of(path);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const bool last = i + 1 == parts.size();
    if (at->type == Node::Type::kArray) {
      Node* next = element(*at, parts[i]);
      if (next == nullptr)
        throw sim::InputError(
            place, "nothing is named \"" + parts[i] + "\" there" + sim::did_you_mean(parts[i], names_in(*at)));
      if (last) *next = value;
      at = next;
    } else if (at->type == Node::Type::kTable) {
      // A section that the file leaves out begins here; whether there is such a section is the reader's to say.
      Node section;
      section.type = Node::Type::kTable;
      section.place = value.place;
      if (last && at->place.line != 0)
        at->place.source = std::make_shared<const Place::Source>(Place::Source{at->place.source->file, place});
      Node* next = at->find(parts[i]);
      if (next == nullptr) next = &at->entries.emplace_back(Node::Entry{parts[i], value.place, section}).value;
      if (last) *next = value;
      at = next;
    } else {
      throw sim::InputError(place, "\"" + parts[i - 1] + "\" is " + at->type_name() + "; nothing is inside it");
    }
  }
}

}  // namespace orrery::scenarios
