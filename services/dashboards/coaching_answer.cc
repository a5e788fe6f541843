// How the parts of this answer hang together, and what is therefore shown:
//   - Of a group and of all: episodes = self-obtained + not obtained + unknown; known = the first two. All
//     is the sum of the groups, part by part.
//   - All shows everything, or, where a part is small, the best of what leaves that part in no difference.
//   - A group that can shows what all does. The others together are the difference between all and those:
//     there must be two at least, and their sum must have no small part of what all shows. They show the
//     same of themselves, so that what one shows takes nothing away that hides another; a group with few
//     persons shows nothing, and of those there must be two again, whose sum has no small part of what the
//     others show.
//   - Where that is not so, the smallest group joins them, with all of its size.
//   - Hours times known are minutes, which add up as well: they are shown where enough persons are behind
//     them, none of whom dominates, and so is, by subtraction, what is not shown.
#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "services/dashboards/answers.h"
#include "services/dashboards/cells_out.h"
#include "services/dashboards/withholding.h"

namespace praksis::services {
namespace {

using readmodels::CoachingOutcomesFigure;
using readmodels::Tally;
using Group = CoachingOutcomesFigure::Group;
using Response = v1::GetCoachingOutcomesResponse;

Tally Known(const Group& group) {
  Tally known = group.self_obtained;
  known.Add(group.not_obtained);
  return known;
}

Tally Episodes(const Group& group) {
  Tally episodes = Known(group);
  episodes.Add(group.unknown);
  return episodes;
}

void Add(const Group& group, Group& sum) {
  sum.self_obtained.Add(group.self_obtained);
  sum.not_obtained.Add(group.not_obtained);
  sum.unknown.Add(group.unknown);
  sum.minutes.Add(group.minutes);
}

// Which counts of a group are shown.
struct Shown {
  bool episodes = false;
  bool known = false;
  bool self_obtained = false;
};
// What can be shown, the best first. Success needs the last two.
constexpr std::array<Shown, 6> kWays = {{{true, true, true},
                                         {false, true, true},
                                         {true, true, false},
                                         {true, false, false},
                                         {false, true, false},
                                         {false, false, false}}};

bool IsWithin(const Shown& inner, const Shown& outer) {
  return inner.episodes <= outer.episodes && inner.known <= outer.known &&
         inner.self_obtained <= outer.self_obtained;
}
bool operator==(const Shown& a, const Shown& b) { return IsWithin(a, b) && IsWithin(b, a); }

// Nothing that follows from what is shown is small.
bool IsSafe(const Group& group, const Shown& shown, int64_t k) {
  if (shown.episodes && IsSmall(Episodes(group), k)) return false;
  if (shown.known && IsSmall(Known(group), k)) return false;
  if (shown.episodes && shown.known && IsSmall(group.unknown, k)) return false;
  return !shown.self_obtained || !(IsSmall(group.self_obtained, k) || IsSmall(group.not_obtained, k));
}

// The best way within `limit` that is safe for all of `groups`. Showing nothing is.
Shown BestWay(const std::vector<const Group*>& groups, const Shown& limit, int64_t k) {
  return *std::find_if(kWays.begin(), kWays.end(), [&](const Shown& way) {
    return IsWithin(way, limit) && std::all_of(groups.begin(), groups.end(),
                                               [&](const Group* group) { return IsSafe(*group, way, k); });
  });
}

// Sharing out what all shows among two groups or more.
class Sharing {
 public:
  Sharing(const std::vector<const Group*>& groups, const Shown& of_all, int64_t k)
      : groups_(groups), of_all_(of_all), k_(k) {
    for (const Group* group : groups) {
      levels_.push_back(IsSafe(*group, of_all, k)                     ? Level::kAll
                        : BestWay({group}, of_all, k) == kWays.back() ? Level::kNothing
                                                                      : Level::kSome);
    }
    while (true) {
      ChooseWayOfSome();
      const std::optional<Level> too_few = LevelWithTooFew();
      if (!too_few || !LowerTheSmallestAbove(*too_few)) return;
    }
  }

  Shown shown(size_t group) const {
    switch (levels_[group]) {
      case Level::kAll:
        return of_all_;
      case Level::kSome:
        return some_;
      case Level::kNothing:
        break;
    }
    return {};
  }

 private:
  enum class Level { kNothing, kSome, kAll };

  // The sum of those at `level` or below it.
  Group UpTo(Level level) const {
    Group sum;
    for (size_t i = 0; i < groups_.size(); ++i) {
      if (levels_[i] <= level) Add(*groups_[i], sum);
    }
    return sum;
  }

  void ChooseWayOfSome() {
    std::vector<const Group*> some;
    for (size_t i = 0; i < groups_.size(); ++i) {
      if (levels_[i] == Level::kSome) some.push_back(groups_[i]);
    }
    some_ = BestWay(some, of_all_, k_);
  }

