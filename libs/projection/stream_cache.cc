#include "libs/projection/stream_cache.h"

#include <utility>

namespace praksis::projection {
namespace {

// What an entry costs besides what Resize is told.
constexpr size_t kOverhead = 256;

}  // namespace

CachedStream* StreamCache::Find(std::string_view stream) {
  const auto it = streams_.find(stream);
  return it == streams_.end() ? nullptr : it->second.get();
}

CachedStream& StreamCache::Insert(CachedStream stream) {
  auto owned = std::make_unique<CachedStream>(std::move(stream));
  CachedStream& inserted = *owned;
  // The key is the entry's own name, which does not move.
  streams_.emplace(inserted.stream.value(), std::move(owned));
  inserted.bytes = kOverhead;
  bytes_ += kOverhead;
  LinkNewest(inserted);
  return inserted;
}

void StreamCache::MarkChanged(CachedStream& stream, size_t bytes) {
  if (!stream.changed) {
    stream.changed = true;
    changed_.push_back(&stream);
    changed_bytes_ += stream.bytes;
  }
  stream.bytes += bytes;
  bytes_ += bytes;
  changed_bytes_ += bytes;
}

void StreamCache::Resize(CachedStream& stream, size_t bytes) {
  bytes_ += bytes + kOverhead - stream.bytes;
  stream.bytes = bytes + kOverhead;
}

void StreamCache::Settle() {
  for (CachedStream* stream : changed_) {
    stream->changed = false;
    Unlink(*stream);
    LinkNewest(*stream);
  }
  changed_.clear();
  changed_bytes_ = 0;
  while (bytes_ > capacity_bytes_ && oldest_ != nullptr) {
    CachedStream& victim = *oldest_;
    Unlink(victim);
    bytes_ -= victim.bytes;
    // By iterator, because the key is a view into what is destroyed.
    streams_.erase(streams_.find(std::string_view(victim.stream.value())));
  }
}

void StreamCache::Clear() {
  changed_.clear();
  streams_.clear();
  newest_ = oldest_ = nullptr;
  bytes_ = changed_bytes_ = 0;
}

void StreamCache::Unlink(CachedStream& stream) {
  (stream.newer != nullptr ? stream.newer->older : newest_) = stream.older;
  (stream.older != nullptr ? stream.older->newer : oldest_) = stream.newer;
  stream.newer = stream.older = nullptr;
}

void StreamCache::LinkNewest(CachedStream& stream) {
  stream.older = newest_;
  (newest_ != nullptr ? newest_->newer : oldest_) = &stream;
  newest_ = &stream;
}

}  // namespace praksis::projection
