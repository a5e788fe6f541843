// Imports prepared facts through RecordMany, as quickly as they are answered.
//   import_load PORT RECORDS FIRST_CASE [BYTES] [CALLS] [WINDOW]
// BYTES is what the log will keep of a note. Cases from FIRST_CASE on must be new; about a twentieth of the
// records open one. Prints {"records", "bytes" (of them all), "seconds"}; aborts where one is refused.
#include <condition_variable>
#include <cstdio>
#include <memory>
#include <mutex>
#include <string>
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
// Written to the connection together.
constexpr size_t kTogether = 16;

// The `number`th record of a case.
v1::RecordManyRequest ItemOf(int64_t case_number, int64_t number, int64_t item, int64_t bytes) {
  v1::RecordRequest fact =
      number == 0 ? OpenCase(case_number) : AddNote(case_number, case_number << 24 | number);
  v1::RecordManyRequest request;
  request.set_item(item);
  request.mutable_event()->Swap(fact.mutable_event());
  if (number > 0) {
    std::string& text = *request.mutable_event()->mutable_note_added()->mutable_text();
    const int64_t missing = bytes - kStampBytes - static_cast<int64_t>(request.event().ByteSizeLong());
    text.resize(static_cast<size_t>(static_cast<int64_t>(text.size()) + missing), '.');
  }
  return request;
}

struct Prepared {
  std::vector<grpc::ByteBuffer> items;
  int64_t bytes = 0;
};

Prepared Prepare(int64_t first_case, int64_t records, int64_t bytes) {
  const int64_t cases = records / kRecordsPerCase + 1;
  Prepared prepared;
  prepared.items.reserve(static_cast<size_t>(records));
  for (int64_t i = 0; i < records; ++i) {
    const v1::RecordManyRequest item = ItemOf(first_case + i % cases, i / cases, i, bytes);
    prepared.bytes += static_cast<int64_t>(item.event().ByteSizeLong()) + kStampBytes;
    const grpc::Slice slice(item.SerializeAsString());
    prepared.items.emplace_back(&slice, 1);
  }
  return prepared;
}

// One RecordMany call. gRPC calls it back; destroyed after Await.
class Import final : public grpc::ClientBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer> {
 public:
  // `window` items at most are unanswered.
  Import(std::vector<grpc::ByteBuffer>& items, size_t window) : items_(items), window_(window) {}

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
    v1::RecordManyResponse answer;
    grpc::Slice slice;
    PRAKSIS_CHECK(answer_.TrySingleSlice(&slice).ok() || answer_.DumpToSingleSlice(&slice).ok());
    PRAKSIS_CHECK(answer.ParseFromArray(slice.begin(), static_cast<int>(slice.size())));
    PRAKSIS_CHECK(answer.has_accepted() && !answer.accepted().repeat(), answer.ShortDebugString());
    {
      const std::lock_guard lock(mutex_);
      PRAKSIS_CHECK(answer.item() == static_cast<int64_t>(answered_), "answers come in order");
      ++answered_;
      WriteNext();
    }
    StartRead(&answer_);
  }

  void OnDone(const grpc::Status& status) override {
    PRAKSIS_CHECK(status.ok() && answered_ == items_.size(), status.error_message());
    const std::lock_guard lock(mutex_);
    done_ = true;
    changed_.notify_all();
  }

 private:
  // mutex_ is held.
  void WriteNext() {
    if (writing_ || written_ == items_.size() || written_ - answered_ >= window_) return;
    writing_ = true;
    const size_t item = written_++;
    grpc::WriteOptions options;
    const bool last = written_ == items_.size();
    // The first carries the call's metadata and must go at once; so must the last that the window has room
    // for.
    if (item > 0 && !last && written_ - answered_ < window_ && item % kTogether != 0)
      options.set_buffer_hint();
    if (last) {
      StartWriteLast(&items_[item], options);
    } else {
      StartWrite(&items_[item], options);
    }
  }

  std::vector<grpc::ByteBuffer>& items_;
  const size_t window_;
  grpc::ClientContext context_;
  grpc::ByteBuffer answer_;
  std::mutex mutex_;
  std::condition_variable changed_;
  // All below guarded by mutex_.
  size_t written_ = 0;
  size_t answered_ = 0;
  bool writing_ = false;
  bool done_ = false;
};

int Main(int argc, char** argv) {
  PRAKSIS_CHECK(argc >= 4, "import_load PORT RECORDS FIRST_CASE [BYTES] [CALLS] [WINDOW]");
  const auto port = static_cast<int>(NumberArgument(argc, argv, 1, 0));
  const int64_t records = NumberArgument(argc, argv, 2, 0);
  int64_t first_case = NumberArgument(argc, argv, 3, 0);
  const int64_t bytes = NumberArgument(argc, argv, 4, 300);
  const int64_t calls = NumberArgument(argc, argv, 5, 4);
  const auto window = static_cast<size_t>(NumberArgument(argc, argv, 6, 4'096));
  std::vector<Prepared> prepared;
  for (int64_t i = 0; i < calls; ++i) {
    prepared.push_back(Prepare(first_case, records / calls, bytes));
    first_case += records / calls / kRecordsPerCase + 1;
  }
  std::vector<std::unique_ptr<grpc::GenericStub>> stubs;
  for (const auto& channel : Connect(port, static_cast<int>(calls))) {
    PRAKSIS_CHECK(channel->WaitForConnected(std::chrono::system_clock::now() + std::chrono::seconds(10)));
    stubs.push_back(std::make_unique<grpc::GenericStub>(channel));
  }
  std::vector<std::unique_ptr<Import>> imports;
  int64_t all_bytes = 0;
  int64_t all_records = 0;
  for (Prepared& each : prepared) {
    imports.push_back(std::make_unique<Import>(each.items, window));
    all_bytes += each.bytes;
    all_records += static_cast<int64_t>(each.items.size());
  }
  const int64_t begin = NowNs();
  for (size_t i = 0; i < imports.size(); ++i) imports[i]->Start(*stubs[i]);
  for (const auto& import : imports) import->Await();
  std::printf("{\"records\": %lld, \"bytes\": %lld, \"seconds\": %.4f}\n",
              static_cast<long long>(all_records), static_cast<long long>(all_bytes),
              static_cast<double>(NowNs() - begin) / 1e9);
  return 0;
}

}  // namespace
}  // namespace praksis::bench

int main(int argc, char** argv) { return praksis::bench::Main(argc, argv); }
