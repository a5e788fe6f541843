// Finding events: by stream, by filter, by pages.
#include "libs/readmodels/history_index.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <memory>
#include <set>
#include <tuple>

#include "libs/base/refusal.h"
#include "libs/base/strings.h"
#include "libs/domain/case/case_rules.h"
#include "libs/domain/case/testing/random_history.h"
#include "libs/domain/fact/fact.h"
#include "libs/projection/projection.h"
#include "libs/projection/testing/log_fixture.h"
#include "libs/readmodels/case_summaries.h"

namespace praksis::readmodels {
namespace {

using domain::cases::testing::Random;
using domain::cases::testing::RandomHistory;
using projection::testing::LogFixture;

// A log and its projection.
class World {
 public:
  World() {
    projection::Options options;
    options.directory = "history";
    options.in_memory = true;
    projection_ = projection::Projection::Open(fixture_.log(), domain::cases::CaseRules(), {},
                                               {&HistoryIndexModel()}, options)
                      .value();
  }

  void Append(const v1::Event& event) {
    const log::Address address = fixture_.Append(event);
    events_.emplace_back(event, address);
  }
  std::shared_ptr<const projection::View> Now() {
    for (int i = 0; i < fixture_.log().partition_count(); ++i) {
      while (projection_->Step(PartitionId(i)).value() > 0) {
      }
    }
    return projection_->Now();
  }

  // What matches, by the shortest way there is.
  std::vector<std::string> Matching(const EventMatcher& matcher) const {
    using Place = std::tuple<int64_t, int64_t, int64_t>;
    std::vector<std::pair<Place, std::string>> matching;
    for (const auto& [event, address] : events_) {
      if (!matcher.Matches(TraitsOf(event))) continue;
      matching.push_back(
          {{ToNanoseconds(event.recorded_at()), address.partition.value(), address.offset.value()},
           event.SerializeAsString()});
    }
    std::sort(matching.begin(), matching.end());
    std::vector<std::string> bytes;
    for (auto& [place, event] : matching) bytes.push_back(std::move(event));
    return bytes;
  }
  const std::vector<std::pair<v1::Event, log::Address>>& events() const { return events_; }

