#pragma once

#include <array>
#include <string>
#include <string_view>

#include "chains/contract.h"
#include "chains/contracts/abi_types.h"
#include "chains/contracts/signature.h"
#include "sim/assert.h"

namespace orrery::chains {

/// An event of a contract, declared by its human-readable text.
class Event {
 public:
  /// Arguments of more than one word, such as static structs, do not occur in events here.
  explicit Event(std::string_view text) : text_(text), signature_(parse_signature(text)), topic_(signature_.topic()) {
    for (const auto& input : signature_.inputs) head_words_ += input.indexed ? 0 : 1;
  }

  const std::string& text() const { return text_; }
  const Bytes32& topic() const { return topic_; }

  /// Logs the event. The arguments stand in the order of the declaration; indexed ones must be of one word.
  template <class... Ts>
  void emit(Execution& execution, const Ts&... arguments) const {
    ORRERY_ASSERT(sizeof...(Ts) == signature_.inputs.size(), "an event is emitted with all its arguments");
    std::array<Bytes32, 4> topics{topic_};
    std::size_t topic_count = 1, index = 0;
    AbiWriter data(head_words_);
    [[maybe_unused]] const auto write = [&]<class T>(const T& value) {
      if (!signature_.inputs[index++].indexed) return abi::Codec<T>::write(data, value);
      ORRERY_ASSERT(!abi::Codec<T>::kDynamic && topic_count < topics.size(), "indexed arguments are words, at most 3");
      topics[topic_count++] = Bytes32::from(abi::encode(value));
    };
    (write(arguments), ...);
    const Bytes body = data.finish();
    execution.emit(std::span(topics).first(topic_count), body);
  }

 private:
  std::string text_;
  Signature signature_;
  Bytes32 topic_;
  std::size_t head_words_ = 0;
};

/// A custom error of a contract, declared by its human-readable text.
class CustomError {
 public:
  explicit CustomError(std::string_view text) : text_(text), selector_(parse_signature(text).selector()) {}

  const std::string& text() const { return text_; }

  template <class... Ts>
  Bytes encode(const Ts&... arguments) const {
    return abi::encode_with_selector(selector_, arguments...);
  }
  template <class... Ts>
  [[noreturn]] void revert(const Ts&... arguments) const {
    throw Revert{encode(arguments...)};
  }

 private:
  std::string text_;
  Selector selector_;
};

}  // namespace orrery::chains
