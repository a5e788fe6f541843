// Facts in JSON, as people and systems hand them in: one object, JSON Lines, objects one after the other over
// any number of lines, or an array of objects.
#ifndef PRAKSIS_SERVICES_CLI_JSON_FACTS_H_
#define PRAKSIS_SERVICES_CLI_JSON_FACTS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "libs/base/ids.h"
#include "praksis/v1/event.pb.h"

namespace praksis::cli {

// Cuts a stream of JSON objects into single objects, in memory of the largest one. It knows strings and
// brackets, nothing else of JSON: what is between the outer braces is for the parser to judge. Text outside
// of objects is handed out, too, line by line, so that it can be refused by its line number. Not thread-safe.
//
//   splitter.Feed(bytes); while (auto piece = splitter.Next()) …; at the end Finish() and Next() again.
class JsonSplitter {
 public:
  struct Piece {
    std::string text;
    // Line on which it begins, from 1.
    int64_t line = 1;
    // It begins with "{" and its braces match.
    bool is_object = false;
  };
  // Longer objects are cut off here and handed out as no object: one stray brace must not swallow a whole
  // file.
  static constexpr size_t kMaxBytes = size_t{4} << 20;

  void Feed(std::string_view bytes) { buffer_.append(bytes); }
  // No more will be fed: an unfinished object is handed out as no object.
  void Finish() { finished_ = true; }
  std::optional<Piece> Next();

 private:
  std::optional<Piece> TakeObject();
  std::optional<Piece> TakeStray();
  void Drop(size_t bytes);

  std::string buffer_;
  // Everything before is handed out.
  size_t begin_ = 0;
  // Where scanning of the object at begin_ goes on.
  size_t scan_ = 0;
  int depth_ = 0;
  bool in_string_ = false;
  bool escaped_ = false;
  bool finished_ = false;
  int64_t line_ = 1;
};

// Reads a fact. INVALID_ARGUMENT, NOT_A_FACT, with the parser's words, for what is no JSON or has fields that
// a fact does not have.
absl::StatusOr<v1::Event> ParseFact(std::string_view json);

// As ParseFact reads each, in their order, but several times as quickly: before it reads anything, protobuf
// looks up all types that a fact may have, here once for all.
std::vector<absl::StatusOr<v1::Event>> ParseFacts(const std::vector<JsonSplitter::Piece>& pieces);

// The fact on one line, in the same form.
std::string FormatFact(const v1::Event& fact);

// A new UUIDv7 (RFC 9562) from the time and 74 random bits.
EventId MakeEventId(int64_t unix_millis, uint64_t random_high, uint64_t random_low);

}  // namespace praksis::cli

#endif  // PRAKSIS_SERVICES_CLI_JSON_FACTS_H_
