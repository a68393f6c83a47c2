#pragma once

#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "scenarios/language/document.h"
#include "scenarios/language/values.h"
#include "sim/input_error.h"

namespace orrery::scenarios {

/// One key of a section, as docs/scenarios.md lists it.
struct KeyReference {
  std::string key, type, default_value, about;  ///< default_value "required" when it must be given
};
/// A section of the reference: its keys, and the sections inside it.
struct SectionReference {
  std::string path;  ///< "[[network]]", "[[network.nodes]]"
  std::string about;
  std::vector<KeyReference> keys;
  std::vector<SectionReference> inner;
};

/// How a table of a scenario becomes a T: every key is bound once to a member, with its words for the reference. The
/// same description reads files, finds wrong keys and writes docs/scenarios.md, so the three cannot disagree.
/// T is default constructible; its defaults are the language's defaults. A member `Place place` receives the place.
template <class T>
class Section {
 public:
  explicit Section(std::string about) : about_(std::move(about)) {}

  template <class M, class B>
    requires std::is_base_of_v<B, T>
  Section& required(std::string key, M B::* member, std::string about) {
    return add({key, TypeText<M>::text(), "required", std::move(about)}, true,
               [member](T& value, const Node& node) { read_setting(node, value.*member); });
  }
  template <class M, class B>
    requires std::is_base_of_v<B, T>
  Section& optional(std::string key, M B::* member, std::string about) {
    return add({key, TypeText<M>::text(), default_text(T{}.*member), std::move(about)}, false,
               [member](T& value, const Node& node) { read_setting(node, value.*member); });
  }
  /// A text that must be one of the named values.
  template <class M>
  Section& choice(std::string key, M T::* member, std::vector<std::pair<std::string, M>> choices, std::string about) {
    std::vector<std::string> names;
    std::string default_name = "none";
    for (const auto& [name, value] : choices) {
      names.push_back(name);
      if (value == T{}.*member) default_name = "\"" + name + "\"";
    }
    std::string type = "one of";
    for (const auto& name : names) type += " \"" + name + "\"";
    return add({key, type, default_name, std::move(about)}, false,
               [member, choices, names, type](T& value, const Node& node) {
                 if (node.type != Node::Type::kText) refuse(node, type);
                 for (const auto& [name, chosen] : choices)
                   if (name == node.text) {
                     value.*member = chosen;
                     return;
                   }
                 throw sim::InputError(node.place.text(), "expected " + type + ", found \"" + node.text + "\"" +
                                                              sim::did_you_mean(node.text, names));
               });
  }
  /// `[[key]]` inside this section: any number of tables.
  template <class S, class B>
    requires std::is_base_of_v<B, T>
  Section& tables(std::string key, std::vector<S> B::* member, const Section<S>& inner) {
    inner_.push_back({"[[" + key + "]]", inner.reference()});
    return add_quiet(key, [key, member, inner](T& value, const Node& node) {
      if (node.type == Node::Type::kTable && node.place.line == 0 &&
          !node.entries.empty())  // an option's, not the file's
        throw sim::InputError(node.place.text(), "there is no [[" + key + "]] \"" + node.entries.front().key + "\"");
      if (node.type != Node::Type::kArray) refuse(node, "a table in double brackets");
      for (const Node& item : node.items) (value.*member).push_back(inner.read(item));
    });
  }
  /// `[key]` inside this section: one table, defaults when absent.
  template <class S>
  Section& table(std::string key, S T::* member, const Section<S>& inner) {
    inner_.push_back({"[" + key + "]", inner.reference()});
    return add_quiet(key, [member, inner](T& value, const Node& node) { value.*member = inner.read(node); });
  }
  /// Keeps keys that no binding names, for what is checked later (a fault's own parameters).
  Section& rest(std::vector<Node::Entry> T::* member) {
    rest_ = member;
    return *this;
  }

  /// Throws InputError for a wrong type, a missing or an unknown key.
  T read(const Node& node) const {
    if (node.type != Node::Type::kTable) refuse(node, "a table");
    T value;
    if constexpr (requires { value.place; }) value.place = node.place;
    for (const auto& entry : node.entries) {
      const auto key =
          std::find_if(keys_.begin(), keys_.end(), [&](const Key& k) { return k.reference.key == entry.key; });
      if (key != keys_.end()) {
        key->read(value, entry.value);
      } else if (rest_ != nullptr) {
        (value.*rest_).push_back(entry);
      } else {
        std::vector<std::string> names;
        for (const Key& known : keys_) names.push_back(known.reference.key);
        throw sim::InputError(entry.place.text(),
                              "unknown key \"" + entry.key + "\"" + sim::did_you_mean(entry.key, names));
      }
    }
    for (const Key& key : keys_)
      if (key.required && node.find(key.reference.key) == nullptr)
        throw sim::InputError(node.place.text(), "\"" + key.reference.key + "\" is missing: " + key.reference.about);
    return value;
  }

  SectionReference reference() const {
    SectionReference result{"", about_, {}, {}};
    for (const Key& key : keys_)
      if (!key.reference.type.empty()) result.keys.push_back(key.reference);
    for (const auto& [path, inner] : inner_) {
      result.inner.push_back(inner);
      result.inner.back().path = path;
    }
    return result;
  }

 private:
  struct Key {
    KeyReference reference;
    bool required = false;
    std::function<void(T&, const Node&)> read;
  };
  Section& add(KeyReference reference, bool required, std::function<void(T&, const Node&)> read) {
    keys_.push_back({std::move(reference), required, std::move(read)});
    return *this;
  }
  Section& add_quiet(std::string key, std::function<void(T&, const Node&)> read) {
    return add({std::move(key), "", "", ""}, false, std::move(read));
  }

  std::string about_;
  std::vector<Key> keys_;
  std::vector<std::pair<std::string, SectionReference>> inner_;
  std::vector<Node::Entry> T::* rest_ = nullptr;
};

}  // namespace orrery::scenarios
