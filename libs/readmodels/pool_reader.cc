#include "libs/readmodels/pool_reader.h"

#include <algorithm>
#include <utility>

#include "libs/base/check.h"
#include "libs/base/status.h"
#include "libs/base/strings.h"
#include "libs/readmodels/pool_chunk.h"

namespace praksis::readmodels {
namespace {

using selection::Feature;
using selection::kFeatureCount;

// Which of a chunk's rows meet the query, beyond municipality and ending; `all` where every one does.
struct Admitted {
  std::vector<uint32_t> rows = {};
  bool all = false;
};

// By index into the chunk's values of a feature: is it one of `reasons`?
std::vector<bool> Among(const std::vector<std::string>& reasons, const std::vector<std::string>& values) {
  std::vector<bool> among(values.size());
  for (size_t i = 0; i < values.size(); ++i) {
    among[i] = std::find(reasons.begin(), reasons.end(), values[i]) != reasons.end();
  }
  return among;
}

Admitted Admit(const PoolChunk& chunk, const UniverseQuery& query, base::Day month) {
  const base::Day last_of_month = base::AddMonths(month, 1) - 1;
  const bool whole_month = (!query.from || *query.from <= month) && (!query.to || *query.to >= last_of_month);
  if (whole_month && query.reasons.empty()) return {.all = true};
  static constexpr Feature kVoices[] = {Feature::kReasonCitizen, Feature::kReasonCompany,
                                        Feature::kReasonJobCentre};
  std::vector<std::vector<bool>> among;
  for (const Feature voice : kVoices)
    among.push_back(Among(query.reasons, chunk.values[static_cast<size_t>(voice)]));
  const auto has_reason = [&](size_t row) {
    for (size_t i = 0; i < std::size(kVoices); ++i) {
      if (among[i][chunk.features[row][static_cast<size_t>(kVoices[i])]]) return true;
    }
    return query.reasons.empty();
  };
  Admitted admitted;
  for (size_t row = 0; row < chunk.size(); ++row) {
    if (query.from && chunk.last_day[row] < *query.from) continue;
    if (query.to && chunk.last_day[row] > *query.to) continue;
    if (has_reason(row)) admitted.rows.push_back(static_cast<uint32_t>(row));
  }
  return admitted;
}

// The texts that admitted rows use, sorted behind "": the same for the same rows, however they are chunked.
class Dictionary {
 public:
  // Those of `texts` that are `used`, by index.
  void Use(const std::vector<std::string>& texts, const std::vector<bool>& used) {
    for (size_t i = 0; i < texts.size(); ++i) {
      if (used[i] && !texts[i].empty()) texts_.push_back(texts[i]);
    }
  }
  // `limit`: texts kept, "" included.
  void Close(size_t limit) {
    std::sort(texts_.begin(), texts_.end());
    texts_.erase(std::unique(texts_.begin(), texts_.end()), texts_.end());
    texts_.insert(texts_.begin(), "");
    if (texts_.size() > limit) texts_.resize(limit);
  }
  uint32_t Index(const std::string& text) const {
    const auto at = std::lower_bound(texts_.begin(), texts_.end(), text);
    return at != texts_.end() && *at == text ? static_cast<uint32_t>(at - texts_.begin()) : 0;
  }
  const std::vector<std::string>& texts() const { return texts_; }

 private:
  std::vector<std::string> texts_;
};

}  // namespace

struct Universe::Contents {
  struct Part {
    PoolChunkId id;
    std::shared_ptr<const PoolChunk> chunk;
    uint16_t site = 0;
    // The rows of the chunk that belong to the universe: all of it where `whole`, else these.
    bool whole = false;
    std::vector<uint32_t> rows;
    // Index of the first of them in the pool.
    size_t begin = 0;

    size_t size() const { return whole ? chunk->size() : rows.size(); }
    // Calls `visit` with the index within the chunk of each row.
    template <typename Visit>
    void ForEachRow(Visit visit) const {
      if (whole) {
        for (size_t row = 0; row < chunk->size(); ++row) visit(row);
      } else {
        for (const uint32_t row : rows) visit(row);
      }
    }
  };
  struct Dictionaries;

  // Makes `pool` from `parts`, which have `size` rows together.
  void FillPool(const UniverseQuery& query, size_t size);
  void AppendPart(const Part& part, const Dictionaries& dictionaries, const UniverseQuery& query);
  // What it takes, about, with the months it is read from.
  size_t bytes() const;

  std::vector<Part> parts;
  selection::Pool pool;
  // Made when the pool is filled.
  std::optional<selection::PreparedPool> prepared;
};

struct Universe::Contents::Dictionaries {
  std::array<Dictionary, kFeatureCount> values;
  Dictionary caseworkers;

