#include "libs/readmodels/pool_chunk.h"

#include "libs/base/strings.h"

namespace praksis::readmodels {
namespace {

using selection::Feature;

template <typename T>
size_t BytesOf(const std::vector<T>& column) {
  return column.capacity() * sizeof(T);
}

size_t BytesOf(const std::vector<std::string>& texts) {
  size_t bytes = texts.capacity() * sizeof(std::string);
  for (const std::string& text : texts) bytes += text.capacity();
  return bytes;
}

std::vector<Vocabulary> FeatureVocabularies() {
  return std::vector<Vocabulary>(selection::kFeatureCount, Vocabulary(PoolChunk::kFeatureValues));
}

void Append(const PoolRow& row, std::vector<Vocabulary>& values, Vocabulary& caseworkers, PoolChunk& chunk) {
  const int32_t days = row.last_day - row.start;
  selection::FeatureValues features = {};
  const auto set = [&](Feature feature, std::string_view value) {
    const auto index = static_cast<size_t>(feature);
    features[index] = static_cast<uint8_t>(values[index].Index(value));
  };
  set(Feature::kReasonCitizen, row.reason_citizen);
  set(Feature::kReasonCompany, row.reason_company);
  set(Feature::kReasonJobCentre, row.reason_job_centre);
  set(Feature::kDurationBand, DurationBand(days));
  set(Feature::kIndustrySection, row.industry_section);
  set(Feature::kPlacementType, row.placement_type);
  set(Feature::kTargetGroup, row.target_group);
  set(Feature::kBeliefTrajectory, NameOf(row.belief));
  chunk.features.push_back(features);
  chunk.caseworker.push_back(caseworkers.Index(row.caseworker));
  chunk.last_day.push_back(row.last_day);
  chunk.days.push_back(days);
  chunk.consent_until.push_back(row.consent_until);
  chunk.pseudonym.push_back(row.pseudonym);
  chunk.months.push_back(CalendarMonths(row.start, row.last_day));
}

void ShrinkToFit(PoolChunk& chunk) {
  chunk.features.shrink_to_fit();
  chunk.caseworker.shrink_to_fit();
  chunk.last_day.shrink_to_fit();
  chunk.days.shrink_to_fit();
  chunk.consent_until.shrink_to_fit();
  chunk.pseudonym.shrink_to_fit();
  chunk.months.shrink_to_fit();
}

}  // namespace

uint32_t Vocabulary::Index(std::string_view text) {
  const auto found = index_.find(base::ToAbsl(text));
  if (found != index_.end()) return found->second;
  if (texts_.size() >= limit_) return 0;
  const auto index = static_cast<uint32_t>(texts_.size());
  texts_.emplace_back(text);
  index_.emplace(std::string(text), index);
  return index;
}

size_t PoolChunk::bytes() const {
  size_t bytes = sizeof(PoolChunk) + BytesOf(caseworkers) + BytesOf(keys) + BytesOf(features) +
                 BytesOf(caseworker) + BytesOf(last_day) + BytesOf(days) + BytesOf(consent_until) +
                 BytesOf(pseudonym) + BytesOf(months);
  for (const auto& texts : values) bytes += BytesOf(texts);
  return bytes;
}

absl::StatusOr<std::shared_ptr<const PoolChunk>> DecodePoolChunk(const projection::View& view,
                                                                 const PoolChunkId& id) {
  auto chunk = std::make_shared<PoolChunk>();
  std::vector<Vocabulary> values = FeatureVocabularies();
  Vocabulary caseworkers(UINT32_MAX);
  PoolChunkRows rows(view, id);
  for (; rows.Valid(); rows.Next()) {
    if (chunk->size() % PoolChunk::kKeyEvery == 0) chunk->keys.emplace_back(rows.key());
    Append(rows.row(), values, caseworkers, *chunk);
  }
  if (!rows.status().ok()) return rows.status();
  for (size_t feature = 0; feature < values.size(); ++feature)
    chunk->values[feature] = values[feature].texts();
  chunk->caseworkers = caseworkers.texts();
  ShrinkToFit(*chunk);
  return chunk;
}

}  // namespace praksis::readmodels
