#include "libs/sample/local_workshops.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "libs/base/strings.h"
#include "libs/sample/telling.h"
#include "libs/sample/vocabulary.h"

namespace praksis::sample {
namespace {

// In the order of kSites.
constexpr std::array<std::string_view, kSites.size()> kNames = {
    "Lolland", "Guldborgsund", "Silkeborg", "Sønderborg", "Odder", "Frederiksberg", "Flen"};
enum Place : size_t { kAtLolland, kAtGuldborgsund, kAtSilkeborg, kAtSonderborg, kAtOdder, kAtFrederiksberg };

struct Workshop {
  std::string_view theme;
  size_t host;
  // Of the year.
  int day;
  // Where, in a job centre's work, it is used.
  std::string_view setting;
};
// By year: each on what came of the year before it.
constexpr std::array<Workshop, kMostYears> kWorkshop = {{
    {"How belief in the job chance is seen, and spoken of†", kAtFrederiksberg, 75, "STAFF_MEETING"},
    {"Calling after the first week: what Lolland and Guldborgsund learnt from ten placements†", kAtLolland,
     38, "CASEWORK"},
    {"Mentors at the workplace, and what becomes of them when they leave†", kAtGuldborgsund, 52,
     "COMPANY_SERVICE"},
    {"Asking citizens what ended a placement†", kAtSonderborg, 66, "CASEWORK"},
    {"What stays when those who know it go†", kAtOdder, 45, "MANAGEMENT"},
}};

// Where somebody leaves in the first year beside the host's.
constexpr size_t kAlsoLeft = kAtSilkeborg;
// Those who come after are numbered from here on.
constexpr int kSuccessors = 10;

// What became of a workshop at a job centre, which turns with the years.
struct There {
  // Its carriers 1 to this.
  int attended;
  // Days from the workshop to the transfer, which carrier 1 gives; 0: there was none.
  int transfer;
  // Days from the transfer to uses; 0: none.
  std::array<int, 2> uses;
};
constexpr std::array<There, kSites.size()> kThere = {{{2, 21, {30, 400}},
                                                      {2, 34, {60, 430}},
                                                      {1, 55, {45, 0}},
                                                      {2, 70, {90, 380}},
                                                      {1, 0, {}},
                                                      {2, 48, {0, 0}},
                                                      {1, 88, {120, 0}}}};

const There& ThereOf(int year, size_t place) {
  return kThere[(place + static_cast<size_t>(2 * year)) % kThere.size()];
}

class Workshops {
 public:
  explicit Workshops(const Options& options) : options_(options), telling_(options.seed, 0x6C6F6361) {}

  std::vector<v1::Event> Tell() && {
    for (int year = 0; year < options_.years; ++year) {
      Hold(year);
      for (size_t place = 0; place < kSites.size(); ++place) TellOf(year, place);
      Train(year);
      Leave(year);
    }
    return std::move(telling_).FinishUntil(LastDay(options_));
  }

 private:
  base::Day DayOf(int year, int day) const { return FirstDayOfYear(options_, year) + day; }
  std::string WorkshopStream(int year) const {
    return telling_.Stream("workshop", base::StrCat("between-job-centres-", year + 1));
  }
  static std::string Organisation(size_t place) {
    return base::StrCat("sample-jobcentre-", kSites[place].municipality);
  }
  std::string Carrier(int year, size_t place, int number) const {
    return telling_.Stream("staff", base::StrCat(kSites[place].municipality, "-",
                                                 number + (HasLeft(place, year) ? kSuccessors : 0)));
  }
  // Whether carrier 1 has left a job centre in an earlier year.
  static bool HasLeft(size_t place, int year) {
    return (place == kAlsoLeft && year > 0) ||
           std::any_of(kWorkshop.begin(), kWorkshop.begin() + year,
                       [&](const Workshop& workshop) { return workshop.host == place; });
  }
  void ReportFrom(size_t place) { telling_.ReportFrom(kSites[place]); }

