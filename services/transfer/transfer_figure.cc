#include "services/transfer/transfer_figure.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>
#include <vector>

#include "libs/figures/kaplan_meier.h"
#include "services/transfer/learnings.h"
#include "services/transfer/presence.h"

namespace praksis::services {
namespace {

using Response = v1::GetTransferResponse;
using Stickiness = Response::Stickiness;

bool IsAskedAbout(const std::set<std::string>& asked, const std::string& name) {
  return asked.empty() || asked.contains(name);
}

bool IsAskedAbout(const TransferQuestion& question, const WorkshopLearning& workshop) {
  return IsAskedAbout(question.themes, workshop.held->theme()) &&
         (!question.from || *question.from <= workshop.held_on) &&
         (!question.to || workshop.held_on <= *question.to);
}

// Those asked about, with the partners asked about, by day, then stream.
std::vector<WorkshopLearning> ReadWorkshops(const readmodels::LearningStreams& streams,
                                            const TransferQuestion& question, base::Day as_of) {
  std::vector<WorkshopLearning> workshops;
  for (const auto& [name, stream] : streams.Of("workshop")) {
    std::optional<WorkshopLearning> workshop = ReadWorkshop(*stream, as_of);
    if (!workshop || !IsAskedAbout(question, *workshop)) continue;
    std::erase_if(workshop->in,
                  [&](const auto& there) { return !IsAskedAbout(question.organisations, there.first); });
    if (!workshop->in.empty()) workshops.push_back(*std::move(workshop));
  }
  std::stable_sort(workshops.begin(), workshops.end(),
                   [](const auto& a, const auto& b) { return a.held_on < b.held_on; });
  return workshops;
}

std::string DayText(std::optional<base::Day> day) { return day ? base::FormatDay(*day) : ""; }

std::optional<base::Day> LastUse(const LearningThere& there) {
  const auto last = std::max_element(there.uses.begin(), there.uses.end());
  return last == there.uses.end() ? std::nullopt : std::optional(*last);
}

Response::Standing StandingOf(size_t ever, size_t still_there) {
  if (ever == 0) return Response::NOT_ARRIVED;
  if (still_there == 0) return Response::NO_CARRIER;
  return still_there == 1 ? Response::LAST_CARRIER : Response::CARRIED;
}

// Adds up a theme's cell over its workshops.
struct CellSum {
  bool partner = false;
  bool reached = false;
  std::set<std::string> there;
  std::set<std::string> left;
  int32_t uses = 0;
  std::optional<base::Day> last_use;
};

class Figure {
 public:
  Figure(const Presence& presence, base::Day as_of) : presence_(presence), as_of_(as_of) {}

  Response Make(const std::vector<WorkshopLearning>& workshops) {
    for (const WorkshopLearning& workshop : workshops) Add(workshop);
    PutOrganisations();
    PutThemes();
    PutStickiness();
    PutMedian();
    return std::move(response_);
  }

 private:
  void Add(const WorkshopLearning& workshop) {
    PutWorkshop(workshop);
    for (const v1::WorkshopPartner& partner : workshop.held->partners()) {
      if (workshop.in.contains(partner.partner())) Name(partner);
    }
    const std::string& theme = workshop.held->theme();
    if (!cells_.contains(theme)) themes_.push_back(theme);
    for (const auto& [organisation, there] : workshop.in) {
      PutLearning(workshop, organisation, there);
      AddToCell(organisation, there, cells_[theme][organisation]);
      AddToStickiness(organisation, there);
      const base::Day until = there.transferred_on.value_or(as_of_);
      times_.push_back(
          {.day = std::max(0, until - workshop.held_on), .cause = there.transferred_on ? 1 : 0, .count = 1});
    }
  }

  void PutWorkshop(const WorkshopLearning& workshop) {
    auto& out = *response_.add_workshops();
    out.set_workshop(workshop.stream);
    out.set_theme(workshop.held->theme());
    out.set_held_on(base::FormatDay(workshop.held_on));
    out.set_date_precision(workshop.held->date_precision());
    for (const auto& place : workshop.held->places()) out.add_places(place.name());
    out.set_partners(static_cast<int32_t>(workshop.in.size()));
    out.set_reached(
        static_cast<int32_t>(std::count_if(workshop.in.begin(), workshop.in.end(), [](const auto& there) {
          return there.second.transferred_on.has_value();
        })));
    for (const v1::ToolkitPublished* toolkit : workshop.toolkits) {
      auto& material = *out.add_toolkits();
      material.set_id(toolkit->toolkit_id());
      material.set_title(toolkit->title());
      material.set_uri(toolkit->uri());
    }
    for (const v1::VideoPublished* video : workshop.videos) {
      auto& material = *out.add_videos();
      material.set_id(video->video_id());
      material.set_title(video->title());
      material.set_uri(video->uri());
      material.set_seconds(video->seconds());
    }
  }

  // Workshops come in the order of their days: the latest names it.
  void Name(const v1::WorkshopPartner& partner) {
    auto& organisation = organisations_[partner.partner()];
    organisation.set_name(partner.name());
    if (!partner.municipality().empty()) organisation.set_municipality(partner.municipality());
  }

  void PutLearning(const WorkshopLearning& workshop, const std::string& organisation,
                   const LearningThere& there) {
    auto& out = *response_.add_learnings();
    out.set_workshop(workshop.stream);
    out.set_organisation(organisation);
    out.set_reached(there.transferred_on.has_value());
    out.set_transfers(there.transfers);
    out.set_participants(there.participants);
    if (there.transferred_on) {
      out.set_transferred_on(base::FormatDay(*there.transferred_on));
      out.set_days_to_transfer(*there.transferred_on - workshop.held_on);
    }
    const size_t still_there = PutCarriers(organisation, there, out);
    out.set_standing(StandingOf(there.carriers.size(), still_there));
    if (out.standing() == Response::LAST_CARRIER) {
      response_.set_last_carrier_alarms(response_.last_carrier_alarms() + 1);
    }
    out.set_uses(static_cast<int32_t>(there.uses.size()));
    out.set_last_used_on(DayText(LastUse(there)));
    out.mutable_toolkits()->Assign(there.toolkits.begin(), there.toolkits.end());
    out.mutable_videos()->Assign(there.videos.begin(), there.videos.end());
  }

