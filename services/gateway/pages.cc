#include "services/gateway/pages.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <fstream>
#include <iterator>
#include <system_error>
#include <utility>

#include "libs/base/encoding.h"
#include "libs/base/strings.h"
#include "libs/http/coding.h"
#include "libs/http/query.h"

namespace praksis::gateway {
namespace {

namespace fs = std::filesystem;

// A directory that was named by mistake must not fill the memory.
constexpr size_t kMaxFiles = 1000;
constexpr uintmax_t kMaxFileBytes = uintmax_t{16} << 20;

std::string_view TypeOf(std::string_view name) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 12> kTypes = {{
      {".html", "text/html; charset=utf-8"},
      {".js", "text/javascript; charset=utf-8"},
      {".mjs", "text/javascript; charset=utf-8"},
      {".css", "text/css; charset=utf-8"},
      {".json", "application/json"},
      {".svg", "image/svg+xml"},
      {".png", "image/png"},
      {".ico", "image/x-icon"},
      {".woff2", "font/woff2"},
      {".txt", "text/plain; charset=utf-8"},
      {".webmanifest", "application/manifest+json"},
      {".map", "application/json"},
  }};
  for (const auto& [extension, type] : kTypes) {
    if (name.ends_with(extension)) return type;
  }
  return "application/octet-stream";
}

// "app-1A2B3C4D.js": its content is in its name.
bool NeverChanges(std::string_view name) {
  const size_t dot = name.rfind('.');
  if (dot == std::string_view::npos || dot < 9 || name[dot - 9] != '-') return false;
  const std::string_view hash = name.substr(dot - 8, 8);
  return std::all_of(hash.begin(), hash.end(), [](unsigned char c) { return std::isalnum(c) != 0; });
}

// Whether this may be a page's address: no file's, and none that something else answers or would.
bool MayBePage(std::string_view path) {
  const bool others =
      path == "metrics" || path == "healthz" || path.starts_with("figures") || path.starts_with("praksis.");
  return !others && path.find('.') == std::string_view::npos;
}

bool IsPacked(std::string_view name) { return name.ends_with(".gz") || name.ends_with(".br"); }

http::Response NoPages(const fs::path& directory) {
  http::Response response;
  response.status = 503;
  response.content_type = "text/html; charset=utf-8";
  response.headers = {{"Cache-Control", "no-store"}};
  std::string where;
  for (const char c : directory.string()) {
    where += c == '<' ? "&lt;" : c == '&' ? "&amp;" : std::string(1, c);
  }
  response.body = base::StrCat(
      "<!doctype html>\n<html lang=\"en\"><title>praksis: no pages yet</title>\n<h1>The pages are not "
      "built</h1>\n"
      "<p>praksis is running, but there are no pages in <code>",
      where,
      "</code>.</p>\n<p><code>deploy/up</code> builds them; so does <code>cmake --build build/release "
      "--target "
      "web</code>. Pages that are elsewhere are named with <code>--web DIR</code>.</p>\n<p>Figures are here "
      "all the "
      "same: <a href=\"/figures/funnel.json\">/figures/funnel.json</a>, <a "
      "href=\"/figures/funnel.csv\">/figures/funnel.csv</a>.</p>\n</html>\n");
  return response;
}

}  // namespace

void AddSafetyHeaders(http::Response& response) {
  response.headers.push_back(
      {"Content-Security-Policy",
       "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
       "connect-src "
       "'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"});
  response.headers.push_back({"X-Content-Type-Options", "nosniff"});
  response.headers.push_back({"Referrer-Policy", "no-referrer"});
  response.headers.push_back({"Cross-Origin-Opener-Policy", "same-origin"});
  response.headers.push_back({"Cross-Origin-Resource-Policy", "same-origin"});
}

Pages::Pages(std::string directory) : directory_(std::move(directory)) {}

void Pages::ReadAnew() {
  std::error_code error;
  const auto changed = fs::last_write_time(directory_ / "index.html", error);
  if (error) {
    index_changed_.reset();
    files_.clear();
    return;
  }
  if (index_changed_ == changed) return;
  index_changed_ = changed;
  files_.clear();
  for (fs::recursive_directory_iterator at(directory_, error), end; !error && at != end;
       at.increment(error)) {
    std::error_code unknown;
    if (files_.size() < kMaxFiles && fs::is_regular_file(at->symlink_status(unknown))) ReadFile(at->path());
  }
}

void Pages::ReadFile(const fs::path& path) {
  std::error_code error;
  if (fs::file_size(path, error) > kMaxFileBytes || error) return;
  std::ifstream file(path, std::ios::binary);
  auto bytes =
      std::make_shared<std::string>(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  if (file.bad()) return;
  files_[path.lexically_relative(directory_).generic_string()] = std::move(bytes);
}

http::Response Pages::Answer(const http::Request& request) {
  ReadAnew();
  http::Response response;
  const auto path = http::PercentDecoded(std::string_view(request.path).substr(1));
  if (files_.empty() && (!path || MayBePage(*path))) {
    response = NoPages(directory_);
  } else if (path && files_.contains(*path) && !IsPacked(*path) && *path != kChartsScript) {
    response = FileResponse(request, *path);
  } else if (path && MayBePage(*path)) {
    response = FileResponse(request, "index.html");
  } else {
    response = http::Problem(404, "not_found", base::StrCat("there is nothing at ", request.path));
  }
  AddSafetyHeaders(response);
  return response;
}

http::Response Pages::FileResponse(const http::Request& request, const std::string& name) const {
  http::Response response;
  response.content_type = std::string(TypeOf(name));
  const std::string etag =
      base::StrCat("W/\"", base::ToHex(base::Sha256(*files_.at(name))).substr(0, 16), "\"");
  response.headers = {
      {"Cache-Control", NeverChanges(name) ? "public, max-age=31536000, immutable" : "no-cache"},
      {"ETag", etag},
      {"Vary", "Accept-Encoding"},
  };
  if (request.Header("If-None-Match") == etag) {
    response.status = 304;
    response.content_type.clear();
    return response;
  }
  response.shared_body = files_.at(name);
  constexpr std::array<std::pair<const char*, const char*>, 2> kCodings = {{{"br", ".br"}, {"gzip", ".gz"}}};
  for (const auto& [coding, extension] : kCodings) {
    const auto packed = files_.find(name + extension);
    if (packed == files_.end() || !http::Accepts(request.Header("Accept-Encoding"), coding)) continue;
    response.shared_body = packed->second;
    response.headers.push_back({"Content-Encoding", coding});
    break;
  }
  return response;
}

std::string Pages::ChartsScript() {
  ReadAnew();
  const auto found = files_.find(kChartsScript);
  return found == files_.end() ? std::string() : *found->second;
}

}  // namespace praksis::gateway
