#include "libs/sample/workshops.h"

#include <array>
#include <string>
#include <string_view>

#include "libs/base/check.h"
#include "libs/base/strings.h"
#include "libs/sample/telling.h"

namespace praksis::sample {
namespace {

struct Partner {
  std::string_view id;
  std::string_view name;
  std::string_view municipality;
};
constexpr std::array<Partner, kPartners> kPartner = {{
    {"aviles", "Avilés", "ES-33004"},
    {"kaiserslautern", "Kaiserslautern", "DE-07312000"},
    {"rennes", "Rennes", "FR-35238"},
    {"enfield", "Enfield", "GB-E09000010"},
    {"thurrock", "Thurrock", "GB-E06000034"},
    {"aveiro", "Aveiro", "PT-0105"},
    {"seventh", "Seventh partner†", "DK-360"},
}};
enum PartnerIndex : size_t { kAviles, kKaiserslautern, kRennes, kEnfield, kThurrock, kAveiro, kSeventh };

// From the source.
struct Workshop {
  std::string_view id;
  // Only the month is known.
  std::string_view month;
  std::string_view theme;
  std::array<std::string_view, 2> places;
  PartnerIndex host;
  // Where, in an organisation's work, it is used.
  std::string_view setting;
};
constexpr std::array<Workshop, kWorkshops> kWorkshop = {{
    {"aviles",
     "2013-06-01",
     "Effective approaches to building local partnerships for economic development and employment",
     {"Avilés"},
     kAviles,
     "PARTNERSHIP"},
    {"kaiserslautern",
     "2013-10-01",
     "Making education and training more responsive to the labour market",
     {"Kaiserslautern"},
     kKaiserslautern,
     "EDUCATION_AND_TRAINING"},
    {"rennes",
     "2014-02-01",
     "Analysis and forecasting of skills in demand on the labour market",
     {"Rennes"},
     kRennes,
     "LABOUR_MARKET_ANALYSIS"},
    {"enfield-thurrock",
     "2014-06-01",
     "Local approaches to supporting self-employment and entrepreneurship among young people",
     {"Enfield", "Thurrock"},
     kEnfield,
     "ENTREPRENEURSHIP_SUPPORT"},
    {"aveiro",
     "2014-10-01",
     "Social innovation and entrepreneurship, and dealing with budget cuts by doing more with less",
     {"Aveiro"},
     kAveiro,
     "SOCIAL_INNOVATION"},
}};

// What became of a workshop's learning in one partner†.
struct There {
  // So many attended for it: its carriers 1 to this.
  int attended;
  // Days from the workshop to the transfer, which carrier 1 gives; 0: there was none.
  int transfer;
  // Carrier 3 carries it from the transfer on.
  bool new_carrier;
  // Days from the transfer to uses of it; 0: none.
  std::array<int, 2> uses;
};
// By workshop, then partner.
constexpr std::array<std::array<There, kPartners>, kWorkshops> kThere = {{
    {{{2, 34, true, {90, 420}},
      {2, 62, false, {45, 0}},
      {1, 81, false, {400, 0}},
      {2, 48, true, {120, 510}},
      {1, 0, false, {}},
      {2, 95, false, {380, 0}},
      {1, 0, false, {}}}},
    {{{1, 55, false, {60, 0}},
      {2, 29, true, {30, 700}},
      {2, 73, false, {365, 0}},
      {1, 66, false, {0, 0}},
      {2, 110, false, {80, 0}},
      {1, 44, false, {500, 0}},
      {0, 0, false, {}}}},
    {{{2, 40, false, {376, 0}},
      {1, 52, false, {364, 0}},
      {2, 21, true, {14, 600}},
      {2, 77, false, {100, 0}},
      {1, 0, false, {}},
      {1, 88, false, {0, 0}},
      {1, 0, false, {}}}},
    {{{1, 60, false, {0, 0}},
      {1, 0, false, {}},
      {1, 47, false, {70, 390}},
      {2, 18, true, {10, 450}},
      {2, 25, false, {20, 0}},
      {2, 58, false, {410, 0}},
      {0, 0, false, {}}}},
    {{{2, 36, false, {50, 480}},
      {2, 41, false, {395, 0}},
      {1, 90, false, {0, 0}},
      {1, 0, false, {}},
      {1, 70, false, {385, 0}},
      {2, 15, true, {5, 520}},
      {1, 0, false, {}}}},
}};

// Who left a partner, and when†; carriers as There numbers them.
struct Departure {
  PartnerIndex partner;
  int carrier;
  std::string_view last_day;
};
constexpr std::array kDepartures = {Departure{kRennes, 2, "2014-08-31"}, Departure{kAveiro, 1, "2015-03-31"},
                                    Departure{kKaiserslautern, 1, "2014-12-31"},
                                    Departure{kKaiserslautern, 2, "2015-06-30"},
                                    Departure{kEnfield, 1, "2015-01-31"}};
// Left, and is back.
constexpr PartnerIndex kBack = kEnfield;
constexpr std::string_view kBackOn = "2015-09-15";

base::Day Day(std::string_view text) {
  const auto day = base::ParseDay(text);
  PRAKSIS_CHECK(day.has_value(), text);
  return *day;
}

std::string PartnerId(size_t partner) { return base::StrCat("sample-", kPartner[partner].id); }

class Workshops {
 public:
  explicit Workshops(uint64_t seed) : telling_(seed, 0x776F726B) {}

