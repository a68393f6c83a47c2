#include "tests/known_answers/json_values.h"

#include <algorithm>
#include <cctype>

#include "sim/input_error.h"

namespace orrery::known_answers {
namespace {

using namespace chains;
using nlohmann::json;

std::string number_text(const json& value) { return value.is_string() ? value.get<std::string>() : value.dump(); }

}  // namespace

Address address_from_any_case(const std::string& text) {
  std::string lower = text;
  std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return address_from_hex(lower);
}

AbiValue abi_value_from_json(const AbiType& type, const json& value) {
  switch (type.kind()) {
    case AbiType::Kind::kUint:
      return {parse_uint256(number_text(value))};
    case AbiType::Kind::kInt:
      return {parse_int256(number_text(value))};
    case AbiType::Kind::kAddress:
      return {address_from_any_case(value.get<std::string>())};
    case AbiType::Kind::kBool:
      return {value.get<bool>()};
    case AbiType::Kind::kFixedBytes:
    case AbiType::Kind::kBytes:
      return {from_hex(value.get<std::string>())};
    case AbiType::Kind::kString:
      return {value.get<std::string>()};
    case AbiType::Kind::kArray:
    case AbiType::Kind::kFixedArray:
    case AbiType::Kind::kTuple: {
      AbiValue::List list;
      for (std::size_t i = 0; i < value.size(); ++i) {
        const bool tuple = type.kind() == AbiType::Kind::kTuple;
        list.push_back(abi_value_from_json(tuple ? type.members().at(i) : type.element(), value.at(i)));
      }
      return {list};
    }
  }
  throw sim::InputError("", "a type of no kind");
}

}  // namespace orrery::known_answers
