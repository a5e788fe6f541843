#include "services/gateway/codelists_json.h"

#include "libs/base/strings.h"
#include "libs/http/message.h"

namespace praksis::gateway {
namespace {

using http::JsonText;

std::string CodeJson(const codelists::Codelists& codelists, const std::string& list,
                     const std::string& code) {
  std::string labels;
  for (const std::string_view language : codelists::kLanguages) {
    labels += base::StrCat(labels.empty() ? "" : ",", JsonText(language), ":",
                           JsonText(codelists.Label(list, code, language)));
  }
  return base::StrCat("{\"code\":", JsonText(code), ",\"labels\":{", labels, "}}");
}

}  // namespace

std::string CodelistsJson(const codelists::Codelists& codelists) {
  std::string lists;
  for (const std::string& list : codelists.Lists()) {
    std::string codes;
    for (const std::string& code : codelists.Codes(list)) {
      codes += (codes.empty() ? "" : ",") + CodeJson(codelists, list, code);
    }
    lists +=
        base::StrCat(lists.empty() ? "" : ",", JsonText(list), ":{\"revision\":", codelists.Revision(list),
                     ",\"own\":", codelists.IsOwn(list) ? "true" : "false", ",\"codes\":[", codes, "]}");
  }
  return base::StrCat("{\"lists\":{", lists, "}}");
}

}  // namespace praksis::gateway