  std::vector<v1::Event> Tell() && {
    for (size_t i = 0; i < kWorkshop.size(); ++i) {
      Hold(i);
      for (size_t partner = 0; partner < kPartner.size(); ++partner) TellOf(i, partner);
    }
    for (const Departure& departure : kDepartures) Leave(departure);
    ComeBack();
    return std::move(telling_).Finish();
  }

 private:
  std::string Carrier(size_t partner, int number) const {
    return telling_.Stream("staff", base::StrCat(kPartner[partner].id, "-", number));
  }

  void ReportFrom(size_t partner) {
    telling_.set_reporter(std::string(kPartner[partner].municipality),
                          base::StrCat("sample-facilitator-", kPartner[partner].id), v1::FACILITATOR);
  }

  void Hold(size_t i) {
    const Workshop& workshop = kWorkshop[i];
    const std::string stream = telling_.Stream("workshop", workshop.id);
    const base::Day day = Day(workshop.month);
    ReportFrom(workshop.host);
    auto& held = *telling_.Add(stream, day).mutable_workshop_held();
    held.set_theme(std::string(workshop.theme));
    held.set_date_precision(v1::WORKSHOP_DATE_PRECISION_MONTH);
    for (const std::string_view place : workshop.places) {
      if (!place.empty()) held.add_places()->set_name(std::string(place));
    }
    for (size_t partner = 0; partner < kPartner.size(); ++partner) {
      auto& named = *held.add_partners();
      named.set_partner(PartnerId(partner));
      named.set_name(std::string(kPartner[partner].name));
      named.set_municipality(std::string(kPartner[partner].municipality));
      for (int number = 1; number <= kThere[i][partner].attended; ++number) {
        named.add_carriers(Carrier(partner, number));
      }
    }
    auto& toolkit = *telling_.Add(stream, day + 14).mutable_toolkit_published();
    toolkit.set_toolkit_id("toolkit");
    toolkit.set_title(base::StrCat("Knowledge transfer workshop toolkit: ", workshop.theme));
    // How long each runs is not said; later ones are shorter.
    auto& video = *telling_.Add(stream, day + 14).mutable_video_published();
    video.set_video_id("video");
    video.set_title(base::StrCat("Video: ", workshop.theme));
  }

  void TellOf(size_t i, size_t partner) {
    const There& there = kThere[i][partner];
    if (there.transfer == 0) return;
    const std::string stream = telling_.Stream("workshop", kWorkshop[i].id);
    const base::Day day = Day(kWorkshop[i].month) + there.transfer;
    ReportFrom(partner);
    auto& transfer = *telling_.Add(stream, day).mutable_knowledge_transfer_held();
    transfer.set_transfer_id(base::StrCat("transfer-", kPartner[partner].id));
    transfer.set_partner(PartnerId(partner));
    transfer.add_carriers(Carrier(partner, 1));
    if (there.new_carrier) transfer.add_new_carriers(Carrier(partner, 3));
    transfer.set_participants(12 + static_cast<int32_t>(3 * partner + i));
    transfer.set_stakeholders(static_cast<int32_t>(4 + i));
    transfer.set_minutes(180);
    transfer.add_toolkits("toolkit");
    transfer.add_videos("video");
    for (const int days : there.uses) {
      if (days == 0) continue;
      auto& used = *telling_.Add(stream, day + days).mutable_learning_used();
      used.set_partner(PartnerId(partner));
      used.set_setting(std::string(kWorkshop[i].setting));
      used.set_municipality(std::string(kPartner[partner].municipality));
    }
  }

  void Leave(const Departure& departure) {
    ReportFrom(departure.partner);
    auto& left = *telling_.Add(Carrier(departure.partner, departure.carrier), Day(departure.last_day))
                      .mutable_staff_left();
    left.set_left_on(std::string(departure.last_day));
    left.set_organisation(PartnerId(departure.partner));
  }

  void ComeBack() {
    ReportFrom(kBack);
    auto& trained = *telling_.Add(Carrier(kBack, 1), Day(kBackOn)).mutable_staff_trained();
    trained.set_method("OTHER");
    trained.set_trained_on(std::string(kBackOn));
    trained.set_role("FACILITATOR");
    trained.set_organisation(PartnerId(kBack));
  }

  Telling telling_;
};

}  // namespace

std::vector<v1::Event> TellWorkshops(uint64_t seed) { return Workshops(seed).Tell(); }

}  // namespace praksis::sample
