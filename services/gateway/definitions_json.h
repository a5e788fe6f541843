// What all figures mean, in every language, for pages and scripts.
#ifndef PRAKSIS_SERVICES_GATEWAY_DEFINITIONS_JSON_H_
#define PRAKSIS_SERVICES_GATEWAY_DEFINITIONS_JSON_H_

#include <string>

namespace praksis::gateway {

// {"figures": {"funnel": {"revision": 1, "texts": {"da": "…", "sv": "…", "en": "…", "he": "…"}}, …}}: by the
// names that answers have in FigureMetadata.figure. A language without a text of this revision has the
// English one.
std::string DefinitionsJson();

}  // namespace praksis::gateway

#endif  // PRAKSIS_SERVICES_GATEWAY_DEFINITIONS_JSON_H_
