#pragma once

#include <string>
#include <string_view>

#include "sim/recording/recording_reader.h"

namespace orrery::scenarios {

/// Whom a row is about: the name of its entity, a fault's target, or "" when it names none.
std::string who(const sim::RecordingReader& reader, const sim::RecordedRow& row);

/// What a row says, in words that follow "who": "sent observe-req (epoch 7, round 2) to 30 machines". Tables that it
/// does not know are told by their columns. Adding a table = one function and one line in phrase.cpp.
std::string phrase(const sim::RecordingReader& reader, const sim::RecordedRow& row);

/// An amount of the row to two decimals: rows have all of them, people do not read them. Throws InputError where the
/// recording has no number.
std::string cents(const sim::RecordedRow& row, std::string_view column);

}  // namespace orrery::scenarios
