// What is asked over HTTP and what is answered. Plain values.
#ifndef PRAKSIS_LIBS_HTTP_MESSAGE_H_
#define PRAKSIS_LIBS_HTTP_MESSAGE_H_

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace praksis::http {

struct Field {
  std::string name;
  std::string value;
};

struct Request {
  // "GET", "HEAD", "POST", …
  std::string method;
  // As it was sent, percent-encoded, without the query: "/figures/funnel.json". See query.h.
  std::string path;
  // What stood behind the '?'; empty where there was none.
  std::string query;
  std::vector<Field> headers;
  std::string body;

  // The first header of this name (whatever its case), "" where there is none.
  std::string_view Header(std::string_view name) const;
};

struct Response {
  int status = 200;
  // "application/json"; empty where there is no body.
  std::string content_type = {};
  // Besides Content-Type, Content-Length, Date and those of the connection, which are the server's.
  std::vector<Field> headers = {};
  std::string body = {};
  // Instead of `body`, where many answers share the same bytes.
  std::shared_ptr<const std::string> shared_body = nullptr;

  std::string_view bytes() const {
    return shared_body != nullptr ? std::string_view(*shared_body) : std::string_view(body);
  }
  // Whether a header of this name is among `headers`.
  bool Has(std::string_view name) const;
};

// "Not Found"; "" for a code that is not among those in use here.
std::string_view ReasonPhrase(int status);

// A refusal as it looks in the Connect protocol, so that all that is said over HTTP reads alike:
// {"code": "not_found", "message": "…"}. `code` must not need escaping.
Response Problem(int status, std::string_view code, std::string_view message);

// The text as a JSON string, with its quotes. It must be UTF-8.
std::string JsonText(std::string_view text);

// Whether two names of headers are the same.
bool SameName(std::string_view one, std::string_view other);

}  // namespace praksis::http

#endif  // PRAKSIS_LIBS_HTTP_MESSAGE_H_
