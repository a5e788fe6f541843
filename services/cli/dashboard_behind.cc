#include "services/cli/dashboard_behind.h"

#include <algorithm>

#include "libs/base/strings.h"
#include "services/cli/client.h"
#include "services/cli/figure_cases_text.h"
#include "services/cli/servers.h"

namespace praksis::cli {
namespace {

using base::StrCat;

// All pages as one answer. The position is that of the last.
google::rpc::Status AskForAllPages(Client& client, v1::ListFigureCasesRequest request,
                                   v1::ListFigureCasesResponse& all) {
  request.set_page_size(200);
  do {
    v1::ListFigureCasesResponse page;
    google::rpc::Status status = client.ListFigureCases(request, page);
    if (status.code() != 0) return status;
    request.set_page_token(page.next_page_token());
    request.clear_at_least();
    const int64_t total = all.total_count() + page.total_count();
    all.MergeFrom(page);
    all.set_total_count(total);
  } while (!request.page_token().empty());
  all.clear_next_page_token();
  return {};
}

// The names in the metadata of CELL_UNKNOWN: "started; interrupted".
std::vector<std::string> CellsThereAre(const Problem& problem) {
  std::vector<std::string> cells;
  for (const auto& [name, value] : problem.facts) {
    if (name != "cells") continue;
    for (size_t begin = 0; begin < value.size();) {
      const size_t end = std::min(value.find("; ", begin), value.size());
      cells.push_back(value.substr(begin, end - begin));
      begin = end + 2;
    }
  }
  return cells;
}

// A refusal of a cell, for people: the counts there are, in short, one to a line.
int FailCell(const Context& context, const std::string& cell, std::vector<std::string> cells) {
  std::string text = StrCat("praksis: \"", Harmless(cell), "\" is ",
                            ResolveCell(cell, cells).size() > 1 ? "several counts" : "no count",
                            " of this figure; there are\n");
  if (const auto meant = ResolveCell(cell, cells); meant.size() > 1) cells = meant;
  for (const std::string& it : cells) text += StrCat("  ", Harmless(ShortCell(it)), "\n");
  PrintError(text);
  return kFailed;
}

}  // namespace

int ListBehind(Context& context, v1::ListFigureCasesRequest request) {
  v1::ListFigureCasesResponse response;
  Client client(ServerOf(context, kHistory), context.timeout(), context.tls());
  google::rpc::Status status = AskForAllPages(client, request, response);
  if (Problem problem = Understand(status); problem.reason == "CELL_UNKNOWN") {
    const std::vector<std::string> cells = CellsThereAre(problem);
    const std::vector<std::string> meant = ResolveCell(request.cell(), cells);
    if (meant.size() != 1) return FailCell(context, request.cell(), cells);
    request.set_cell(meant.front());
    status = AskForAllPages(client, request, response);
  }
  if (status.code() != 0) return Fail(context, Understand(status));
  Print(context.json ? ToJson(response, context.out) : RenderFigureCases(request, response, context.out));
  int64_t listed = 0;
  for (const auto& it : response.cases()) listed += it.count();
  if (listed != response.total_count()) {
    PrintError(StrCat("something was recorded meanwhile: ", Grouped(response.total_count()), " counted, ",
                      Grouped(listed), " listed; --known-at asks at one position\n"));
  }
  return kOk;
}

std::vector<std::string> UsualCells(const std::string& figure) {
  if (figure == "funnel") {
    std::vector<std::string> cells;
    for (const char* stage :
         {"OPENED", "REFERRED", "ACCEPTED", "PLACED", "STARTED", "COMPLETED", "IN_WORK"}) {
      cells.push_back(StrCat(stage, ".reached"));
      cells.push_back(StrCat(stage, ".furthest"));
    }
    return cells;
  }
  if (figure == "interruptions") {
    std::vector<std::string> cells = {"started", "interrupted", "running", "COMPLETED", "NOT_STATED"};
    for (const std::string& code : codelists::Codelists::BuiltIn().Codes("interruption-reason"))
      cells.push_back(code);
    return cells;
  }
  if (figure == "referrals") return {"made", "answered", "accepted"};
  if (figure == "disagreement") return {"interrupted", "several_voices"};
  if (figure == "return-to-work") {
    return {"opened",  "returned", "exited",    "waiting", "SELF", "JOB_CENTRE",
            "COMPANY", "answered", "sustained", "ongoing", "ended"};
  }
  if (figure == "coaching") return {"all.episodes", "all.known", "all.self_obtained"};
  if (figure == "belief") return {"open", "assessed"};
  return {"open",         "without_worker", "no_contact_14_days", "no_contact_30_days", "overdue_answers",
          "overdue_flags"};
}

}  // namespace praksis::cli
