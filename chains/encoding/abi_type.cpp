#include "chains/encoding/abi_type.h"

#include <cctype>

#include "sim/input_error.h"

namespace orrery::chains {
namespace {

// No real signature comes near these; they bound what a hostile text can make of memory and stack.
constexpr std::size_t kDeepest = 16;
constexpr std::size_t kMostWords = 1u << 16;

std::string text_of(const std::vector<AbiType>& members) {
  std::string text(1, '(');
  for (std::size_t i = 0; i < members.size(); ++i) {
    if (i > 0) text.push_back(',');
    text += members[i].text();
  }
  text.push_back(')');
  return text;
}

}  // namespace

class AbiTypeParser {
 public:
  explicit AbiTypeParser(std::string_view text) : text_(text) {}

  AbiType whole_type() {
    AbiType type = parse_type(0);
    expect_end();
    return type;
  }
  std::vector<AbiType> whole_list() {
    std::vector<AbiType> types = parse_members(0);
    expect_end();
    return types;
  }
  std::string_view name() {
    const std::size_t begin = at_;
    while (at_ < text_.size() &&
           (std::isalnum(static_cast<unsigned char>(text_[at_])) != 0 || text_[at_] == '_' || text_[at_] == '$'))
      ++at_;
    return text_.substr(begin, at_ - begin);
  }
  [[noreturn]] void refuse(std::string_view why) const {
    throw sim::InputError("", std::string(why) + " in \"" + std::string(text_.substr(0, 200)) + "\" at character " +
                                  std::to_string(at_ + 1));
  }

 private:
  bool take(char c) {
    if (at_ == text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  void expect_end() const {
    if (at_ != text_.size()) refuse("expected the end of an ABI type");
  }

  /// A decimal number without leading zeros, 0 when there is none.
  std::size_t number() {
    std::size_t value = 0;
    const std::size_t begin = at_;
    while (at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9' && at_ - begin < 6)
      value = 10 * value + static_cast<std::size_t>(text_[at_++] - '0');
    if (at_ > begin && text_[begin] == '0') refuse("expected a number above zero");
    return value;
  }

  std::vector<AbiType> parse_members(std::size_t depth) {
    if (!take('(')) refuse("expected \"(\"");
    std::vector<AbiType> members;
    if (take(')')) return members;
    do members.push_back(parse_type(depth));
    while (take(','));
    if (!take(')')) refuse("expected \",\" or \")\"");
    return members;
  }

  AbiType parse_type(std::size_t depth) {
    if (depth > kDeepest) refuse("types nest too deep");
    AbiType type = at_ < text_.size() && text_[at_] == '(' ? parse_tuple(depth) : parse_simple();
    for (std::size_t arrays = 0; take('['); ++arrays) {
      if (depth + arrays > kDeepest) refuse("types nest too deep");
      const bool fixed = at_ < text_.size() && text_[at_] != ']';
      const std::size_t count = number();
      if (fixed && count == 0) refuse("expected the length of an array or \"]\"");
      if (!take(']')) refuse("expected \"]\"");
      if (count * type.head_words() > kMostWords) refuse("the type is too large");
      std::vector<AbiType> element;
      element.push_back(std::move(type));
      type = AbiType(fixed ? AbiType::Kind::kFixedArray : AbiType::Kind::kArray, count, std::move(element));
    }
    return type;
  }

  AbiType parse_tuple(std::size_t depth) {
    std::vector<AbiType> members = parse_members(depth + 1);
    if (members.empty()) refuse("expected a tuple with members");
    if (head_words(members) > kMostWords) refuse("the type is too large");
    return {AbiType::Kind::kTuple, 0, std::move(members)};
  }

  AbiType parse_simple() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && text_[at_] >= 'a' && text_[at_] <= 'z') ++at_;
    const std::string_view word = text_.substr(begin, at_ - begin);
    const std::size_t size = number();
    if (word == "uint" || word == "int") {
      if (size > 256 || size % 8 != 0) refuse("expected a width of 8 to 256 bits in steps of 8");
      return {word == "uint" ? AbiType::Kind::kUint : AbiType::Kind::kInt, size == 0 ? 256 : size};
    }
    if (word == "bytes") {
      if (size > 32) refuse("expected bytes1 to bytes32");
      return {size == 0 ? AbiType::Kind::kBytes : AbiType::Kind::kFixedBytes, size};
    }
    if (size == 0) {
      if (word == "address") return {AbiType::Kind::kAddress, 0};
      if (word == "bool") return {AbiType::Kind::kBool, 0};
      if (word == "string") return {AbiType::Kind::kString, 0};
    }
    at_ = begin;
    refuse("expected an ABI type");
  }

  std::string_view text_;
  std::size_t at_ = 0;

  friend struct AbiSignature;
};

AbiType::AbiType(Kind kind, std::size_t size, std::vector<AbiType> members)
    : kind_(kind), size_(size), members_(std::move(members)) {
  switch (kind_) {
    case Kind::kBytes:
    case Kind::kString:
    case Kind::kArray:
      dynamic_ = true;
      break;
    case Kind::kFixedArray:
      dynamic_ = element().is_dynamic();
      if (!dynamic_) head_words_ = size_ * element().head_words();
      break;
    case Kind::kTuple:
      for (const auto& member : members_) dynamic_ = dynamic_ || member.is_dynamic();
      if (!dynamic_) head_words_ = chains::head_words(members_);
      break;
    case Kind::kUint:
    case Kind::kInt:
    case Kind::kAddress:
    case Kind::kBool:
    case Kind::kFixedBytes:
      break;
  }
}

AbiType AbiType::parse(std::string_view text) { return AbiTypeParser(text).whole_type(); }
std::vector<AbiType> AbiType::parse_list(std::string_view text) { return AbiTypeParser(text).whole_list(); }

std::string AbiType::text() const {
  switch (kind_) {
    case Kind::kUint:
      return "uint" + std::to_string(size_);
    case Kind::kInt:
      return "int" + std::to_string(size_);
    case Kind::kAddress:
      return "address";
    case Kind::kBool:
      return "bool";
    case Kind::kFixedBytes:
      return "bytes" + std::to_string(size_);
    case Kind::kBytes:
      return "bytes";
    case Kind::kString:
      return "string";
    case Kind::kArray:
      return element().text() + "[]";
    case Kind::kFixedArray:
      return element().text() + "[" + std::to_string(size_) + "]";
    case Kind::kTuple:
      return text_of(members_);
  }
  return {};
}

std::size_t head_words(const std::vector<AbiType>& types) {
  std::size_t words = 0;
  for (const auto& type : types) words += type.head_words();
  return words;
}

AbiSignature AbiSignature::parse(std::string_view text) {
  AbiTypeParser parser(text);
  AbiSignature signature;
  signature.name = parser.name();
  if (signature.name.empty()) parser.refuse("expected a name");
  signature.inputs = parser.whole_list();
  return signature;
}

std::string AbiSignature::text() const { return name + text_of(inputs); }

}  // namespace orrery::chains