  // The level at which the groups together are not enough to hide each other. (One alone never is: it got
  // there for a small part of its own.)
  std::optional<Level> LevelWithTooFew() const {
    if (!IsSafe(UpTo(Level::kNothing), some_, k_)) return Level::kNothing;
    if (!IsSafe(UpTo(Level::kSome), of_all_, k_)) return Level::kSome;
    return std::nullopt;
  }

  // False where there is none.
  bool LowerTheSmallestAbove(Level level) {
    int64_t smallest = -1;
    for (size_t i = 0; i < groups_.size(); ++i) {
      const int64_t episodes = Episodes(*groups_[i]).count;
      if (levels_[i] > level && (smallest < 0 || episodes < smallest)) smallest = episodes;
    }
    for (size_t i = 0; i < groups_.size(); ++i) {
      if (levels_[i] > level && Episodes(*groups_[i]).count == smallest) levels_[i] = level;
    }
    return smallest >= 0;
  }

  const std::vector<const Group*>& groups_;
  const Shown of_all_;
  const int64_t k_;
  std::vector<Level> levels_;
  Shown some_;
};

// By group: are its hours shown? Only where its known episodes are.
std::vector<bool> HoursToShow(const std::vector<const Group*>& groups, const std::vector<Shown>& shown,
                              int64_t k) {
  std::vector<bool> hours;
  for (size_t i = 0; i < groups.size(); ++i) {
    hours.push_back(shown[i].known && groups[i]->minutes.MayBeKnown(k));
  }
  while (true) {
    readmodels::PersonAmounts rest;
    std::optional<size_t> smallest;
    bool any_hidden = false;
    for (size_t i = 0; i < groups.size(); ++i) {
      if (!hours[i]) {
        any_hidden = true;
        rest.Add(groups[i]->minutes);
      } else if (!smallest || groups[i]->minutes.total() < groups[*smallest]->minutes.total()) {
        smallest = i;
      }
    }
    if (!any_hidden || !smallest || rest.MayBeKnown(k)) return hours;
    hours[*smallest] = false;
  }
}

class Answer {
 public:
  explicit Answer(int64_t k) : k_(k), out_(k) {}

  void Put(const CoachingOutcomesFigure::Method& method, const Group& group, const Shown& shown, bool hours,
           Response::Group& out) {
    const Tally known = Known(group);
    out.set_method(method.first);
    out.set_method_revision(method.second);
    out_.Put(Episodes(group).count, !shown.episodes, *out.mutable_episodes());
    out_.Put(known.count, !shown.known, *out.mutable_known());
    out_.Put(group.self_obtained.count, !shown.self_obtained, *out.mutable_self_obtained());
    out_.Put(figures::WilsonProportion(group.self_obtained.count, known.count),
             !(shown.known && shown.self_obtained), *out.mutable_success());
    if (hours) {
      const auto minutes = static_cast<double>(group.minutes.total());
      out.set_hours_per_episode(known.count == 0 ? 0 : minutes / 60 / static_cast<double>(known.count));
    } else {
      out.set_hours_suppressed(true);
      out_.Omit();
    }
  }

  void PutGroups(const CoachingOutcomesFigure& figure, const Shown& of_all, bool hours_of_all,
                 Response& response) {
    std::vector<const Group*> groups;
    for (const auto& [method, group] : figure.groups) groups.push_back(&group);
    std::vector<Shown> shown(groups.size(), of_all);
    std::vector<bool> hours(groups.size(), hours_of_all);
    if (groups.size() > 1) {
      const Sharing sharing(groups, of_all, k_);
      for (size_t i = 0; i < groups.size(); ++i) shown[i] = sharing.shown(i);
      if (hours_of_all) hours = HoursToShow(groups, shown, k_);
    }
    size_t i = 0;
    for (const auto& [method, group] : figure.groups) {
      Put(method, group, shown[i], hours[i], *response.add_by_method());
      ++i;
    }
  }

  void Finish(Response& response) const { out_.Finish(*response.mutable_metadata()); }

 private:
  const int64_t k_;
  CellsOut out_;
};

}  // namespace

absl::StatusOr<Response> AnswerCoachingOutcomes(const CoachingOutcomesFigure& figure, int64_t k) {
  Group all;
  for (const auto& [method, group] : figure.groups) Add(group, all);
  if (IsSmall(Episodes(all), k)) return RefuseTooNarrow(k);
  const Shown shown = BestWay({&all}, kWays.front(), k);
  const bool hours = shown.known && all.minutes.MayBeKnown(k);
  Response response;
  Answer answer(k);
  answer.Put({}, all, shown, hours, *response.mutable_all());
  answer.PutGroups(figure, shown, hours, response);
  answer.Finish(response);
  return response;
}

}  // namespace praksis::services
