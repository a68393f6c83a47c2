#include "chains/contracts/signature.h"

#include "sim/assert.h"

namespace orrery::chains {
namespace {

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

/// The position behind the parenthesis that closes the one at `open`.
std::size_t closing(std::string_view text, std::size_t open) {
  int depth = 0;
  for (std::size_t i = open; i < text.size(); ++i) {
    if (text[i] == '(') ++depth;
    if (text[i] == ')' && --depth == 0) return i + 1;
  }
  ORRERY_ASSERT(false, "every parenthesis of an ABI entry is closed");
  return text.size();
}

std::vector<std::string_view> split_at_commas(std::string_view text) {
  std::vector<std::string_view> parts;
  int depth = 0;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '(') ++depth;
    if (text[i] == ')') --depth;
    if (text[i] == ',' && depth == 0) {
      parts.push_back(trimmed(text.substr(begin, i - begin)));
      begin = i + 1;
    }
  }
  if (!trimmed(text.substr(begin)).empty()) parts.push_back(trimmed(text.substr(begin)));
  return parts;
}

std::vector<Signature::Parameter> parse_parameters(std::string_view text);

Signature::Parameter parse_parameter(std::string_view text) {
  Signature::Parameter parameter;
  if (text.starts_with("tuple")) text.remove_prefix(5);
  std::size_t end = 0;
  if (text.starts_with('(')) {
    end = closing(text, 0);
    for (const auto& member : parse_parameters(text.substr(1, end - 2)))
      parameter.type += (parameter.type.empty() ? "" : ",") + member.type;
    parameter.type = "(" + parameter.type + ")";
  }
  const std::size_t space = text.find(' ', end);
  parameter.type += text.substr(end, space == text.npos ? text.npos : space - end);
  if (space != text.npos) parameter.indexed = trimmed(text.substr(space)).starts_with("indexed");
  return parameter;
}

std::vector<Signature::Parameter> parse_parameters(std::string_view text) {
  std::vector<Signature::Parameter> parameters;
  for (const auto part : split_at_commas(text)) parameters.push_back(parse_parameter(part));
  return parameters;
}

}  // namespace

Signature parse_signature(std::string_view text) {
  Signature signature;
  const std::size_t open = text.find('(');
  ORRERY_ASSERT(open != text.npos, "an ABI entry has parameters");
  std::string_view head = trimmed(text.substr(0, open));
  const std::size_t space = head.find(' ');
  signature.kind = head.substr(0, space);
  if (space != head.npos) signature.name = trimmed(head.substr(space));
  const std::size_t close = closing(text, open);
  signature.inputs = parse_parameters(text.substr(open + 1, close - open - 2));
  std::string_view tail = text.substr(close);
  const std::size_t returns = tail.find("returns");
  if (returns != tail.npos) {
    const std::size_t list = tail.find('(', returns);
    ORRERY_ASSERT(list != tail.npos, "returns is followed by a list");
    signature.outputs = parse_parameters(tail.substr(list + 1, closing(tail, list) - list - 2));
    tail = tail.substr(0, returns);
  }
  signature.payable = tail.find("payable") != tail.npos;
  signature.view = tail.find("view") != tail.npos || tail.find("pure") != tail.npos;
  return signature;
}

std::string Signature::canonical() const {
  std::string types;
  for (const auto& input : inputs) types += (types.empty() ? "" : ",") + input.type;
  return name + "(" + types + ")";
}

Selector Signature::selector() const { return selector_of(canonical()); }

Bytes32 Signature::topic() const { return topic_of(canonical()); }

}  // namespace orrery::chains
