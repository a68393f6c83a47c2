#pragma once

#include <string>

#include "sim/recording/recording_reader.h"

namespace orrery::scenarios {

/// Writes one CSV file a table into `directory` (made when it is missing): run.csv, entity.csv and every table of rows.
/// RFC 4180: lines end in CR LF, the first line names the columns; null is nothing, empty text is "", bytes are 0x...,
/// times stay nanoseconds since 1970. No file is ever half there. Throws InputError when one of the files exists and
/// `force` is not set, or cannot be written; RecordingError when the disk is full.
void export_csv(const sim::RecordingReader& reader, const std::string& directory, bool force);

/// Writes a trace in the Trace Event Format (JSON), which ui.perfetto.dev and chrome://tracing open. A network, chain
/// or kind of entity is a process, an entity a few threads of it. Spans, faults and bad states are slices, messages
/// slices joined by flows, metrics counters, all other rows instants. Times count from the start of the run. Errors as
/// above.
void export_perfetto(const sim::RecordingReader& reader, const std::string& file, bool force);

}  // namespace orrery::scenarios
