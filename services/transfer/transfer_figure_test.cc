// Transfer of learning: who is reached, who carries it, what is left when carriers leave.
#include "services/transfer/transfer_figure.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace praksis::services {
namespace {

using Response = v1::GetTransferResponse;
using Stickiness = Response::Stickiness;
using Texts = std::vector<std::string>;
using ::testing::ElementsAre;

base::Day Day(std::string_view text) { return *base::ParseDay(text); }

// Streams of workshops and staff, filled fact by fact.
class Facts {
 public:
  v1::Event& Add(const std::string& stream, std::string_view day) {
    readmodels::LearningStream& it = streams_[stream];
    it.name = stream;
    it.version += 1;
    v1::Event& fact = it.facts.emplace_back();
    fact.set_stream(stream);
    fact.mutable_occurred_at()->mutable_date()->set_date(std::string(day));
    return fact;
  }
  // Partners, and who attended for each.
  void Workshop(const std::string& id, std::string_view day, const std::string& theme,
                const std::map<std::string, Texts>& partners) {
    auto& held = *Add("workshop/" + id, day).mutable_workshop_held();
    held.set_theme(theme);
    for (const auto& [name, carriers] : partners) {
      auto& partner = *held.add_partners();
      partner.set_partner(name);
      partner.set_name("City of " + name);
      for (const std::string& staff : carriers) partner.add_carriers("staff/" + staff);
    }
  }
  void Transfer(const std::string& id, std::string_view day, const std::string& partner,
                const Texts& carriers, const Texts& new_carriers = {}) {
    auto& transfer = *Add("workshop/" + id, day).mutable_knowledge_transfer_held();
    transfer.set_partner(partner);
    transfer.set_participants(10);
    for (const std::string& staff : carriers) transfer.add_carriers("staff/" + staff);
    for (const std::string& staff : new_carriers) transfer.add_new_carriers("staff/" + staff);
  }
  void Use(const std::string& id, std::string_view day, const std::string& partner) {
    Add("workshop/" + id, day).mutable_learning_used()->set_partner(partner);
  }
  void Leave(const std::string& staff, std::string_view day, const std::string& organisation) {
    auto& left = *Add("staff/" + staff, day).mutable_staff_left();
    left.set_left_on(std::string(day));
    left.set_organisation(organisation);
  }
  void Train(const std::string& staff, std::string_view day, const std::string& organisation) {
    auto& trained = *Add("staff/" + staff, day).mutable_staff_trained();
    trained.set_trained_on(std::string(day));
    trained.set_organisation(organisation);
  }

  Response At(std::string_view as_of, const TransferQuestion& question = {}) const {
    readmodels::LearningStreams all;
    std::vector<readmodels::LearningStream> streams;
    for (const auto& [name, stream] : streams_) streams.push_back(stream);
    all.Put(std::move(streams));
    return TransferOf(all, question, Day(as_of));
  }

