// What a projection promises (projection.h), against a log in memory.
#include "libs/projection/projection.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <future>
#include <optional>

#include "libs/base/clock.h"
#include "libs/base/refusal.h"
#include "libs/domain/case/case_rules.h"
#include "libs/domain/case/testing/random_history.h"
#include "libs/projection/lag.h"
#include "libs/projection/testing/log_fixture.h"
#include "libs/projection/testing/test_models.h"

namespace praksis::projection {
namespace {

using domain::cases::testing::RandomHistory;
using testing::AddressModel;
using testing::CourseIn;
using testing::CourseModel;
using testing::CourseOf;
using ::testing::HasSubstr;
using testing::LogFixture;

const CourseModel kCourse;
const AddressModel kAddresses;
constexpr auto kPatience = std::chrono::seconds(20);

Options InMemory() {
  Options options;
  options.directory = "test";
  options.in_memory = true;
  return options;
}

std::unique_ptr<Projection> Open(log::EventLog& event_log, const Options& options = InMemory(),
                                 const CaseModel& model = kCourse) {
  auto projection = Projection::Open(event_log, domain::cases::CaseRules(), {&model}, {&kAddresses}, options);
  EXPECT_TRUE(projection.ok()) << projection.status();
  return projection.ok() ? *std::move(projection) : nullptr;
}

void CatchUp(Projection& projection, log::EventLog& event_log) {
  for (int i = 0; i < event_log.partition_count(); ++i) {
    for (;;) {
      const absl::StatusOr<size_t> events = projection.Step(PartitionId(i));
      ASSERT_TRUE(events.ok()) << events.status();
      if (*events == 0) break;
    }
  }
}

v1::Event Opened(const std::string& stream, const std::string& municipality = "DK-360") {
  v1::Event event;
  event.set_event_id(stream + "-opened");
  event.set_stream(stream);
  event.set_version(1);
  event.set_municipality(municipality);
  event.mutable_occurred_at()->mutable_date()->set_date("2025-03-03");
  event.mutable_case_opened()->set_person_ref("p-1");
  event.mutable_case_opened()->set_target_group("ACTIVITY_READY");
  event.mutable_case_opened()->set_opened_on("2025-03-03");
  return event;
}

v1::Event Noted(const std::string& stream, int64_t version) {
  v1::Event event = Opened(stream);
  event.set_event_id(base::StrCat(stream, "-", version));
  event.set_version(version);
  event.mutable_note_added()->set_text("called back");
  return event;
}

class TemporaryDirectory {
 public:
  TemporaryDirectory() {
    std::string pattern = ::testing::TempDir() + "praksis-projection-XXXXXX";
    path_ = mkdtemp(pattern.data());
  }
  ~TemporaryDirectory() { std::filesystem::remove_all(path_); }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

Options At(const std::string& directory) {
  Options options;
  options.directory = directory;
  return options;
}

TEST(Projection, CountsACaseAsSoonAsItsEventIsProjected) {
  LogFixture fixture;
  const auto projection = Open(fixture.log());
  const log::Address address = fixture.Append(Opened("case/a"));

  const absl::StatusOr<size_t> events = projection->Step(address.partition);

  ASSERT_TRUE(events.ok()) << events.status();
  EXPECT_EQ(*events, 1u);
  const auto view = projection->Now();
  EXPECT_EQ(view->snapshot().GetCounter(view->Counts("course"), "case/DK-360/1").value(), 1);
  EXPECT_EQ(view->position(), fixture.end());
  EXPECT_EQ(projection->position(), fixture.end());
}

TEST(Projection, CountsCorrectedFactsAsIfTheyHadBeenRightFromTheStart) {
  LogFixture fixture;
  const auto projection = Open(fixture.log());
  v1::Event offered = Noted("case/a", 2);
  offered.mutable_placement_offered()->set_placement_id("pl-1");
  v1::Event voided = Noted("case/a", 3);
  voided.mutable_event_voided()->set_target_version(2);
  fixture.Append(Opened("case/a"));
  fixture.Append(offered);
  CatchUp(*projection, fixture.log());
  ASSERT_THAT(CourseIn(*projection->Now()).rows, ::testing::Contains(::testing::Key("case/a/pl-1")));

  fixture.Append(voided);
  CatchUp(*projection, fixture.log());

  EXPECT_EQ(CourseIn(*projection->Now()), CourseOf({{Opened("case/a")}}));
}

TEST(Projection, FoldsACorrectionOnlyWithWhatPrecedesIt) {
  LogFixture fixture;
  v1::Event corrected = Noted("case/a", 3);
  corrected.mutable_event_corrected()->set_target_version(2);
  corrected.mutable_event_corrected()->mutable_replacement()->mutable_note_added()->set_text("called");
  v1::Event closed = Noted("case/a", 4);
  closed.mutable_case_closed()->set_reason(v1::CaseClosed::JOB);
  closed.mutable_case_closed()->set_closed_on("2025-04-01");
  const std::vector<v1::Event> history = {Opened("case/a"), Noted("case/a", 2), corrected, closed};
  for (const v1::Event& event : history) fixture.Append(event);
  Options options = InMemory();
  options.max_chunk_events = 3;
  options.bulk_chunk_events = 0;
  const auto projection = Open(fixture.log(), options);

  ASSERT_TRUE(projection->Step(fixture.PartitionOf("case/a")).ok());
  EXPECT_EQ(CourseIn(*projection->Now()), CourseOf({{history.begin(), history.begin() + 3}}));
  ASSERT_TRUE(projection->Step(fixture.PartitionOf("case/a")).ok());
  EXPECT_EQ(CourseIn(*projection->Now()), CourseOf({history}));
}

TEST(Projection, StopsBeforeAGapInAStreamAndSaysSo) {
  LogFixture fixture;
  const auto projection = Open(fixture.log());
  const log::Address opened = fixture.Append(Opened("case/a"));
  fixture.Append(Noted("case/a", 3));

  const absl::StatusOr<size_t> events = projection->Step(opened.partition);

  EXPECT_EQ(events.status().code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(base::ReasonOf(events.status()), "VERSION_GAP");
  EXPECT_EQ(projection->health(), events.status());
  EXPECT_EQ(projection->position().next(opened.partition), opened.offset.Next())
      << "what preceded it is projected";
  EXPECT_EQ(projection->Step(opened.partition).status(), events.status()) << "and it stays so";
}

TEST(Projection, StopsBeforeARepeatedVersion) {
  LogFixture fixture;
  const auto projection = Open(fixture.log());
  const log::Address opened = fixture.Append(Opened("case/a"));
  fixture.Append(Noted("case/a", 2));
  CatchUp(*projection, fixture.log());
  fixture.Append(Noted("case/a", 2));

  EXPECT_EQ(base::ReasonOf(projection->Step(opened.partition).status()), "VERSION_REPEATED");
}

TEST(Projection, ChecksVersionsOfOtherStreamsToo) {
  LogFixture fixture;
  const auto projection = Open(fixture.log());
  v1::Event held = Noted("workshop/w-1", 1);
  held.mutable_workshop_held()->set_theme("dialogue");
  const log::Address first = fixture.Append(held);
  CatchUp(*projection, fixture.log());
  held.set_version(3);
  fixture.Append(held);

  EXPECT_EQ(base::ReasonOf(projection->Step(first.partition).status()), "VERSION_GAP");
}

TEST(Projection, StopsAtWhatIsNoEvent) {
  LogFixture fixture;
  const auto projection = Open(fixture.log());
  const log::Address address = fixture.Append({.stream = StreamId("case/a"),
                                               .version = Version(1),
                                               .event_id = EventId("x"),
                                               .bytes = "\xff\xff garbage"});

  EXPECT_EQ(base::ReasonOf(projection->Step(address.partition).status()), "EVENT_UNREADABLE");
  EXPECT_EQ(projection->position(), log::Position());
}

TEST(Projection, StopsAtAnEventOfALaterProgram) {
  LogFixture fixture;
  const auto projection = Open(fixture.log());
  v1::Event unknown = Opened("case/a");
  unknown.clear_body();
  const log::Address address = fixture.Append(unknown);

  EXPECT_EQ(base::ReasonOf(projection->Step(address.partition).status()), "EVENT_UNKNOWN");
}

TEST(Projection, AViewStaysAsItWas) {
  LogFixture fixture;
  const auto projection = Open(fixture.log());
  fixture.Append(Opened("case/a"));
  CatchUp(*projection, fixture.log());
  const auto before = projection->Now();
  fixture.Append(Opened("case/b"));
  CatchUp(*projection, fixture.log());

  EXPECT_EQ(CourseIn(*before), CourseOf({{Opened("case/a")}}));
  EXPECT_EQ(CourseIn(*projection->Now()), CourseOf({{Opened("case/a")}, {Opened("case/b")}}));
  EXPECT_EQ(projection->Now(), projection->Now()) << "the same one until something newer is written";
}

TEST(Projection, AnswersAtOnceWhereThePositionIsCovered) {
  LogFixture fixture;
  const auto projection = Open(fixture.log());
  fixture.Append(Opened("case/a"));
  CatchUp(*projection, fixture.log());
  bool answered = false;
  projection->When(fixture.end(), absl::InfinitePast(),
                   [&](absl::StatusOr<std::shared_ptr<const View>> view) {
                     ASSERT_TRUE(view.ok()) << view.status();
                     EXPECT_TRUE((*view)->position().Covers(fixture.end()));
                     answered = true;
                   });
  EXPECT_TRUE(answered);
}

TEST(Projection, AnswersAWaitWhenThePositionIsProjected) {
  LogFixture fixture;
  const auto projection = Open(fixture.log());
  fixture.Append(Opened("case/a"));
  const log::Position end = fixture.end();
  int answers = 0;
  projection->When(end, absl::InfiniteFuture(), [&](absl::StatusOr<std::shared_ptr<const View>> view) {
    ASSERT_TRUE(view.ok()) << view.status();
    EXPECT_TRUE((*view)->position().Covers(end));
    ++answers;
  });
  EXPECT_EQ(answers, 0);
  CatchUp(*projection, fixture.log());
  EXPECT_EQ(answers, 1);
}

TEST(Projection, AnswersNoWaitAnEventEarly) {
  LogFixture fixture;
  Options options = InMemory();
  options.max_chunk_events = 1;
  options.bulk_chunk_events = 0;
  const auto projection = Open(fixture.log(), options);
  const PartitionId partition = log::PartitionOf(StreamId("case/a"), fixture.log().partition_count());
  fixture.Append(Opened("case/a"));
  fixture.Append(Noted("case/a", 2));
  bool answered = false;
  projection->When(fixture.end(), absl::InfiniteFuture(), [&](const auto&) { answered = true; });
  ASSERT_TRUE(projection->Step(partition).ok());
  EXPECT_FALSE(answered);
  ASSERT_TRUE(projection->Step(partition).ok());
  EXPECT_TRUE(answered);
}

TEST(Projection, FailsAWaitAtItsDeadline) {
  LogFixture fixture;
  const auto projection = Open(fixture.log());
  fixture.Append(Opened("case/a"));
  const absl::Time deadline = absl::FromUnixSeconds(1'000);
  std::optional<absl::Status> answer;
  projection->When(fixture.end(), deadline,
                   [&](absl::StatusOr<std::shared_ptr<const View>> view) { answer = view.status(); });
  projection->ExpireWaits(deadline - absl::Nanoseconds(1));
  EXPECT_FALSE(answer.has_value());
  projection->ExpireWaits(deadline);
  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ(base::ReasonOf(*answer), "NOT_CAUGHT_UP");
}

TEST(Projection, AnswersWhoeverStillWaitsWhenItEnds) {
  LogFixture fixture;
  auto projection = Open(fixture.log());
  fixture.Append(Opened("case/a"));
  std::optional<absl::Status> answer;
  projection->When(fixture.end(), absl::InfiniteFuture(),
                   [&](absl::StatusOr<std::shared_ptr<const View>> view) { answer = view.status(); });
  projection = nullptr;
  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ(base::ReasonOf(*answer), "STOPPING");
}

TEST(Projection, FollowsTheLogByItself) {
  LogFixture fixture;
  const base::SystemClock clock;
  const auto projection = Open(fixture.log());
  projection->Start(clock);
  for (int i = 0; i < 20; ++i) {
    fixture.Append(Opened(base::StrCat("case/c", i)));
    std::promise<absl::Status> seen;
    projection->When(
        fixture.end(), absl::InfiniteFuture(),
        [&](absl::StatusOr<std::shared_ptr<const View>> view) { seen.set_value(view.status()); });
    auto future = seen.get_future();
    ASSERT_EQ(future.wait_for(kPatience), std::future_status::ready);
    EXPECT_TRUE(future.get().ok());
  }
}

TEST(Projection, ExpiresWaitsByItselfOnceStarted) {
  LogFixture fixture;
  const base::SystemClock clock;
  const auto projection = Open(fixture.log());
  projection->Start(clock);
  log::Position never;
  never.Advance(PartitionId(0), Offset(1'000));
  std::promise<absl::Status> expired;
  projection->When(
      never, absl::Now() + absl::Milliseconds(20),
      [&](absl::StatusOr<std::shared_ptr<const View>> view) { expired.set_value(view.status()); });
  auto future = expired.get_future();
  ASSERT_EQ(future.wait_for(kPatience), std::future_status::ready);
  EXPECT_EQ(base::ReasonOf(future.get()), "NOT_CAUGHT_UP");
}

TEST(Projection, GoesOnWhereItWasAfterARestart) {
  TemporaryDirectory directory;
  LogFixture fixture;
  fixture.Append(Opened("case/a"));
  {
    const auto projection = Open(fixture.log(), At(directory.path()));
    CatchUp(*projection, fixture.log());
  }
  fixture.Append(Noted("case/a", 2));
  const auto projection = Open(fixture.log(), At(directory.path()));
  EXPECT_EQ(*projection->Step(fixture.PartitionOf("case/a")), 1u) << "only what is new";
  EXPECT_EQ(CourseIn(*projection->Now()), CourseOf({{Opened("case/a"), Noted("case/a", 2)}}));
}

TEST(Projection, GoesOnFromWhateverAPowerCutLeaves) {
  LogFixture fixture;
  for (const char* stream : {"case/a", "case/b", "case/c"}) fixture.Append(Opened(stream));
  const auto undisturbed = Open(fixture.log());
  CatchUp(*undisturbed, fixture.log());
  size_t unsynced = 1;
  for (size_t kept = 0; kept <= unsynced; kept += 7) {
    Options options = InMemory();
    options.max_chunk_events = 1;
    options.memory_disk = std::make_shared<store::MemoryDisk>();
    CatchUp(*Open(fixture.log(), options), fixture.log());
    options.memory_disk->LoseUnsynced([&](size_t bytes) {
      unsynced = bytes;
      return kept;
    });
    const auto projection = Open(fixture.log(), options);
    CatchUp(*projection, fixture.log());
    ASSERT_EQ(CourseIn(*projection->Now()), CourseIn(*undisturbed->Now())) << kept << " bytes kept";
  }
  EXPECT_GT(unsynced, 100U);
}

TEST(Projection, TellsOfEveryChunkOnceItCanBeSeenAndCountsIt) {
  LogFixture fixture({.partitions = 1});
  std::vector<std::pair<Offset, Offset>> chunks;
  Projection* told = nullptr;
  Options options = InMemory();
  options.max_chunk_events = 2;
  options.bulk_chunk_events = 0;
  options.on_chunk = [&](PartitionId partition, Offset from, Offset to) {
    chunks.emplace_back(from, to);
    EXPECT_EQ(told->Now()->position().next(partition), to);
  };
  const auto projection = Open(fixture.log(), options);
  told = projection.get();
  fixture.Append(Opened("case/1"));
  for (int version = 2; version <= 3; ++version) fixture.Append(Noted("case/1", version));
  CatchUp(*projection, fixture.log());
  EXPECT_THAT(chunks, ::testing::ElementsAre(::testing::Pair(Offset(0), Offset(2)),
                                             ::testing::Pair(Offset(2), Offset(3))));
  const ProjectionStatistics statistics = projection->statistics();
  EXPECT_EQ(statistics.events, 3);
  EXPECT_EQ(statistics.chunk_events.count(), 2);
  EXPECT_EQ(statistics.chunk_events.sum, 3);
  EXPECT_EQ(statistics.chunk_times.count(), 2);
  EXPECT_GT(statistics.chunk_times.sum, 0);
}

TEST(Projection, IsBehindByEventsAndByTheAgeOfTheOldestOfThem) {
  LogFixture fixture({.partitions = 2});
  const PartitionId behind = fixture.PartitionOf("case/1");
  for (int version = 1; version <= 3; ++version) {
    v1::Event event = version == 1 ? Opened("case/1") : Noted("case/1", version);
    event.mutable_recorded_at()->set_seconds(1'000 + version);
    fixture.Append(event);
  }
  log::Position first;
  first.Advance(behind, Offset(1));
  const auto lags = LagOf(fixture.log(), first, absl::FromUnixSeconds(1'100));
  ASSERT_TRUE(lags.ok());
  for (const PartitionLag& lag : *lags) {
    EXPECT_EQ(lag.events, lag.partition == behind ? 2 : 0);
    EXPECT_EQ(lag.age, lag.partition == behind ? absl::Seconds(98) : absl::ZeroDuration());
  }
}

TEST(Projection, SaysWhichPartitionHasStopped) {
  LogFixture fixture({.partitions = 2});
  const PartitionId damaged = fixture.PartitionOf("case/1");
  fixture.Append(Opened("case/1"));
  fixture.Append(Noted("case/1", 3));
  const auto projection = Open(fixture.log());
  for (int i = 0; i < 2; ++i) static_cast<void>(projection->Step(PartitionId(i)));
  const std::vector<absl::Status> healths = projection->statistics().healths;
  ASSERT_EQ(healths.size(), 2U);
  EXPECT_TRUE(absl::IsDataLoss(healths[static_cast<size_t>(damaged.value())]));
  EXPECT_TRUE(healths[static_cast<size_t>(1 - damaged.value())].ok());
}

TEST(Projection, RefusesRowsOfAnotherLog) {
  TemporaryDirectory directory;
  LogFixture fixture;
  Open(fixture.log(), At(directory.path())).reset();
  LogFixture other({.id = "00000000000000000000000000000000"});
  EXPECT_EQ(base::ReasonOf(Projection::Open(other.log(), domain::cases::CaseRules(), {&kCourse},
                                            {&kAddresses}, At(directory.path()))
                               .status()),
            "OTHER_LOG");
}

TEST(Projection, BuildsANewRevisionBesideTheOld) {
  TemporaryDirectory directory;
  LogFixture fixture;
  fixture.Append(Opened("case/a"));
  const auto before = Open(fixture.log(), At(directory.path()));
  CatchUp(*before, fixture.log());

  const CourseModel revised(2);
  const auto after = Open(fixture.log(), At(directory.path()), revised);

  EXPECT_NE(before->name(), after->name());
  EXPECT_TRUE(std::filesystem::exists(directory.path() + "/" + before->name()));
  EXPECT_EQ(after->position(), log::Position()) << "it begins at the beginning";
  EXPECT_EQ(before->position(), fixture.end()) << "and the old one answers meanwhile";
}

TEST(Compare, FindsNothingBetweenEquals) {
  LogFixture fixture;
  for (const v1::Event& event : RandomHistory(1, 40, "case/a")) fixture.Append(event);
  const auto left = Open(fixture.log());
  const auto right = Open(fixture.log());
  CatchUp(*left, fixture.log());
  CatchUp(*right, fixture.log());
  const auto rows = Projection::Compare(*left->Now(), *right->Now(), [](auto table, auto key, auto, auto) {
    ADD_FAILURE() << table << " " << key;
  });
  ASSERT_TRUE(rows.ok()) << rows.status();
  EXPECT_GT(*rows, 5);
}

// A model that is wrong about one case without saying so by its revision.
class Mistaken final : public CaseModel {
 public:
  std::string_view name() const override { return "course"; }
  int revision() const override { return 1; }
  void Contribute(const domain::cases::CaseState& state, Contributions& out) const override {
    if (state.stream() != "case/b") kCourse.Contribute(state, out);
  }
};

TEST(Compare, FindsAPlantedDifference) {
  LogFixture fixture;
  fixture.Append(Opened("case/a"));
  fixture.Append(Opened("case/b", "DK-376"));
  const Mistaken mistaken;
  const auto left = Open(fixture.log());
  const auto right = Open(fixture.log(), InMemory(), mistaken);
  CatchUp(*left, fixture.log());
  CatchUp(*right, fixture.log());
  std::vector<std::string> differences;
  ASSERT_TRUE(
      Projection::Compare(*left->Now(), *right->Now(), [&](auto table, auto key, auto, auto right_value) {
        differences.push_back(base::StrCat(table, " ", key));
        EXPECT_TRUE(right_value.empty());
      }).ok());
  EXPECT_THAT(differences, ::testing::ElementsAre("course.counts case/DK-376/1", "course.rows case/b"));
}

TEST(Compare, WantsEqualPositions) {
  LogFixture fixture;
  const auto left = Open(fixture.log());
  const auto right = Open(fixture.log());
  fixture.Append(Opened("case/a"));
  CatchUp(*left, fixture.log());
  EXPECT_EQ(base::ReasonOf(
                Projection::Compare(*left->Now(), *right->Now(), [](auto, auto, auto, auto) {}).status()),
            "POSITIONS_DIFFER");
}

}  // namespace
}  // namespace praksis::projection
