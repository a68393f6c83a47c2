#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "chains/bytes.h"
#include "chains/encoding/abi_type.h"
#include "chains/encoding/abi_value.h"

namespace orrery::known_answers {

/// A value of `type` from JSON: numbers as numbers or decimal text, bytes and addresses as hexadecimal, lists for
/// arrays and tuples. Throws sim::InputError or nlohmann's exceptions.
chains::AbiValue abi_value_from_json(const chains::AbiType& type, const nlohmann::json& value);

/// An address in any case of letters, without regard to its checksum.
chains::Address address_from_any_case(const std::string& text);

}  // namespace orrery::known_answers
