#include "services/gateway/definitions_json.h"

#include "libs/base/strings.h"
#include "libs/definitions/definitions.h"
#include "libs/http/message.h"

namespace praksis::gateway {

using http::JsonText;

std::string DefinitionsJson() {
  std::string figures;
  for (const auto& [figure, definition] : definitions::All()) {
    std::string texts;
    for (const std::string_view language : definitions::kLanguages) {
      texts += base::StrCat(texts.empty() ? "" : ",", JsonText(language), ":",
                            JsonText(definition.Text(language)));
    }
    figures += base::StrCat(figures.empty() ? "" : ",", JsonText(figure),
                            ":{\"revision\":", definition.revision, ",\"texts\":{", texts, "}}");
  }
  return base::StrCat("{\"figures\":{", figures, "}}");
}

}  // namespace praksis::gateway
