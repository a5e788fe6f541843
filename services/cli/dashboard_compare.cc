// praksis dashboard compare.
#include "services/cli/dashboard_compare.h"

#include <memory>
#include <string>
#include <vector>

#include "services/cli/ask.h"
#include "services/cli/context.h"
#include "services/cli/figures_text.h"
#include "services/cli/servers.h"
#include "services/cli/whose.h"

namespace praksis::cli {
namespace {

// One side; what is left out of the second is that of the first.
struct Side {
  std::vector<std::string> municipalities;
  std::string from;
  std::string to;
  std::vector<std::string> target_groups;
  std::vector<std::string> industries;
};

struct Options {
  std::string figure;
  Side first;
  Side second;
  std::string voice;
  std::string rater;
  std::string known_at;
};

template <typename Value>
const Value& Either(const Value& second, const Value& first) {
  return second.empty() ? first : second;
}

v1::Selection SelectionOf(const Side& side, const Side& otherwise) {
  v1::Selection selection;
  for (const auto& it : Either(side.municipalities, otherwise.municipalities))
    selection.add_municipalities(it);
  selection.set_from(Either(side.from, otherwise.from));
  selection.set_to(Either(side.to, otherwise.to));
  for (const auto& it : Either(side.target_groups, otherwise.target_groups)) selection.add_target_groups(it);
  for (const auto& it : Either(side.industries, otherwise.industries)) selection.add_industry_sections(it);
  return selection;
}

int Run(Context& context, const Options& options) {
  v1::CompareSelectionsRequest request;
  request.set_figure(options.figure);
  *request.mutable_first() = SelectionOf(options.first, {});
  *request.mutable_second() = SelectionOf(options.second, options.first);
  request.set_voice(VoiceOf(options.voice));
  request.set_rater(RaterOf(options.rater));
  request.set_known_at(options.known_at);
  return Ask(
      context, kDashboards, request, &Client::CompareSelections,
      [&](const v1::CompareSelectionsResponse& response) { return RenderComparison(response, context.out); });
}

void AddSide(CLI::App& command, Side& side, const std::string& prefix, const std::string& which) {
  command
      .add_option("--" + prefix + "municipality", side.municipalities,
                  which + ": only these; may be given again")
      ->type_name("CODE");
  command.add_option("--" + prefix + "from", side.from, which + ": first day of the period")
      ->type_name("DATE");
  command.add_option("--" + prefix + "to", side.to, which + ": last day of the period")->type_name("DATE");
  command.add_option("--" + prefix + "target-group", side.target_groups, which + ": only these")
      ->type_name("CODE")
      ->check(Quiet(CLI::IsMember(codelists::Codelists::BuiltIn().Codes("target-group"))));
  command.add_option("--" + prefix + "industry", side.industries, which + ": only these NACE sections")
      ->type_name("SECTION");
}

}  // namespace

void AddCompareCommand(CLI::App& group, Context& context) {
  const auto options = std::make_shared<Options>();
  CLI::App& command = AddCommand(
      group, context, "compare", "One figure about two selections, and how far they differ",
      "  praksis dashboard compare interruptions --municipality DK-360 --with-municipality DK-376\n"
      "  praksis dashboard compare return-to-work --from 2024-01-01 --to 2024-12-31 \\\n"
      "      --with-from 2025-01-01 --with-to 2025-12-31\n",
      [&context, options] { return Run(context, *options); });
  command
      .add_option("figure", options->figure,
                  "funnel, referrals, interruptions, disagreement, return-to-work, …")
      ->required()
      ->check(Quiet(CLI::IsMember({"funnel", "referrals", "interruptions", "disagreement", "return-to-work",
                                   "coaching-outcomes", "belief", "continuity"})));
  AddSide(command, options->first, "", "First");
  AddSide(command, options->second, "with-", "Second, where it is another one");
  AddVoice(command, options->voice, "Of interruptions, whose reasons: CITIZEN, COMPANY or JOB_CENTRE");
  AddRater(command, options->rater, "Of belief, whose: CASEWORKER or CITIZEN");
  AddKnownAt(command, options->known_at);
}

}  // namespace praksis::cli