 private:
  std::map<std::string, readmodels::LearningStream> streams_;
};

const Response::Learning& In(const Response& response, const std::string& organisation,
                             const std::string& workshop = "workshop/w") {
  for (const auto& learning : response.learnings()) {
    if (learning.organisation() == organisation && learning.workshop() == workshop) return learning;
  }
  ADD_FAILURE() << "no " << workshop << " in " << organisation;
  return Response::Learning::default_instance();
}

// {learnings, used, used_since_departure}
std::vector<int> Sticky(const Response& response, Stickiness::Carriers carriers) {
  for (const auto& group : response.stickiness()) {
    if (group.carriers() == carriers) return {group.learnings(), group.used(), group.used_since_departure()};
  }
  return {};
}

TEST(Transfer, APartnerIsReachedByItsOwnTransferOnly) {
  Facts facts;
  facts.Workshop("w", "2013-06-10", "Partnerships", {{"aviles", {"a"}}, {"rennes", {"r"}}, {"enfield", {}}});
  facts.Transfer("w", "2013-07-10", "aviles", {"a"});
  const Response response = facts.At("2013-12-31");
  EXPECT_EQ(response.partners(), 3);
  EXPECT_EQ(response.partners_reached(), 1);
  EXPECT_TRUE(In(response, "aviles").reached());
  EXPECT_EQ(In(response, "aviles").days_to_transfer(), 30);
  EXPECT_FALSE(In(response, "rennes").reached());
  EXPECT_EQ(In(response, "rennes").standing(), Response::LAST_CARRIER);
  EXPECT_EQ(In(response, "enfield").standing(), Response::NOT_ARRIVED);
  EXPECT_EQ(response.workshops(0).reached(), 1);
}

TEST(Transfer, WhoHasNotTransferredYetIsCensoredAndNotLeftOut) {
  Facts facts;
  facts.Workshop("w", "2013-06-01", "Partnerships", {{"a", {"x"}}, {"b", {"y"}}, {"c", {"z"}}});
  facts.Transfer("w", "2013-06-11", "a", {"x"});
  EXPECT_EQ(facts.At("2013-06-30").median_days_to_transfer(), -1);
  facts.Transfer("w", "2013-07-01", "b", {"y"});
  EXPECT_EQ(facts.At("2013-07-02").median_days_to_transfer(), 30);
  EXPECT_EQ(Facts().At("2013-07-02").median_days_to_transfer(), -1);
}

TEST(Transfer, TransfersReportedInAnyOrderHaveTheEarliestAsTheFirst) {
  Facts facts;
  facts.Workshop("w", "2013-06-01", "Partnerships", {{"a", {}}});
  facts.Transfer("w", "2013-09-01", "a", {"late"});
  facts.Transfer("w", "2013-07-01", "a", {"early"});
  facts.Leave("early", "2014-01-01", "a");
  const Response response = facts.At("2015-01-01");
  EXPECT_EQ(In(response, "a").transferred_on(), "2013-07-01");
  EXPECT_EQ(In(response, "a").transfers(), 2);
  // Who passed it on later did not bring it.
  EXPECT_THAT(Sticky(response, Stickiness::ALL_LEFT), ElementsAre(1, 0, 0));
}

TEST(Transfer, WhenACarrierLeavesTheOrganisationStaysReachedAndTheLastOneIsAnAlarm) {
  Facts facts;
  facts.Workshop("w", "2013-06-01", "Partnerships", {{"a", {"x", "y"}}});
  facts.Transfer("w", "2013-07-01", "a", {"x"}, {"z"});
  EXPECT_EQ(In(facts.At("2014-01-01"), "a").standing(), Response::CARRIED);
  facts.Leave("x", "2014-03-01", "a");
  EXPECT_EQ(In(facts.At("2014-03-01"), "a").standing(), Response::CARRIED);
  facts.Leave("y", "2014-03-02", "a");
  EXPECT_EQ(facts.At("2014-03-01").last_carrier_alarms(), 0);
  const Response alarmed = facts.At("2014-03-02");
  EXPECT_EQ(alarmed.last_carrier_alarms(), 1);
  EXPECT_EQ(In(alarmed, "a").standing(), Response::LAST_CARRIER);
  EXPECT_TRUE(In(alarmed, "a").reached());
  EXPECT_EQ(alarmed.themes(0).cells(0).carriers(), 1);
  EXPECT_EQ(alarmed.themes(0).cells(0).carriers_left(), 2);
  facts.Leave("z", "2014-03-03", "a");
  const Response lost = facts.At("2014-03-03");
  EXPECT_EQ(In(lost, "a").standing(), Response::NO_CARRIER);
  EXPECT_TRUE(In(lost, "a").reached());
  EXPECT_EQ(lost.partners_reached(), 1);
}

TEST(Transfer, APlannedDepartureIsShownAndDoesNotCountYet) {
  Facts facts;
  facts.Workshop("w", "2013-06-01", "Partnerships", {{"a", {"x"}}});
  facts.Leave("x", "2014-03-01", "a");
  const Response response = facts.At("2014-02-28");
  EXPECT_EQ(In(response, "a").standing(), Response::LAST_CARRIER);
  EXPECT_EQ(In(response, "a").carriers(0).left_on(), "2014-03-01");
  EXPECT_FALSE(In(response, "a").carriers(0).left());
}

TEST(Transfer, WhoLeavesAnotherOrganisationStaysHere) {
  Facts facts;
  facts.Workshop("w", "2013-06-01", "Partnerships", {{"a", {"x"}}, {"b", {"y"}}});
  facts.Leave("x", "2014-03-01", "b");
  EXPECT_EQ(In(facts.At("2015-01-01"), "a").standing(), Response::LAST_CARRIER);
}

TEST(Transfer, WhoComesBackCarriesOn) {
  Facts facts;
  facts.Workshop("w", "2013-06-01", "Partnerships", {{"trained", {"x"}}, {"named", {"y"}}, {"gone", {"z"}}});
  for (const auto& [staff, organisation] : {std::pair("x", "trained"), {"y", "named"}, {"z", "gone"}}) {
    facts.Leave(staff, "2014-01-31", organisation);
  }
  facts.Train("x", "2014-02-01", "");
  facts.Transfer("w", "2014-02-01", "named", {"y"});
  facts.Train("z", "2014-02-01", "elsewhere");
  EXPECT_EQ(In(facts.At("2014-01-31"), "trained").standing(), Response::NO_CARRIER);
  const Response response = facts.At("2014-02-01");
  EXPECT_EQ(In(response, "trained").standing(), Response::LAST_CARRIER);
  EXPECT_EQ(In(response, "named").standing(), Response::LAST_CARRIER);
  EXPECT_EQ(In(response, "gone").standing(), Response::NO_CARRIER);
  EXPECT_EQ(In(response, "trained").carriers(0).left_on(), "");
}

TEST(Transfer, UseOnDay365Sticks) {
  Facts facts;
  facts.Workshop("w", "2013-06-01", "Partnerships", {{"a", {"x"}}, {"b", {"y"}}});
  facts.Transfer("w", "2013-07-01", "a", {"x"});
  facts.Transfer("w", "2013-07-01", "b", {"y"});
  facts.Use("w", "2014-06-30", "a");  // day 364
  facts.Use("w", "2014-07-01", "b");  // day 365
  // Before day 365 is over nothing is known.
  EXPECT_THAT(Sticky(facts.At("2014-06-30"), Stickiness::NONE_LEFT), ElementsAre(0, 0, 0));
  const Response response = facts.At("2014-07-01");
  EXPECT_THAT(Sticky(response, Stickiness::NONE_LEFT), ElementsAre(2, 1, 0));
  EXPECT_THAT(Sticky(response, Stickiness::CARRIERS_UNSPECIFIED), ElementsAre(2, 1, 0));
}

TEST(Transfer, ADepartureMovesTheLearningToThoseWhoseCarrierLeft) {
  Facts facts;
  facts.Workshop("w", "2013-06-01", "Partnerships", {{"a", {"x", "y"}}});
  facts.Transfer("w", "2013-07-01", "a", {"x"});
  facts.Use("w", "2014-08-01", "a");
  EXPECT_THAT(Sticky(facts.At("2014-12-31"), Stickiness::NONE_LEFT), ElementsAre(1, 1, 0));
  facts.Leave("x", "2014-10-01", "a");
  const Response some = facts.At("2014-12-31");
  EXPECT_THAT(Sticky(some, Stickiness::NONE_LEFT), ElementsAre(0, 0, 0));
  EXPECT_THAT(Sticky(some, Stickiness::SOME_LEFT), ElementsAre(1, 1, 0));
  facts.Leave("y", "2014-11-01", "a");
  EXPECT_THAT(Sticky(facts.At("2014-12-31"), Stickiness::ALL_LEFT), ElementsAre(1, 1, 0));
  facts.Use("w", "2014-11-01", "a");  // on the last day at work: not since
  EXPECT_THAT(Sticky(facts.At("2014-12-31"), Stickiness::ALL_LEFT), ElementsAre(1, 1, 0));
  facts.Use("w", "2014-11-02", "a");
  EXPECT_THAT(Sticky(facts.At("2014-12-31"), Stickiness::ALL_LEFT), ElementsAre(1, 1, 1));
}

TEST(Transfer, TheMatrixAddsUpThemesOverTheirWorkshops) {
  Facts facts;
  facts.Workshop("w", "2013-06-01", "Partnerships", {{"a", {"x"}}, {"b", {}}});
  facts.Workshop("v", "2013-09-01", "Partnerships", {{"a", {"x", "y"}}});
  facts.Workshop("u", "2013-01-01", "Skills", {{"b", {"z"}}});
  facts.Use("v", "2014-01-01", "a");
  const Response response = facts.At("2014-12-31");
  ASSERT_EQ(response.themes_size(), 2);
  EXPECT_EQ(response.themes(0).theme(), "Skills");
  EXPECT_FALSE(response.themes(0).cells(0).partner());
  const auto& cell = response.themes(1).cells(0);
  EXPECT_EQ(cell.organisation(), "a");
  EXPECT_EQ(cell.carriers(), 2);
  EXPECT_EQ(cell.uses(), 1);
  EXPECT_EQ(cell.last_used_on(), "2014-01-01");
  EXPECT_EQ(response.organisations(0).learnings(), 2);
  EXPECT_EQ(response.organisations(0).name(), "City of a");
}

TEST(Transfer, ItAnswersByThemeOrganisationAndPeriod) {
  Facts facts;
  facts.Workshop("w", "2013-06-01", "Partnerships", {{"a", {"x"}}, {"b", {}}});
  facts.Workshop("v", "2014-06-01", "Skills", {{"a", {"x"}}, {"c", {}}});
  EXPECT_EQ(facts.At("2015-01-01", {.themes = {"Skills"}}).partners(), 2);
  EXPECT_EQ(facts.At("2015-01-01", {.organisations = {"b"}}).workshops_size(), 1);
  EXPECT_EQ(facts.At("2015-01-01", {.organisations = {"a"}}).learnings_size(), 2);
  EXPECT_EQ(facts.At("2015-01-01", {.from = Day("2013-06-01"), .to = Day("2013-06-01")}).workshops_size(), 1);
  EXPECT_EQ(facts.At("2015-01-01", {.from = Day("2013-06-02"), .to = Day("2014-05-31")}).workshops_size(), 0);
}

TEST(Transfer, WhatIsDatedLaterIsNotLookedAt) {
  Facts facts;
  facts.Workshop("w", "2013-06-01", "Partnerships", {{"a", {"x"}}});
  facts.Transfer("w", "2013-07-01", "a", {"x"});
  facts.Use("w", "2013-08-01", "a");
  EXPECT_EQ(facts.At("2013-05-31").workshops_size(), 0);
  EXPECT_FALSE(In(facts.At("2013-06-30"), "a").reached());
  EXPECT_EQ(In(facts.At("2013-07-31"), "a").uses(), 0);
}

TEST(Transfer, AWorkshopTakenBackIsNone) {
  Facts facts;
  facts.Use("w", "2013-08-01", "a");
  EXPECT_EQ(facts.At("2014-01-01").workshops_size(), 0);
}

}  // namespace
}  // namespace praksis::services