  void Hold(int year) {
    const Workshop& workshop = kWorkshop[static_cast<size_t>(year)];
    const std::string stream = WorkshopStream(year);
    const base::Day day = DayOf(year, workshop.day);
    ReportFrom(workshop.host);
    auto& held = *telling_.Add(stream, day).mutable_workshop_held();
    held.set_theme(std::string(workshop.theme));
    held.set_minutes(360);
    auto& where = *held.add_places();
    where.set_name(std::string(kNames[workshop.host]));
    where.set_municipality(std::string(kSites[workshop.host].municipality));
    for (size_t place = 0; place < kSites.size(); ++place) {
      auto& partner = *held.add_partners();
      partner.set_partner(Organisation(place));
      partner.set_name(base::StrCat("Job centre ", kNames[place]));
      partner.set_municipality(std::string(kSites[place].municipality));
      for (int number = 1; number <= ThereOf(year, place).attended; ++number) {
        partner.add_carriers(Carrier(year, place, number));
      }
    }
    auto& toolkit = *telling_.Add(stream, day + 10).mutable_toolkit_published();
    toolkit.set_toolkit_id("toolkit");
    toolkit.set_title(base::StrCat("Toolkit: ", workshop.theme));
    auto& video = *telling_.Add(stream, day + 12).mutable_video_published();
    video.set_video_id("video");
    video.set_title(base::StrCat("Video: ", workshop.theme));
  }

  void TellOf(int year, size_t place) {
    const There& there = ThereOf(year, place);
    if (there.transfer == 0) return;
    const Workshop& workshop = kWorkshop[static_cast<size_t>(year)];
    const std::string stream = WorkshopStream(year);
    const base::Day day = DayOf(year, workshop.day + there.transfer);
    ReportFrom(place);
    auto& transfer = *telling_.Add(stream, day).mutable_knowledge_transfer_held();
    transfer.set_transfer_id(base::StrCat("transfer-", kSites[place].municipality));
    transfer.set_partner(Organisation(place));
    transfer.add_carriers(Carrier(year, place, 1));
    if (place == workshop.host) transfer.add_new_carriers(Carrier(year, place, 3));
    transfer.set_participants(9 + static_cast<int32_t>(2 * place) + year);
    transfer.set_minutes(150);
    transfer.add_toolkits("toolkit");
    transfer.add_videos("video");
    for (const int days : there.uses) {
      if (days == 0) continue;
      auto& used = *telling_.Add(stream, day + days).mutable_learning_used();
      used.set_partner(Organisation(place));
      used.set_setting(std::string(workshop.setting));
      used.set_municipality(std::string(kSites[place].municipality));
    }
  }

  // Somebody new at the host's, for what the workshop was about.
  void Train(int year) {
    const Workshop& workshop = kWorkshop[static_cast<size_t>(year)];
    const base::Day day = DayOf(year, workshop.day + 60);
    ReportFrom(workshop.host);
    auto& trained = *telling_.Add(Carrier(year, workshop.host, 4), day).mutable_staff_trained();
    trained.set_method("COACHING_DIALOGUE");
    trained.set_method_revision("2");
    trained.set_trained_on(base::FormatDay(day));
    trained.set_role(year % 2 == 0 ? "COACH" : "MENTOR");
    trained.set_organisation(Organisation(workshop.host));
    trained.set_workshop(WorkshopStream(year));
  }

  // Once the year's transfers are over: of the host, one of those who brought it home.
  void Leave(int year) {
    const size_t host = kWorkshop[static_cast<size_t>(year)].host;
    LeaveOn(year, host, DayOf(year, 242));
    if (year == 0) LeaveOn(year, kAlsoLeft, DayOf(year, 302));
  }

  void LeaveOn(int year, size_t place, base::Day day) {
    ReportFrom(place);
    auto& left = *telling_.Add(Carrier(year, place, 1), day).mutable_staff_left();
    left.set_left_on(base::FormatDay(day));
    left.set_organisation(Organisation(place));
  }

  const Options& options_;
  Telling telling_;
};

}  // namespace

std::vector<v1::Event> TellLocalWorkshops(const Options& options) {
  if (options.years == 1) return {};
  return Workshops(options).Tell();
}

}  // namespace praksis::sample