  // How many are still there.
  size_t PutCarriers(const std::string& organisation, const LearningThere& there, Response::Learning& out) {
    std::vector<std::pair<base::Day, std::string>> by_day;
    for (const auto& [staff, since] : there.carriers) by_day.emplace_back(since, staff);
    std::sort(by_day.begin(), by_day.end());
    size_t still_there = 0;
    for (const auto& [since, staff] : by_day) {
      const std::optional<base::Day> last_day = presence_.LastDay(staff, organisation);
      auto& carrier = *out.add_carriers();
      carrier.set_staff(staff);
      carrier.set_since(base::FormatDay(since));
      carrier.set_left_on(DayText(last_day));
      carrier.set_left(presence_.IsOver(last_day));
      still_there += carrier.left() ? 0 : 1;
    }
    return still_there;
  }

  void AddToCell(const std::string& organisation, const LearningThere& there, CellSum& cell) {
    cell.partner = true;
    cell.reached |= there.transferred_on.has_value();
    for (const auto& [staff, since] : there.carriers) {
      (presence_.IsOver(presence_.LastDay(staff, organisation)) ? cell.left : cell.there).insert(staff);
    }
    cell.uses += static_cast<int32_t>(there.uses.size());
    cell.last_use = std::max(cell.last_use, LastUse(there));
    auto& sum = organisations_[organisation];
    sum.set_learnings(sum.learnings() + 1);
    if (!there.transferred_on) return;
    sum.set_reached(true);
    sum.set_learnings_reached(sum.learnings_reached() + 1);
  }

  void AddToStickiness(const std::string& organisation, const LearningThere& there) {
    if (!there.transferred_on || *there.transferred_on + kStickyDays > as_of_) return;
    size_t left = 0;
    base::Day last_departure = base::kFirstDay - 1;
    for (const std::string& staff : there.brought_by) {
      const std::optional<base::Day> last_day = presence_.LastDay(staff, organisation);
      if (!presence_.IsOver(last_day)) continue;
      ++left;
      last_departure = std::max(last_departure, *last_day);
    }
    const std::optional<base::Day> last_use = LastUse(there);
    const bool used = last_use && *last_use >= *there.transferred_on + kStickyDays;
    Stickiness& group = GroupOf(left, there.brought_by.size());
    group.set_learnings(group.learnings() + 1);
    group.set_used(group.used() + (used ? 1 : 0));
    group.set_used_since_departure(group.used_since_departure() +
                                   (used && left > 0 && *last_use > last_departure ? 1 : 0));
  }

  Stickiness& GroupOf(size_t left, size_t brought_by) {
    return sticky_[left == 0 ? 0 : left < brought_by ? 1 : 2];
  }

  void PutOrganisations() {
    for (auto& [name, organisation] : organisations_) {
      organisation.set_organisation(name);
      response_.set_partners_reached(response_.partners_reached() + (organisation.reached() ? 1 : 0));
      *response_.add_organisations() = organisation;
    }
    response_.set_partners(response_.organisations_size());
  }

  void PutThemes() {
    for (const std::string& theme : themes_) {
      auto& out = *response_.add_themes();
      out.set_theme(theme);
      for (const auto& [organisation, ignored] : organisations_) {
        const CellSum& sum = cells_[theme][organisation];
        auto& cell = *out.add_cells();
        cell.set_organisation(organisation);
        cell.set_partner(sum.partner);
        cell.set_reached(sum.reached);
        cell.set_carriers(static_cast<int32_t>(sum.there.size()));
        cell.set_carriers_left(static_cast<int32_t>(sum.left.size()));
        cell.set_uses(sum.uses);
        cell.set_last_used_on(DayText(sum.last_use));
      }
    }
  }

  void PutStickiness() {
    Stickiness& all = *response_.add_stickiness();
    for (size_t i = 0; i < sticky_.size(); ++i) {
      Stickiness& group = sticky_[i];
      group.set_carriers(static_cast<Stickiness::Carriers>(Stickiness::NONE_LEFT + static_cast<int>(i)));
      all.set_learnings(all.learnings() + group.learnings());
      all.set_used(all.used() + group.used());
      all.set_used_since_departure(all.used_since_departure() + group.used_since_departure());
    }
    for (const Stickiness& group : sticky_) *response_.add_stickiness() = group;
  }

  void PutMedian() {
    const figures::KaplanMeier waiting(times_);
    response_.set_median_days_to_transfer(waiting.Median().day.value_or(-1));
  }

  const Presence& presence_;
  const base::Day as_of_;
  Response response_;
  // By the day of their first workshop.
  std::vector<std::string> themes_;
  std::map<std::string, std::map<std::string, CellSum>> cells_;
  std::map<std::string, Response::Organisation> organisations_;
  // NONE_LEFT, SOME_LEFT, ALL_LEFT.
  std::array<Stickiness, 3> sticky_;
  std::vector<figures::Observation> times_;
};

}  // namespace

Response TransferOf(const readmodels::LearningStreams& streams, const TransferQuestion& question,
                    base::Day as_of) {
  const Presence presence(streams, as_of);
  return Figure(presence, as_of).Make(ReadWorkshops(streams, question, as_of));
}

}  // namespace praksis::services
