// What a read model is: a pure function from what happened to rows. The projector (projector.h) does
// everything else: reading the log, folding cases, writing rows and position in one batch, rebuilding.
//
// A case model contributes to rows and counters, given where a case stands. On an event the projector takes
// away what the case contributed before and adds what it contributes now; therefore corrections, voided
// events and transfers need no code here, and the order between cases cannot matter. What depends on today is
// kept by date and summed when asked. An event model keeps something per event.
//
// Adding a figure: a CaseModel here, its definition in libs/readmodels, its test. A change of what a model
// contributes needs a new revision(): the projection is then built anew beside the old one.
#ifndef PRAKSIS_LIBS_PROJECTION_READ_MODEL_H_
#define PRAKSIS_LIBS_PROJECTION_READ_MODEL_H_

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "libs/domain/case_state/case_state.pb.h"
#include "libs/log/event_log.h"
#include "libs/projection/cells.h"
#include "libs/store/database.h"
#include "praksis/v1/event.pb.h"

namespace praksis::projection {

// Receives one case's contributions.
class Contributions {
 public:
  virtual ~Contributions() = default;
  // Adds `amount` to the model's counter `key`. May be called several times with one key.
  virtual void Count(std::string_view key, int64_t amount) = 0;
  // The model's row `key`, which no other case may contribute.
  virtual void Row(std::string_view key, std::string_view value) = 0;
};

// Stateless; called from several threads at once.
class CaseModel {
 public:
  virtual ~CaseModel() = default;
  // Names the model's tables: "<name>.counts" and "<name>.rows".
  virtual std::string_view name() const = 0;
  virtual int revision() const = 0;
  // How its counters are kept in memory (cells.h); null: they are not.
  virtual const CellFormat* cell_format() const { return nullptr; }
  // Everything that `state` contributes. Called with version() > 0. Pure.
  virtual void Contribute(const domain::cases::CaseState& state, Contributions& out) const = 0;
};

// One event as the log has it.
struct LoggedEvent {
  const v1::Event& event;
  std::string_view bytes;
  log::Address address;
};

// Receives one event's rows. No key may begin with 0x00.
class EventRows {
 public:
  virtual ~EventRows() = default;
  // A row of this event alone.
  virtual void Row(std::string_view key, std::string_view value) = 0;
  // Adds a value, given in parts, at the end of a row that some events of one partition share.
  virtual void Append(std::string_view key, std::initializer_list<std::string_view> parts) = 0;
  // The same for the row EventModel::StreamRowKey(stream, segment) of the event's stream. Cheaper than
  // Append.
  virtual void AppendToStream(int64_t segment, std::initializer_list<std::string_view> parts) = 0;
};

// Stateless; called from several threads at once.
class EventModel {
 public:
  virtual ~EventModel() = default;
  // Names the model's table: "<name>.rows".
  virtual std::string_view name() const = 0;
  virtual int revision() const = 0;
  // Where EventRows::AppendToStream goes.
  virtual std::string StreamRowKey(std::string_view stream, int64_t segment) const = 0;
  // Called for every event of every stream kind, in the order of its partition. Pure: rows and the new
  // `partition_state` follow from the arguments. `partition_state` is what the model has noted about the
  // partition's earlier events, empty before the first; it is kept with the partition's position.
  virtual void Project(const LoggedEvent& event, std::string& partition_state, EventRows& out) const = 0;
};

}  // namespace praksis::projection

#endif  // PRAKSIS_LIBS_PROJECTION_READ_MODEL_H_
