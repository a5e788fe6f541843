#include "services/cli/json_facts.h"

#include <algorithm>
#include <utility>

#include "absl/status/status.h"
#include "google/protobuf/util/json_util.h"
#include "libs/base/encoding.h"
#include "libs/base/refusal.h"
#include "libs/base/strings.h"
#include "praksis/v1/journal.pb.h"

namespace praksis::cli {
namespace {

using Pieces = std::vector<JsonSplitter::Piece>;

// Where it ends is certain: in single quotes, which protobuf takes, too, braces would not count.
bool IsSelfContained(const JsonSplitter::Piece& piece) {
  return piece.is_object && piece.text.find('\'') == std::string::npos;
}

// Nothing where one of the pieces is no fact.
std::optional<v1::RecordManyRequest> ParseTogether(Pieces::const_iterator begin, Pieces::const_iterator end) {
  std::string json = R"({"items":[)";
  for (auto piece = begin; piece != end; ++piece) {
    if (!IsSelfContained(*piece)) return std::nullopt;
    json.append(piece == begin ? R"({"event":)" : R"(,{"event":)").append(piece->text).append("}");
  }
  json += "]}";
  v1::RecordManyRequest message;
  if (!google::protobuf::util::JsonStringToMessage(json, &message).ok()) return std::nullopt;
  return message;
}

// What does not go together is halved.
void ParseHalving(Pieces::const_iterator begin, Pieces::const_iterator end,
                  std::vector<absl::StatusOr<v1::Event>>& facts) {
  if (begin == end) return;
  if (end - begin == 1) {
    facts.push_back(ParseFact(begin->text));
  } else if (std::optional<v1::RecordManyRequest> together = ParseTogether(begin, end)) {
    for (v1::RecordManyItem& item : *together->mutable_items()) {
      facts.emplace_back(std::move(*item.mutable_event()));
    }
  } else {
    const auto middle = begin + (end - begin) / 2;
    ParseHalving(begin, middle, facts);
    ParseHalving(middle, end, facts);
  }
}

}  // namespace

void JsonSplitter::Drop(size_t bytes) {
  line_ += std::count(buffer_.begin() + static_cast<ptrdiff_t>(begin_),
                      buffer_.begin() + static_cast<ptrdiff_t>(begin_ + bytes), '\n');
  begin_ += bytes;
  // Moving the rest to the front now and then keeps the buffer at the size of what is unread.
  if (begin_ > (size_t{1} << 16) && begin_ * 2 > buffer_.size()) {
    buffer_.erase(0, begin_);
    scan_ -= std::min(scan_, begin_);
    begin_ = 0;
  }
}

std::optional<JsonSplitter::Piece> JsonSplitter::Next() {
  if (depth_ == 0) {
    // Between objects: white space, and the brackets and commas of an array. A byte-order mark may come
    // first.
    static constexpr std::string_view kBetween = " \t\r\n,[]\xEF\xBB\xBF";
    const size_t at = std::min(buffer_.find_first_not_of(kBetween, begin_), buffer_.size());
    Drop(at - begin_);
    scan_ = begin_;
    if (begin_ == buffer_.size()) return std::nullopt;
    if (buffer_[begin_] != '{') return TakeStray();
  }
  return TakeObject();
}

std::optional<JsonSplitter::Piece> JsonSplitter::TakeObject() {
  const auto take = [&](size_t end, bool is_object) {
    Piece piece{buffer_.substr(begin_, end - begin_), line_, is_object};
    depth_ = 0;
    in_string_ = escaped_ = false;
    Drop(end - begin_);
    scan_ = begin_;
    return piece;
  };
  for (; scan_ < buffer_.size(); ++scan_) {
    const char c = buffer_[scan_];
    if (scan_ - begin_ >= kMaxBytes) return take(scan_, false);
    if (in_string_) {
      if (escaped_) {
        escaped_ = false;
      } else if (c == '\\') {
        escaped_ = true;
      } else if (c == '"') {
        in_string_ = false;
      } else if (c == '\n') {
        // No JSON string holds a raw newline: a quote is missing. Give up at the line's end, not at the
        // file's.
        return take(scan_, false);
      }
      continue;
    }
    if (c == '"') {
      in_string_ = true;
    } else if (c == '{' || c == '[') {
      ++depth_;
    } else if (c == '}' || c == ']') {
      if (--depth_ == 0) return take(scan_ + 1, true);
    }
  }
  if (finished_) return take(buffer_.size(), false);
  return std::nullopt;
}

std::optional<JsonSplitter::Piece> JsonSplitter::TakeStray() {
  const size_t end = buffer_.find('\n', begin_);
  if (end == std::string::npos && !finished_ && buffer_.size() - begin_ < kMaxBytes) return std::nullopt;
  const size_t length = std::min(end, buffer_.size()) - begin_;
  Piece piece{buffer_.substr(begin_, length), line_, false};
  Drop(length);
  scan_ = begin_;
  return piece;
}

absl::StatusOr<v1::Event> ParseFact(std::string_view json) {
  v1::Event event;
  const auto parsed = google::protobuf::util::JsonStringToMessage(
      google::protobuf::StringPiece(json.data(), json.size()), &event);
  if (parsed.ok()) return event;
  const std::string words(parsed.message().data(), parsed.message().size());
  return base::Refuse(absl::StatusCode::kInvalidArgument, "NOT_A_FACT",
                      base::StrCat("this is no fact in JSON: ", words), {{"parser", words}});
}

std::vector<absl::StatusOr<v1::Event>> ParseFacts(const Pieces& pieces) {
  std::vector<absl::StatusOr<v1::Event>> facts;
  facts.reserve(pieces.size());
  ParseHalving(pieces.begin(), pieces.end(), facts);
  return facts;
}

std::string FormatFact(const v1::Event& fact) {
  std::string json;
  // Fails only for a time beyond the year 9999.
  return google::protobuf::util::MessageToJsonString(fact, &json).ok() ? json : "null";
}

EventId MakeEventId(int64_t unix_millis, uint64_t random_high, uint64_t random_low) {
  std::string bytes;
  base::AppendBigEndian64((static_cast<uint64_t>(unix_millis) << 16) | 0x7000 | (random_high & 0x0FFF),
                          bytes);
  base::AppendBigEndian64((random_low & 0x3FFFFFFFFFFFFFFF) | 0x8000000000000000, bytes);
  const std::string hex = base::ToHex(bytes);
  return EventId(base::StrCat(hex.substr(0, 8), "-", hex.substr(8, 4), "-", hex.substr(12, 4), "-",
                              hex.substr(16, 4), "-", hex.substr(20)));
}

}  // namespace praksis::cli
