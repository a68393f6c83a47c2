#include <fmt/format.h>

#include <cstdio>

#include "scenarios/command/commands.h"
#include "scenarios/query/query_text.h"

namespace orrery::scenarios {

int query_command(const std::string& recording, const QueryRequest& request) {
  RecordingQuery query(recording);
  bool written = true;
  const QueryRemarks remarks = write_query(query, request, [&](std::string_view text) {
    written = std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
    return written && !stop_requested;
  });
  if (!written || std::fflush(stdout) != 0) {
    std::fputs("orrery: the rows could not be written to standard output\n", stderr);
    return kInterrupted;
  }
  if (stop_requested) return kInterrupted;
  if (!remarks.text.empty()) std::fprintf(stderr, "orrery: %s\n", remarks.text.c_str());
  return kHeld;
}

}  // namespace orrery::scenarios