 private:
  LogFixture fixture_;
  std::unique_ptr<projection::Projection> projection_;
  std::vector<std::pair<v1::Event, log::Address>> events_;
};

EventMatcher Matcher(const v1::EventFilter& filter) {
  std::vector<base::FieldViolation> violations;
  return EventMatcher::Make(filter, "filter", violations).value();
}

v1::EventFilter AnyFilter(Random& random, const World& world) {
  v1::EventFilter filter;
  const auto& events = world.events();
  const auto some = [&]() -> const v1::Event& { return random.Of(events).first; };
  if (random.OneIn(2)) {
    for (int n = random.Between(1, 3); n > 0; --n) filter.add_streams(some().stream());
  }
  if (random.OneIn(6)) filter.add_streams("case/");
  if (random.OneIn(3)) {
    const auto* const bodies = v1::Event::descriptor()->FindOneofByName("body");
    for (int n = random.Between(1, 5); n > 0; --n) {
      const auto* const field = v1::Event::descriptor()->FindFieldByNumber(some().body_case());
      filter.add_types(random.OneIn(2) ? field->name() : field->message_type()->full_name());
    }
    filter.add_types(bodies->field(0)->name());
  }
  if (random.OneIn(4)) filter.add_municipalities(some().municipality());
  if (random.OneIn(4)) filter.set_occurred_from(base::FormatDay(domain::OccurredDay(some())));
  if (random.OneIn(4)) {
    const base::Day day = domain::OccurredDay(some());
    const auto from = base::ParseDay(filter.occurred_from());
    filter.set_occurred_to(base::FormatDay(from.has_value() ? std::max(*from, day) : day));
  }
  if (random.OneIn(4)) *filter.mutable_recorded_from() = some().recorded_at();
  if (random.OneIn(4)) {
    *filter.mutable_recorded_before() = some().recorded_at();
    if (ToNanoseconds(filter.recorded_before()) < ToNanoseconds(filter.recorded_from())) {
      filter.clear_recorded_from();
    }
  }
  return filter;
}

// Some cases: one after the other, or all at once in the order of recording but for some clocks that ran
// ahead.
void AppendCases(Random& random, World& world) {
  std::vector<v1::Event> events;
  for (int i = random.OneIn(3) ? random.Between(20, 40) : random.Between(1, 6); i > 0; --i) {
    for (v1::Event& event : RandomHistory(random.Next(), 25, base::StrCat("case/", i))) {
      events.push_back(std::move(event));
    }
  }
  if (random.OneIn(2)) {
    std::stable_sort(events.begin(), events.end(), [](const v1::Event& a, const v1::Event& b) {
      return ToNanoseconds(a.recorded_at()) < ToNanoseconds(b.recorded_at());
    });
  }
  const int64_t ahead = random.OneIn(2) ? 0 : random.Between(1, 10'000'000);
  const auto begin = static_cast<size_t>(random.Between(0, static_cast<int>(events.size())));
  std::set<std::string> streams_ahead;
  for (size_t i = 0; i < events.size(); ++i) {
    // Within a stream times never decrease.
    if (i >= begin && random.OneIn(20)) streams_ahead.insert(events[i].stream());
    if (streams_ahead.contains(events[i].stream())) {
      events[i].mutable_recorded_at()->set_seconds(events[i].recorded_at().seconds() + ahead);
    }
    world.Append(events[i]);
  }
}

TEST(ListEvents, PagesTogetherAreWhatMatchedAtTheFirst) {
  EXPECT_TRUE(rc::check("pages are stable and complete", [](uint64_t seed) {
    Random random(seed);
    World world;
    AppendCases(random, world);
    const EventMatcher matcher = Matcher(AnyFilter(random, world));
    const std::vector<std::string> expected = world.Matching(matcher);
    std::vector<std::string> listed;
    std::string token;
    int arrivals = 0;
    do {
      const auto page_size = static_cast<size_t>(random.Between(1, 7));
      const auto max_looked_at = static_cast<size_t>(random.Between(1, 30));
      const auto page = ListEvents(*world.Now(), matcher, token, page_size, max_looked_at);
      RC_ASSERT(page.ok());
      RC_ASSERT(page->events.size() <= page_size);
      listed.insert(listed.end(), page->events.begin(), page->events.end());
      token = page->next_page_token;
      // Somebody records in between, also with times long past.
      if (random.OneIn(3)) {
        for (const v1::Event& event :
             RandomHistory(random.Next(), 3, base::StrCat("case/late-", ++arrivals))) {
          world.Append(event);
        }
      }
    } while (!token.empty());
    RC_ASSERT(listed == expected);
  }));
}

// Notes of one case each, recorded at these seconds.
void AppendNotes(const std::vector<int64_t>& seconds, World& world) {
  for (size_t i = 0; i < seconds.size(); ++i) {
    v1::Event event = RandomHistory(3, 1, base::StrCat("case/", i)).front();
    event.set_event_id(base::StrCat("e-", i));
    *event.mutable_recorded_at() = google::protobuf::Timestamp();
    event.mutable_recorded_at()->set_seconds(seconds[i]);
    world.Append(event);
  }
}

TEST(ListEvents, IsSharedByRowsOfManyEventsButForThoseThatCameLate) {
  World world;
  std::vector<int64_t> seconds;
  for (int64_t i = 0; i < 2'000; ++i) seconds.push_back(i);
  for (int64_t i = 500; i < 600; ++i) seconds.push_back(i);
  AppendNotes(seconds, world);
  const auto view = world.Now();
  const auto partitions = static_cast<size_t>(view->position().partitions().size());
  const auto rows = [&](std::string_view prefix) {
    size_t count = 0;
    for (auto cursor = view->snapshot().Scan(view->Rows("history"), prefix, store::PrefixEnd(prefix));
         cursor->Valid(); cursor->Next()) {
      ++count;
    }
    return count;
  };
  EXPECT_LE(rows("l"), 2'000 / 64 + partitions);
  EXPECT_EQ(rows("x"), 100U);
  EXPECT_EQ(ListEvents(*view, Matcher({}), "", 10'000)->events, world.Matching(Matcher({})));
}

TEST(ListEvents, BeginsAnywhere) {
  World world;
  std::vector<int64_t> seconds;
  // Several at a time, and a clock that ran ahead for a while.
  for (int64_t i = 0; i < 1'000; ++i) seconds.push_back(i / 3 + (i >= 400 && i < 450 ? 100 : 0));
  AppendNotes(seconds, world);
  const auto view = world.Now();
  for (int64_t from = -1; from < 350; ++from) {
    v1::EventFilter filter;
    filter.mutable_recorded_from()->set_seconds(from);
    filter.mutable_recorded_before()->set_seconds(from + 10);
    const std::vector<std::string> expected = world.Matching(Matcher(filter));
    std::string token;
    std::vector<std::string> listed;
    do {
      const EventPage page = ListEvents(*view, Matcher(filter), token, 7).value();
      listed.insert(listed.end(), page.events.begin(), page.events.end());
      token = page.next_page_token;
    } while (!token.empty());
    ASSERT_EQ(listed, expected) << from;
  }
}

TEST(ListEvents, RefusesATokenOfAnotherFilterOrADamagedOne) {
  World world;
  for (const v1::Event& event : RandomHistory(7, 25, "case/a")) world.Append(event);
  const EventMatcher all = Matcher({});
  const std::string token = ListEvents(*world.Now(), all, "", 1).value().next_page_token;
  ASSERT_FALSE(token.empty());

  v1::EventFilter other;
  other.add_streams("case/");
  EXPECT_EQ(base::ReasonOf(ListEvents(*world.Now(), Matcher(other), token, 1).status()),
            "PAGE_TOKEN_INVALID");
  for (size_t i = 0; i < token.size(); ++i) {
    std::string damaged = token;
    damaged[i] = damaged[i] == 'A' ? 'B' : 'A';
    EXPECT_EQ(base::ReasonOf(ListEvents(*world.Now(), all, damaged, 1).status()), "PAGE_TOKEN_INVALID") << i;
  }
}

TEST(ReadTimeline, ReadsOnlyTheStreamAskedFor) {
  World world;
  for (const char* stream : {"case/a", "case/a1", "case/a-b", "case/ab"}) {
    for (const v1::Event& event : RandomHistory(3, 10, stream)) world.Append(event);
  }
  const Timeline read = ReadTimeline(*world.Now(), StreamId("case/a")).value();
  const std::vector<TimelineEvent>& timeline = read.events;
  const auto expected = RandomHistory(3, 10, "case/a");
  ASSERT_EQ(timeline.size(), expected.size());
  for (size_t i = 0; i < expected.size(); ++i) {
    EXPECT_EQ(timeline[i].bytes, expected[i].SerializeAsString());
    EXPECT_EQ(timeline[i].version.value(), static_cast<int64_t>(i) + 1);
    EXPECT_EQ(timeline[i].body, expected[i].body_case());
  }
}

TEST(ReadTimeline, ReadsALongStreamWhole) {
  for (const size_t events : {63U, 64U, 65U, 128U, 200U}) {
    World world;
    v1::Event event = RandomHistory(3, 1, "case/long").front();
    for (size_t i = 1; i <= events; ++i) {
      event.set_version(static_cast<int64_t>(i));
      event.set_event_id(base::StrCat("e-", i));
      if (i > 1) event.mutable_note_added()->set_text(base::StrCat("note ", i));
      *event.mutable_recorded_at() = google::protobuf::Timestamp();
      event.mutable_recorded_at()->set_seconds(static_cast<int64_t>(i));
      world.Append(event);
    }
    const auto view = world.Now();
    EXPECT_EQ(ReadTimeline(*view, StreamId("case/long"))->events.size(), events);
    const Timeline known = ReadTimeline(*view, StreamId("case/long"), absl::FromUnixSeconds(63)).value();
    ASSERT_EQ(known.events.size(), 63U);
    EXPECT_EQ(known.events.back().version, Version(63));
    // Pages that begin in a later segment.
    v1::EventFilter filter;
    filter.add_streams("case/long");
    filter.mutable_recorded_from()->set_seconds(60);
    EXPECT_EQ(ListEvents(*view, Matcher(filter), "", 1'000)->events.size(), events - 59);
  }
}

TEST(CaseSummaries, AreWhatTheHistoriesAddUpTo) {
  World world;
  for (uint64_t seed = 0; seed < 10; ++seed) {
    for (const v1::Event& event : RandomHistory(seed, 30, base::StrCat("case/", seed))) world.Append(event);
  }
  const auto view = world.Now();
  for (uint64_t seed = 0; seed < 10; ++seed) {
    const std::string stream = base::StrCat("case/", seed);
    const auto summary = ReadCaseSummary(*view, StreamId(stream)).value();
    ASSERT_TRUE(summary.has_value()) << stream;
    EXPECT_EQ(
        summary->SerializeAsString(),
        domain::cases::Summarize(domain::cases::Fold(RandomHistory(seed, 30, stream))).SerializeAsString());
  }
  EXPECT_FALSE(ReadCaseSummary(*view, StreamId("case/none")).value().has_value());
}

TEST(EventMatcher, NamesEverythingThatIsWrong) {
  v1::EventFilter filter;
  filter.add_streams("case/");
  filter.add_streams("case");
  filter.add_types("praksis.v1.CaseOpened");
  filter.add_types("opened");
  filter.add_municipalities("360");
  filter.set_occurred_from("2025-05-01");
  filter.set_occurred_to("2025-04-31");
  filter.mutable_recorded_from()->set_seconds(2);
  filter.mutable_recorded_before()->set_seconds(1);
  std::vector<base::FieldViolation> violations;
  EXPECT_FALSE(EventMatcher::Make(filter, "filter", violations).has_value());
  std::vector<std::string> fields;
  for (const base::FieldViolation& violation : violations) fields.push_back(violation.field);
  EXPECT_THAT(fields,
              ::testing::ElementsAre("filter.streams[1]", "filter.types[1]", "filter.municipalities[0]",
                                     "filter.occurred_to", "filter.recorded_before"));
}

TEST(EventMatcher, KnowsTheEndsOfItsRanges) {
  v1::EventFilter filter;
  filter.set_occurred_from("2025-03-03");
  filter.set_occurred_to("2025-03-04");
  filter.mutable_recorded_from()->set_seconds(10);
  filter.mutable_recorded_before()->set_seconds(20);
  const EventMatcher matcher = Matcher(filter);
  const auto matches = [&](const char* day, int64_t recorded_ns) {
    EventTraits traits;
    traits.occurred_day = *base::ParseDay(day);
    traits.recorded_ns = recorded_ns;
    return matcher.Matches(traits);
  };
  EXPECT_FALSE(matches("2025-03-02", 15'000'000'000));
  EXPECT_TRUE(matches("2025-03-03", 10'000'000'000));
  EXPECT_TRUE(matches("2025-03-04", 19'999'999'999));
  EXPECT_FALSE(matches("2025-03-05", 15'000'000'000));
  EXPECT_FALSE(matches("2025-03-03", 9'999'999'999));
  EXPECT_FALSE(matches("2025-03-03", 20'000'000'000));
}

}  // namespace
}  // namespace praksis::readmodels
