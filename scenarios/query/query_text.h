#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "scenarios/query/recording_query.h"

namespace orrery::scenarios {

enum class QueryFormat : std::uint8_t { kText, kCsv, kJson };

/// What `orrery query` asks for.
struct QueryRequest {
  std::string filter;
  std::string table;                 ///< empty: the one that the filter's fields are of
  std::optional<std::size_t> limit;  ///< none: 100 as text, else all
  bool newest_first = false;
  bool count_only = false;
  QueryFormat format = QueryFormat::kText;
};

/// What a query said beside its rows, for standard error; may be empty.
struct QueryRemarks {
  std::string text;
};

/// Writes the rows that match, page by page: aligned columns without those that are empty, CSV (RFC 4180), or a JSON
/// array of objects. Throws InputError. `print` answers false when nobody reads any more.
QueryRemarks write_query(RecordingQuery& query, const QueryRequest& request,
                         const std::function<bool(std::string_view)>& print);

}  // namespace orrery::scenarios
