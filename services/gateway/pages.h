// The pages: files of one directory, as the build puts them there, each with its .gz and .br beside it.
//
//   index.html            answers for every page's address ("/", "/interruptions", …)
//   <name>-<8 letters or digits>.<extension>   never changes: kept for ever by browsers
//   charts-server.js      for the charts that are drawn here; not handed out
#ifndef PRAKSIS_SERVICES_GATEWAY_PAGES_H_
#define PRAKSIS_SERVICES_GATEWAY_PAGES_H_

#include <chrono>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "libs/http/message.h"

namespace praksis::gateway {

inline constexpr std::string_view kChartsScript = "charts-server.js";

// Has all files in memory: what is asked for is looked up among their names, so that no address leads out of
// the directory. Regular files only; links are not followed. Reads them anew when index.html has changed. Not
// thread-safe.
class Pages {
 public:
  explicit Pages(std::string directory);

  // The answer to a GET. Never fails: where the directory is missing it is a page that says what to do.
  http::Response Answer(const http::Request& request);

  // The script that draws charts; empty where there is none.
  std::string ChartsScript();

 private:
  using Bytes = std::shared_ptr<const std::string>;

  void ReadAnew();
  void ReadFile(const std::filesystem::path& path);
  http::Response FileResponse(const http::Request& request, const std::string& name) const;

  const std::filesystem::path directory_;
  std::optional<std::filesystem::file_time_type> index_changed_;
  // By name within the directory: "assets/app-1A2B3C4D.js".
  std::map<std::string, Bytes, std::less<>> files_;
};

// What browsers are told of everything that is served: no script but ours, no guessing of types, no frames
// around it.
void AddSafetyHeaders(http::Response& response);

}  // namespace praksis::gateway

#endif  // PRAKSIS_SERVICES_GATEWAY_PAGES_H_
