// The identifiers that every layer speaks of.
#ifndef PRAKSIS_LIBS_BASE_IDS_H_
#define PRAKSIS_LIBS_BASE_IDS_H_

#include "libs/base/strong.h"

namespace praksis {

// "case/2025-0114": kind, slash, identifier. Names what an event belongs to, and decides its partition.
using StreamId = base::StrongString<struct StreamIdTag>;
// A UUIDv7 in its 36-character lower-case text form.
using EventId = base::StrongString<struct EventIdTag>;
// Place of an event in its stream: 1, 2, 3, … without a gap. 0: before the first.
using Version = base::StrongInt<struct VersionTag>;
// Partition of the log, 0 … partition_count - 1.
using PartitionId = base::StrongInt<struct PartitionIdTag>;
// Place of a record in its partition. Increases, but not always by one (Kafka's commit markers take offsets).
using Offset = base::StrongInt<struct OffsetTag>;

}  // namespace praksis

#endif  // PRAKSIS_LIBS_BASE_IDS_H_
