// One RecordMany call: items in, an answer per item out, in the order of the items, each as soon as it is
// durable.
//
// Operation
//   Every item taken has a slot in a queue. A slot is freed when its answer has been handed to the transport;
//   while `max_undecided` or more are taken nothing is read, so that HTTP/2 holds the client back: a message
//   may bring as many beyond that as one may have. A client that does not read its answers therefore costs
//   its window and no more. Answers to items that came together go out together, all that are there when the
//   write before is done. An item that cannot be read as a message is refused like any other; the stream goes
//   on. Once the client has half-closed and everything is answered, the call ends with OK. When the server
//   stops, nothing more is read, what was taken is answered up to the first item that came too late to be
//   recorded, and the call ends with UNAVAILABLE, STOPPING; with TOO_MANY_ITEMS it ends after a message of
//   too many. When the client goes away, what was taken is recorded all the same; nobody is told.
// Concurrency
//   Reads, writes and replies come on different threads; all state is under one mutex.
#ifndef PRAKSIS_SERVICES_SERVER_RECORD_STREAM_H_
#define PRAKSIS_SERVICES_SERVER_RECORD_STREAM_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/server_callback.h"
#include "libs/base/clock.h"
#include "libs/log/event_log.h"
#include "libs/log/position.h"
#include "libs/rpc/call.h"
#include "praksis/v1/journal.pb.h"
#include "services/journal/journal_service.h"
#include "services/server/open_streams.h"
#include "services/server/record_items.h"

namespace praksis::services {

class RecordStream final : public grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>,
                           public OpenStream {
 public:
  struct Surroundings {
    JournalService& journal;
    rpc::LiveCalls& calls;
    OpenStreams& streams;
    const base::Clock& clock;
    // Only gives its name to position tokens.
    const log::EventLog& event_log;
    // How long an item may wait to be decided where the client set no deadline.
    absl::Duration record_limit;
    size_t max_undecided;
  };

  // Deletes itself when the call is done. `calls` has been entered already. All items go with `trace_parent`.
  RecordStream(const Surroundings& surroundings, const rpc::CallRecord& record, absl::Time deadline,
               std::string trace_parent);

  void OnReadDone(bool ok) override;
  void OnWriteDone(bool ok) override;
  void OnCancel() override;
  void OnDone() override;
  void Drain() override;

 private:
  enum class Reading {
    kPaused,   // no slot is free, or the server stops
    kWaiting,  // for the client
    kTaking,   // a message has come and is being taken in
    kEnded,    // the client will send nothing more
  };
  // Answers wait here for those before them.
  struct Slot {
    int64_t item = 0;
    bool packed = false;  // to be answered in `answers`
    bool never = false;   // came while the server stopped: its client sends it and what follows again
    // A serialized RecordManyResponse with this answer alone; empty until it is there. Serialized messages in
    // a row are one, with all that is repeated in them, so that answers go out together as they are.
    std::string answer;
  };

  // Gives the items just read slots and has them recorded.
  void Take();
  // The tickets of as many new slots begin with what is returned.
  int64_t MakeSlots(const RecordItems& read);
  void Answer(int64_t ticket, absl::StatusOr<v1::RecordResponse> result);
  // What can go on, goes on; called with mutex_ held after every change. True: the caller must call
  // End() as the last thing it does, without the mutex.
  bool GoOn();
  void WriteNext();
  void End();
  absl::Status end_status() const;

  const Surroundings surroundings_;
  const rpc::CallRecord record_;
  const absl::Time deadline_;
  const std::string trace_parent_;
  // Touched only by the read under way, or in Take.
  grpc::ByteBuffer incoming_;
  // Touched only when no write is under way, under mutex_.
  grpc::ByteBuffer outgoing_;

  std::mutex mutex_;
  // All below guarded by mutex_.
  Reading reading_ = Reading::kWaiting;
  size_t writing_ = 0;  // answers in the write under way
  bool cancelled_ = false;
  bool draining_ = false;
  bool finished_ = false;
  absl::Status cut_off_;  // else why nothing more is taken
  std::deque<Slot> slots_;
  int64_t first_ticket_ = 0;  // of slots_.front(); tickets count the items taken
  size_t undecided_ = 0;      // replies still to come
  log::Position accepted_;    // covers all that was accepted
};

}  // namespace praksis::services

#endif  // PRAKSIS_SERVICES_SERVER_RECORD_STREAM_H_
