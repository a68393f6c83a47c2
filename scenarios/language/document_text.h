#pragma once

#include <string>

#include "scenarios/language/document.h"

namespace orrery::scenarios {

/// The document as TOML: scalars first, then tables, so that reading it gives the same document. Comments and includes
/// are not in a Node and so not in the text.
std::string to_toml(const Node& document);

/// Rewrites the paths of data files (`candles`, `latency.file`) so that a document saved in `folder` finds the files
/// that it found where it stood.
void move_paths(Node& document, const std::string& folder);

}  // namespace orrery::scenarios
