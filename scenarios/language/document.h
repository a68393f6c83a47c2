#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace orrery::scenarios {

/// Where something stands in a scenario file.
struct Place {
  struct Source {
    std::string file;        ///< or the option, where the value stands in one
    std::string changed_by;  ///< the option that set something here, "--set key=value", or ""
  };
  std::shared_ptr<const Source> source;
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  /// "file:line:column", and what changed it.
  std::string text() const;
};

/// One value of a TOML document with its place. Integers and texts as written; dates become text.
struct Node {
  enum class Type : std::uint8_t { kText, kInteger, kReal, kBoolean, kArray, kTable };
  struct Entry;

  Type type = Type::kTable;
  Place place;
  std::string text;
  std::int64_t integer = 0;
  double real = 0;
  bool boolean = false;
  std::vector<Node> items;     ///< of an array
  std::vector<Entry> entries;  ///< of a table, in the order of the file

  const Node* find(std::string_view key) const;
  Node* find(std::string_view key);
  /// "a text", "a table", ... for messages.
  const char* type_name() const;
};
struct Node::Entry {
  std::string key;
  Place place;
  Node value;
};

/// The files that a scenario reads: the scenario itself, what it includes, and its data. Reads from disk once and keeps
/// the text, so that a recording can carry everything that its run needed; or serves only what it was given.
class Files {
 public:
  Files() = default;
  /// Serves these texts by path and nothing else: for repeating a recorded run.
  explicit Files(std::map<std::string, std::string> texts) : texts_(std::move(texts)), from_disk_(false) {}
  /// The text of a file. Throws InputError at `asked_at` when it is missing, a folder, or not readable.
  const std::string& read(const std::string& path, const std::string& asked_at);
  const std::map<std::string, std::string>& texts() const { return texts_; }

 private:
  std::map<std::string, std::string> texts_;
  bool from_disk_ = true;
};

/// Reads a TOML file and what it includes (`include = ["parts/zones.toml"]`, paths relative to the including file).
/// What the including file says wins; arrays of tables are joined, included ones first. Throws InputError.
Node read_document(Files& files, const std::string& path);
/// The same for one text, without includes of other files than `files` holds.
Node parse_document(Files& files, const std::string& path, const std::string& text, int depth = 0);

/// Applies "network.eth-usd.heartbeat=30min" to the document: a dot goes into a table, an element of an array of tables
/// is named by its `name` or its number from 0. The value is TOML, or else taken as text. Throws InputError that names
/// `option`.
void set_value(Node& document, std::string_view assignment, std::string_view option = "--set");

/// A key as set_value() takes it, with elements by their numbers: two keys of one value give one text. What is not
/// there stays as it was written.
std::string plain_key(Node document, const std::string& key);

/// `path` seen from the folder of the file at `place`, unless it is absolute.
std::string beside(const Place& place, const std::string& path);

}  // namespace orrery::scenarios