  void Use(const Part& part) {
    const PoolChunk& chunk = *part.chunk;
    std::array<std::vector<bool>, kFeatureCount> used;
    for (size_t f = 0; f < kFeatureCount; ++f) used[f].assign(chunk.values[f].size(), part.whole);
    std::vector<bool> used_caseworkers(chunk.caseworkers.size(), part.whole);
    for (const uint32_t row : part.rows) {
      for (size_t f = 0; f < kFeatureCount; ++f) used[f][chunk.features[row][f]] = true;
      used_caseworkers[chunk.caseworker[row]] = true;
    }
    for (size_t f = 0; f < kFeatureCount; ++f) values[f].Use(chunk.values[f], used[f]);
    caseworkers.Use(chunk.caseworkers, used_caseworkers);
  }
};

void Universe::Contents::FillPool(const UniverseQuery& query, size_t size) {
  Dictionaries dictionaries;
  for (const Part& part : parts) dictionaries.Use(part);
  for (size_t f = 0; f < kFeatureCount; ++f) {
    dictionaries.values[f].Close(PoolChunk::kFeatureValues);
    pool.values[f] = dictionaries.values[f].texts();
  }
  dictionaries.caseworkers.Close(UINT32_MAX);
  pool.caseworkers = dictionaries.caseworkers.texts();
  pool.sites = query.municipalities;
  pool.features.reserve(size);
  pool.site.reserve(size);
  pool.caseworker.reserve(size);
  pool.exclusion.reserve(size);
  pool.days.reserve(size);
  pool.months.reserve(size);
  pool.consented.reserve(size);
  pool.pseudonym.reserve(size);
  for (const Part& part : parts) AppendPart(part, dictionaries, query);
}

void Universe::Contents::AppendPart(const Part& part, const Dictionaries& dictionaries,
                                    const UniverseQuery& query) {
  const PoolChunk& chunk = *part.chunk;
  // From the chunk's numbers of texts to the universe's.
  std::array<std::array<uint8_t, PoolChunk::kFeatureValues>, kFeatureCount> value_of{};
  for (size_t f = 0; f < kFeatureCount; ++f) {
    for (size_t i = 0; i < chunk.values[f].size(); ++i) {
      value_of[f][i] = static_cast<uint8_t>(dictionaries.values[f].Index(chunk.values[f][i]));
    }
  }
  std::vector<uint32_t> caseworker_of;
  for (const std::string& caseworker : chunk.caseworkers) {
    caseworker_of.push_back(dictionaries.caseworkers.Index(caseworker));
  }
  part.ForEachRow([&](size_t row) {
    selection::FeatureValues features;
    for (size_t f = 0; f < kFeatureCount; ++f) features[f] = value_of[f][chunk.features[row][f]];
    pool.features.push_back(features);
    pool.caseworker.push_back(caseworker_of[chunk.caseworker[row]]);
    pool.exclusion.push_back(chunk.months[row] >= query.min_calendar_months
                                 ? selection::Exclusion::kNone
                                 : selection::Exclusion::kRanTooShort);
    pool.days.push_back(chunk.days[row]);
    pool.months.push_back(chunk.months[row]);
    pool.consented.push_back(chunk.consent_until[row] >= query.today);
    pool.pseudonym.push_back(chunk.pseudonym[row]);
  });
  pool.site.insert(pool.site.end(), part.size(), part.site);
}

size_t Universe::Contents::bytes() const {
  constexpr size_t kBytesPerRow = sizeof(selection::FeatureValues) + sizeof(uint16_t) + sizeof(uint32_t) +
                                  sizeof(selection::Exclusion) + sizeof(int32_t) + sizeof(uint8_t) +
                                  sizeof(uint64_t) + 1;
  size_t bytes = sizeof(*this) + pool.size() * kBytesPerRow + prepared->bytes();
  for (const Part& part : parts) bytes += part.chunk->bytes() + part.rows.size() * sizeof(uint32_t);
  return bytes;
}

const selection::Pool& Universe::pool() const { return contents_->pool; }

const selection::PreparedPool& Universe::prepared() const { return *contents_->prepared; }

absl::StatusOr<Universe::Identity> Universe::Identify(const projection::View& view, size_t index) const {
  const selection::Pool& pool = contents_->pool;
  const std::vector<Contents::Part>& parts = contents_->parts;
  PRAKSIS_CHECK(index < pool.size(), "index=", index, " size=", pool.size());
  auto part = std::upper_bound(parts.begin(), parts.end(), index,
                               [](size_t wanted, const Contents::Part& p) { return wanted < p.begin; });
  --part;
  size_t row = index - part->begin;
  if (!part->whole) row = part->rows[row];
  PoolChunkRows rows(view, part->id, part->chunk->keys[row / PoolChunk::kKeyEvery]);
  for (size_t i = 0; i < row % PoolChunk::kKeyEvery && rows.Valid(); ++i) rows.Next();
  if (!rows.status().ok()) return rows.status();
  PRAKSIS_CHECK(rows.Valid(), "a universe was asked about another view");
  const PoolRow found = rows.row();
  PRAKSIS_CHECK(found.pseudonym == pool.pseudonym[index], "a universe was asked about another view");
  return Identity{.stream = std::string(found.stream), .placement_id = std::string(found.placement_id)};
}

absl::StatusOr<Universe> PoolReader::Read(const projection::View& view, const UniverseQuery& query) {
  std::vector<PoolChunkEntry> entries;
  std::vector<uint16_t> sites;  // of `entries`
  for (size_t site = 0; site < query.municipalities.size(); ++site) {
    for (const PoolEnding ending : query.endings) {
      ASSIGN_OR_RETURN(const std::vector<PoolChunkEntry> here,
                       ListPoolChunks(view, query.municipalities[site], ending, query.from, query.to));
      entries.insert(entries.end(), here.begin(), here.end());
      sites.resize(entries.size(), static_cast<uint16_t>(site));
    }
  }
  if (std::optional<Universe> found = FindUniverse(query, entries)) return *std::move(found);

  auto contents = std::make_shared<Universe::Contents>();
  size_t size = 0;
  for (size_t i = 0; i < entries.size(); ++i) {
    ASSIGN_OR_RETURN(std::shared_ptr<const PoolChunk> chunk, Chunk(view, entries[i]));
    Admitted admitted = Admit(*chunk, query, entries[i].id.month);
    Universe::Contents::Part part{.id = entries[i].id,
                                  .chunk = std::move(chunk),
                                  .site = sites[i],
                                  .whole = admitted.all,
                                  .rows = std::move(admitted.rows),
                                  .begin = size};
    size += part.size();
    if (part.size() > 0) contents->parts.push_back(std::move(part));
  }
  contents->FillPool(query, size);
  contents->prepared.emplace(contents->pool);
  Universe universe;
  universe.contents_ = contents;
  if (universe_bytes_ > 0) {
    KeepUniverse(
        {.query = query, .entries = std::move(entries), .universe = universe, .bytes = contents->bytes()});
  }
  return universe;
}

std::optional<Universe> PoolReader::FindUniverse(const UniverseQuery& query,
                                                 const std::vector<PoolChunkEntry>& entries) {
  const std::lock_guard lock(mutex_);
  const auto found = std::find_if(universes_.begin(), universes_.end(), [&](const ReadUniverse& read) {
    return read.query == query && read.entries == entries;
  });
  if (found == universes_.end()) return std::nullopt;
  universes_.splice(universes_.begin(), universes_, found);
  return found->universe;
}

void PoolReader::KeepUniverse(ReadUniverse read) {
  const std::lock_guard lock(mutex_);
  // What was read for the same query is out of date.
  std::erase_if(universes_, [&](const ReadUniverse& before) { return before.query == read.query; });
  universes_.push_front(std::move(read));
  size_t bytes = 0;
  for (auto at = universes_.begin(); at != universes_.end();) {
    bytes += at->bytes;
    at = bytes > universe_bytes_ ? universes_.erase(at, universes_.end()) : std::next(at);
  }
}

absl::StatusOr<std::shared_ptr<const PoolChunk>> PoolReader::Chunk(const projection::View& view,
                                                                   const PoolChunkEntry& entry) {
  if (auto found = Find(entry)) return found;
  ASSIGN_OR_RETURN(std::shared_ptr<const PoolChunk> chunk, DecodePoolChunk(view, entry.id));
  Keep(entry, chunk);
  return chunk;
}

std::shared_ptr<const PoolChunk> PoolReader::Find(const PoolChunkEntry& entry) {
  const std::lock_guard lock(mutex_);
  const auto found = chunks_.find(entry.id);
  if (found == chunks_.end() || found->second.fingerprint != entry.fingerprint) return nullptr;
  by_use_.splice(by_use_.begin(), by_use_, found->second.used);
  return found->second.chunk;
}

void PoolReader::Keep(const PoolChunkEntry& entry, std::shared_ptr<const PoolChunk> chunk) {
  const std::lock_guard lock(mutex_);
  ++decoded_;
  if (const auto before = chunks_.find(entry.id); before != chunks_.end()) Drop(before);
  if (chunk->bytes() > cache_bytes_) return;
  bytes_ += chunk->bytes();
  by_use_.push_front(entry.id);
  chunks_[entry.id] = {.fingerprint = entry.fingerprint, .chunk = std::move(chunk), .used = by_use_.begin()};
  while (bytes_ > cache_bytes_) Drop(chunks_.find(by_use_.back()));
}

void PoolReader::Drop(std::map<PoolChunkId, Entry>::iterator entry) {
  bytes_ -= entry->second.chunk->bytes();
  by_use_.erase(entry->second.used);
  chunks_.erase(entry);
}

size_t PoolReader::cached_bytes() const {
  const std::lock_guard lock(mutex_);
  return bytes_;
}

size_t PoolReader::universe_bytes() const {
  const std::lock_guard lock(mutex_);
  size_t bytes = 0;
  for (const ReadUniverse& read : universes_) bytes += read.bytes;
  return bytes;
}

int64_t PoolReader::decoded_chunks() const {
  const std::lock_guard lock(mutex_);
  return decoded_;
}

}  // namespace praksis::readmodels
