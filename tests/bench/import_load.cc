#include "tests/bench/import_load.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <ctime>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/client_callback.h"
#include "libs/base/check.h"
#include "praksis/v1/journal.pb.h"
#include "tests/bench/bench.h"
#include "tests/bench/facts.h"
#include "tests/bench/load.h"

namespace praksis::bench {
namespace {

constexpr int64_t kRecordsPerCase = 20;
// What the server adds to a note: version, recorded_at, schema, authenticated.
constexpr int64_t kStampBytes = 44;
// Bytes of single items that are written to the connection together.
constexpr size_t kHintedBytes = 4'800;

// The `number`th record of a case.
v1::Event EventOf(int64_t case_number, int64_t number, int64_t bytes) {
  v1::RecordRequest fact =
      number == 0 ? OpenCase(case_number) : AddNote(case_number, case_number << 24 | number);
  v1::Event event;
  event.Swap(fact.mutable_event());
  if (number > 0) {
    std::string& text = *event.mutable_note_added()->mutable_text();
    const int64_t missing = bytes - kStampBytes - static_cast<int64_t>(event.ByteSizeLong());
    text.resize(static_cast<size_t>(static_cast<int64_t>(text.size()) + missing), '.');
  }
  return event;
}

struct Message {
  grpc::ByteBuffer bytes;
  size_t items = 0;
};

struct Prepared {
  std::vector<Message> messages;
  size_t items = 0;
  int64_t bytes = 0;
};

Prepared Prepare(const ImportOptions& options, int64_t first_case, int64_t records) {
  const int64_t cases = records / kRecordsPerCase + 1;
  Prepared prepared;
  v1::RecordManyRequest message;
  const auto close = [&](size_t items) {
    const grpc::Slice slice(message.SerializeAsString());
    prepared.messages.push_back({.bytes = grpc::ByteBuffer(&slice, 1), .items = items});
    prepared.items += items;
    message.Clear();
  };
  for (int64_t i = 0; i < records; ++i) {
    v1::Event event = EventOf(first_case + i % cases, i / cases, options.bytes);
    prepared.bytes += static_cast<int64_t>(event.ByteSizeLong()) + kStampBytes;
    if (options.together == 1) {
      message.set_item(i);
      *message.mutable_event() = std::move(event);
      close(1);
    } else {
      v1::RecordManyItem& item = *message.add_items();
      item.set_item(i);
      *item.mutable_event() = std::move(event);
      const auto items = static_cast<size_t>(message.items_size());
      if (items == options.together || i + 1 == records) close(items);
    }
  }
  return prepared;
}

// One RecordMany call. gRPC calls it back; destroyed after Await.
class Call final : public grpc::ClientBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer> {
 public:
  Call(Prepared& prepared, size_t window) : prepared_(prepared), window_(window) {}

  void Start(grpc::GenericStub& stub) {
    stub.PrepareBidiStreamingCall(&context_, "/praksis.v1.Journal/RecordMany", {}, this);
    StartRead(&answer_);
    {
      const std::lock_guard lock(mutex_);
      WriteNext();
    }
    StartCall();
  }
  void Await() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return done_; });
  }

  void OnWriteDone(bool ok) override {
    PRAKSIS_CHECK(ok, "the call has ended before its items: ", written_);
    const std::lock_guard lock(mutex_);
    writing_ = false;
    WriteNext();
  }

  void OnReadDone(bool ok) override {
    if (!ok) return;
    grpc::Slice slice;
    PRAKSIS_CHECK(answer_.TrySingleSlice(&slice).ok() || answer_.DumpToSingleSlice(&slice).ok());
    PRAKSIS_CHECK(answers_.ParseFromArray(slice.begin(), static_cast<int>(slice.size())));
    {
      const std::lock_guard lock(mutex_);
      if (answers_.answers_size() == 0) TakeAnswer(answers_);
      for (const v1::RecordManyAnswer& answer : answers_.answers()) TakeAnswer(answer);
      WriteNext();
    }
    StartRead(&answer_);
  }

  void OnDone(const grpc::Status& status) override {
    PRAKSIS_CHECK(status.ok() && answered_ == prepared_.items, status.error_message());
    const std::lock_guard lock(mutex_);
    done_ = true;
    changed_.notify_all();
  }

 private:
  // mutex_ is held.
  template <typename Answer>
  void TakeAnswer(const Answer& answer) {
    PRAKSIS_CHECK(answer.has_accepted() && !answer.accepted().repeat(), answer.ShortDebugString());
    PRAKSIS_CHECK(answer.item() == static_cast<int64_t>(answered_), "answers come in order");
    ++answered_;
  }
  // mutex_ is held.
  void WriteNext() {
    if (writing_ || next_ == prepared_.messages.size() || written_ - answered_ >= window_) return;
    writing_ = true;
    Message& message = prepared_.messages[next_++];
    written_ += message.items;
    unsent_bytes_ += message.bytes.Length();
    const bool last = next_ == prepared_.messages.size();
    grpc::WriteOptions options;
    // The first carries the call's metadata and must go at once; so must the last that the window has room
    // for.
    if (next_ > 1 && !last && written_ - answered_ < window_ && unsent_bytes_ < kHintedBytes) {
      options.set_buffer_hint();
    } else {
      unsent_bytes_ = 0;
    }
    if (last) {
      StartWriteLast(&message.bytes, options);
    } else {
      StartWrite(&message.bytes, options);
    }
  }

  Prepared& prepared_;
  const size_t window_;
  grpc::ClientContext context_;
  grpc::ByteBuffer answer_;
  v1::RecordManyResponse answers_;
  std::mutex mutex_;
  std::condition_variable changed_;
  // All below guarded by mutex_.
  size_t next_ = 0;     // message
  size_t written_ = 0;  // items
  size_t answered_ = 0;
  size_t unsent_bytes_ = 0;
  bool writing_ = false;
  bool done_ = false;
};

double CpuSeconds() {
  timespec spent{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &spent);
  return static_cast<double>(spent.tv_sec) + static_cast<double>(spent.tv_nsec) / 1e9;
}

}  // namespace

Imported Import(int port, const ImportOptions& options) {
  std::vector<Prepared> prepared;
  int64_t first_case = options.first_case;
  for (int64_t i = 0; i < options.calls; ++i) {
    prepared.push_back(Prepare(options, first_case, options.records / options.calls));
    first_case += options.records / options.calls / kRecordsPerCase + 1;
  }
  std::vector<std::unique_ptr<grpc::GenericStub>> stubs;
  for (const auto& channel : Connect(port, static_cast<int>(options.calls))) {
    PRAKSIS_CHECK(channel->WaitForConnected(std::chrono::system_clock::now() + std::chrono::seconds(10)));
    stubs.push_back(std::make_unique<grpc::GenericStub>(channel));
  }
  Imported imported;
  std::vector<std::unique_ptr<Call>> calls;
  for (Prepared& each : prepared) {
    calls.push_back(std::make_unique<Call>(each, options.window));
    imported.bytes += each.bytes;
    imported.records += static_cast<int64_t>(each.items);
  }
  const double cpu_before = CpuSeconds();
  const int64_t begin = NowNs();
  for (size_t i = 0; i < calls.size(); ++i) calls[i]->Start(*stubs[i]);
  for (const auto& call : calls) call->Await();
  imported.seconds = static_cast<double>(NowNs() - begin) / 1e9;
  imported.load_seconds = CpuSeconds() - cpu_before;
  return imported;
}

}  // namespace praksis::bench
