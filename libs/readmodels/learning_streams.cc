#include "libs/readmodels/learning_streams.h"

#include <set>
#include <utility>

#include "libs/base/encoding.h"
#include "libs/base/status.h"
#include "libs/base/strings.h"
#include "libs/domain/stream/rewriting.h"
#include "libs/readmodels/history_index.h"
#include "libs/readmodels/history_rows.h"
#include "libs/store/database.h"

namespace praksis::readmodels {
namespace {

constexpr std::string_view kName = "learning";
constexpr std::string_view kCasePrefix = "case/";

std::string_view KindOf(std::string_view stream) { return stream.substr(0, stream.find('/')); }

std::string EventsPrefix(PartitionId partition) {
  std::string key = "e";
  base::AppendBigEndian32(static_cast<uint32_t>(partition.value()), key);
  return key;
}

std::string EventKey(PartitionId partition, Offset offset) {
  std::string key = EventsPrefix(partition);
  base::AppendBigEndian64(static_cast<uint64_t>(offset.value()), key);
  return key;
}

class Model final : public projection::EventModel {
 public:
  std::string_view name() const override { return kName; }
  int revision() const override { return 1; }
  std::string StreamRowKey(std::string_view stream, int64_t /*segment*/) const override {
    return base::StrCat("s", stream);
  }
  void Project(const projection::LoggedEvent& event, std::string& /*partition_state*/,
               projection::EventRows& out) const override {
    if (event.event.stream().starts_with(kCasePrefix)) return;
    out.Row(EventKey(event.address.partition, event.address.offset), event.event.stream());
  }
};

// The streams of which the view has events that `known` does not cover.
absl::StatusOr<std::set<std::string>> ChangedSince(const log::Position& known, const projection::View& view) {
  std::set<std::string> changed;
  for (const auto& [partition, next] : view.position().partitions()) {
    if (known.next(partition) == next) continue;
    const auto cursor = view.snapshot().Scan(view.Rows(kName), EventKey(partition, known.next(partition)),
                                             store::PrefixEnd(EventsPrefix(partition)));
    for (; cursor->Valid(); cursor->Next()) changed.emplace(cursor->value());
    RETURN_IF_ERROR(cursor->status());
  }
  return changed;
}

absl::StatusOr<LearningStream> Read(const projection::View& view, const std::string& name) {
  ASSIGN_OR_RETURN(const Timeline timeline, ReadTimeline(view, StreamId(name)));
  const auto history = DecodeEvents(timeline.events);
  if (!history) return HistoryDamaged(name);
  return LearningStream{.name = name,
                        .version = static_cast<int64_t>(history->size()),
                        .facts = domain::StandingFacts(*history)};
}

}  // namespace

const projection::EventModel& LearningStreamsModel() {
  static const Model model;
  return model;
}

const LearningStreams::OfKind& LearningStreams::Of(std::string_view kind) const {
  static const OfKind none;
  const auto found = kinds_.find(kind);
  return found == kinds_.end() ? none : *found->second;
}

const LearningStream* LearningStreams::Find(std::string_view stream) const {
  const OfKind& of_kind = Of(KindOf(stream));
  const auto found = of_kind.find(base::ToAbsl(stream));
  return found == of_kind.end() ? nullptr : found->second.get();
}

void LearningStreams::Put(std::vector<LearningStream> streams) {
  std::map<std::string, std::shared_ptr<OfKind>, std::less<>> changed;
  for (LearningStream& stream : streams) {
    std::shared_ptr<OfKind>& of_kind = changed[std::string(KindOf(stream.name))];
    if (of_kind == nullptr) of_kind = std::make_shared<OfKind>(Of(KindOf(stream.name)));
    const std::string name = stream.name;
    (*of_kind)[name] = std::make_shared<const LearningStream>(std::move(stream));
  }
  for (auto& [kind, of_kind] : changed) kinds_[kind] = std::move(of_kind);
}

absl::StatusOr<std::shared_ptr<const LearningStreams>> LearningReader::At(const projection::View& view) {
  const std::lock_guard lock(mutex_);
  const bool goes_on = latest_ != nullptr && view.position().Covers(latest_->position());
  if (goes_on && latest_->position() == view.position()) return latest_;
  auto read = goes_on ? std::make_shared<LearningStreams>(*latest_) : std::make_shared<LearningStreams>();
  ASSIGN_OR_RETURN(const std::set<std::string> changed, ChangedSince(read->position(), view));
  std::vector<LearningStream> streams;
  streams.reserve(changed.size());
  for (const std::string& name : changed) {
    ASSIGN_OR_RETURN(LearningStream stream, Read(view, name));
    streams.push_back(std::move(stream));
  }
  read->Put(std::move(streams));
  read->set_position(view.position());
  if (goes_on || latest_ == nullptr) latest_ = read;
  return read;
}

}  // namespace praksis::readmodels
