#pragma once

#include "tests/known_answers/format.h"

/// The formats of the OCR protocol's vectors: one function a file.
namespace orrery::known_answers {

Format permutation_format();
Format leaders_format();
Format wire_ocr2_format();
Format wire_ocr3_format();
Format config_wire_format();
Format median_plugin_format();
Format traces_format();
Format traces_ocr3_format();

}  // namespace orrery::known_answers
