#include "gui/model/abi_book.h"

#include <fmt/format.h>

#include "chains/contracts/registry.h"
#include "chains/encoding/abi_type.h"
#include "chains/encoding/abi_value.h"

namespace orrery::gui {
namespace {

using chains::Bytes;
using chains::BytesView;

constexpr std::size_t kLongestValue = 24;

std::string text_of(const chains::AbiValue& value, AbiBook::Values values) {
  std::string text = chains::to_text(value);
  if (values == AbiBook::Values::kWhole || text.size() <= kLongestValue) return text;
  const bool number = text.find_first_not_of("-0123456789") == std::string::npos;
  return number ? text : fmt::format("{}…{}", text.substr(0, 10), text.substr(text.size() - 4));
}

std::string listed(const std::vector<std::string>& values) {
  std::string text;
  for (const std::string& value : values) text += (text.empty() ? "" : ", ") + value;
  return "(" + text + ")";
}

std::vector<chains::AbiType> types_of(const std::vector<chains::Signature::Parameter>& parameters, bool indexed) {
  std::vector<chains::AbiType> types;
  for (const auto& parameter : parameters) {
    if (parameter.indexed == indexed) types.push_back(chains::AbiType::parse(parameter.type));
  }
  return types;
}

}  // namespace

AbiBook::AbiBook() {
  for (const chains::ContractKind& kind : chains::contract_kinds()) {
    for (const std::string& text : kind.abi) {
      const chains::Signature signature = chains::parse_signature(text);
      if (signature.kind == "function") functions_.emplace(signature.selector(), signature);
      if (signature.kind == "event") {
        const chains::Bytes32 topic = signature.topic();
        const BytesView view(topic);
        events_.emplace(Bytes(view.begin(), view.end()), signature);
      }
    }
  }
}

std::string AbiBook::call_name(BytesView input) const {
  bool found = false;
  const auto function = functions_.find(chains::read_selector(input, found));
  return found && function != functions_.end() ? function->second.name : "";
}

std::string AbiBook::call_text(BytesView input, Values how) const {
  bool found = false;
  const auto function = functions_.find(chains::read_selector(input, found));
  if (!found || function == functions_.end()) return "";
  const auto values = chains::abi_decode(types_of(function->second.inputs, false), input.subspan(4));
  if (!values.has_value()) return "";
  std::vector<std::string> texts;
  for (const chains::AbiValue& value : *values) texts.push_back(text_of(value, how));
  return function->second.name + listed(texts);
}

std::string AbiBook::log_name(BytesView topic0) const {
  const auto event = events_.find(Bytes(topic0.begin(), topic0.end()));
  return event == events_.end() ? "" : event->second.name;
}

std::string AbiBook::log_text(const std::vector<Bytes>& topics, BytesView data, Values how) const {
  if (topics.empty()) return "";
  const auto event = events_.find(topics.front());
  if (event == events_.end()) return "";
  const auto plain = chains::abi_decode(types_of(event->second.inputs, false), data);
  if (!plain.has_value()) return "";
  std::vector<std::string> texts;
  std::size_t next_plain = 0, next_topic = 1;
  for (const auto& parameter : event->second.inputs) {
    if (!parameter.indexed) {
      texts.push_back(text_of((*plain)[next_plain++], how));
      continue;
    }
    if (next_topic >= topics.size()) return "";
    const auto value = chains::abi_decode({chains::AbiType::parse(parameter.type)}, topics[next_topic++]);
    // A topic of a dynamic type is a hash of the value.
    texts.push_back(value.has_value() ? text_of(value->front(), how) : "(hash)");
  }
  return event->second.name + listed(texts);
}

}  // namespace orrery::gui
