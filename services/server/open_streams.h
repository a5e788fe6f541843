// The streaming calls under way, so that a stopping server can tell each to come to an end.
#ifndef PRAKSIS_SERVICES_SERVER_OPEN_STREAMS_H_
#define PRAKSIS_SERVICES_SERVER_OPEN_STREAMS_H_

#include <mutex>
#include <unordered_set>

namespace praksis::services {

// A streaming call.
class OpenStream {
 public:
  virtual ~OpenStream() = default;
  // Take nothing new, answer what was taken, and end with UNAVAILABLE, STOPPING. Must not block.
  virtual void Drain() = 0;
};

// Thread-safe. Lock order: this before a stream's own.
class OpenStreams {
 public:
  // From the stream's start …
  void Add(OpenStream& stream) {
    const std::lock_guard lock(mutex_);
    streams_.insert(&stream);
    if (draining_) stream.Drain();
  }
  // … until its end: no Drain is running or will come once this has returned.
  void Remove(OpenStream& stream) {
    const std::lock_guard lock(mutex_);
    streams_.erase(&stream);
  }
  // Drains every stream, and every one that is still added.
  void Drain() {
    const std::lock_guard lock(mutex_);
    draining_ = true;
    for (OpenStream* stream : streams_) stream->Drain();
  }

 private:
  std::mutex mutex_;
  bool draining_ = false;                    // guarded by mutex_
  std::unordered_set<OpenStream*> streams_;  // guarded by mutex_
};

}  // namespace praksis::services

#endif  // PRAKSIS_SERVICES_SERVER_OPEN_STREAMS_H_
