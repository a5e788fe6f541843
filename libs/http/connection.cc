#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <deque>
#include <optional>
#include <utility>

#include "libs/base/strings.h"
#include "libs/http/guard.h"
#include "libs/http/hub.h"
#include "libs/http/stream.h"
#include "libs/http/wire.h"

namespace praksis::http {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using Error = beast::error_code;
using Written = absl::AnyInvocable<void(bool)>;
using std::chrono::steady_clock;

// What is written under one write_limit.
constexpr size_t kSliceBytes = size_t{64} << 10;
// What is read and thrown away of a request that was refused, so that the client gets to read why.
constexpr size_t kLingerBytes = size_t{1} << 20;
constexpr std::chrono::seconds kLingerTime(2);
// How often it is looked whether a client has hung up behind what it sent.
constexpr std::chrono::seconds kLookAgain(1);
constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

class LiveConnection final : public Connection, public std::enable_shared_from_this<LiveConnection> {
 public:
  LiveConnection(asio::ip::tcp::socket socket, std::shared_ptr<asio::ssl::context> tls,
                 std::shared_ptr<Hub> hub)
      : hub_(std::move(hub)),
        stream_(std::move(socket), std::move(tls)),
        buffer_(hub_->options.max_header_bytes + kSliceBytes) {
    hub_->Add(*this);
  }
  ~LiveConnection() override { hub_->Remove(*this); }

  std::optional<steady_clock::time_point> idle_since() const override { return idle_since_; }
  void Drain() override;
  void Cut() override;

  void Greet();
  void ReadNext();

  // Of the exchange with this number; nothing happens where it is over.
  void Answer(uint64_t serial, Response response);
  void Begin(uint64_t serial, const Response& head);
  void Write(uint64_t serial, const std::string& piece, Written written);
  void End(uint64_t serial);
  void OnGone(uint64_t serial, absl::AnyInvocable<void()> gone);
  void Abandon(uint64_t serial);

 private:
  struct Piece {
    std::string bytes;
    std::shared_ptr<const std::string> shared;
    Written written;
    std::string_view text() const { return shared != nullptr ? std::string_view(*shared) : bytes; }
  };
  bool IsOver(uint64_t serial) const { return closed_ || !answering_ || serial != serial_; }

  void ReadHeader();
  void ReadBody();
  void Dispatch();
  void BeginAnswering(const Request& request);
  void RefuseUnread(Error error);
  void WatchForHangup();
  void WatchBehindBytes();
  void Push(Piece piece);
  void WriteSlice(size_t from);
  void PieceWritten();
  void Finish();
  void Linger();
  void HangUp();
  void ReadAway(size_t left);

  const std::shared_ptr<Hub> hub_;
  Stream stream_;
  beast::flat_buffer buffer_;
  std::optional<beast::http::request_parser<beast::http::string_body>> parser_;
  std::optional<steady_clock::time_point> idle_since_;
  bool closed_ = false;
  bool watching_ = false;
  asio::steady_timer look_again_{hub_->io};

  // Of the exchange under way.
  uint64_t serial_ = 0;
  bool answering_ = false;
  bool begun_ = false;
  bool complete_ = false;  // everything is in pieces_
  bool keep_alive_ = true;
  bool chunked_ = false;
  bool http_1_0_ = false;
  bool head_only_ = false;
  int status_ = 0;
  std::string_view route_;
  steady_clock::time_point asked_at_;
  std::deque<Piece> pieces_;
  absl::AnyInvocable<void()> gone_;
};

// The handler's end of a connection.
class LiveExchange final : public Exchange {
 public:
  LiveExchange(std::shared_ptr<LiveConnection> connection, std::shared_ptr<Hub> hub, uint64_t serial,
               Request request)
      : connection_(std::move(connection)),
        hub_(std::move(hub)),
        serial_(serial),
        request_(std::move(request)) {}
  ~LiveExchange() override {
    Post([connection = std::move(connection_), serial = serial_] { connection->Abandon(serial); });
  }

  const Request& request() const override { return request_; }
  void Answer(Response response) override {
    CompressFor(request_, response);
    Post([connection = connection_, serial = serial_, answer = std::move(response)]() mutable {
      connection->Answer(serial, std::move(answer));
    });
  }
  void Begin(Response head) override {
    Post([connection = connection_, serial = serial_, begun = std::move(head)] {
      connection->Begin(serial, begun);
    });
  }
  void Write(std::string piece, Written written) override {
    auto shared = std::make_shared<Written>(std::move(written));
    const bool posted = Post([connection = connection_, serial = serial_, text = std::move(piece), shared] {
      connection->Write(serial, text, std::move(*shared));
    });
    if (!posted) (*shared)(false);
  }
  void End() override {
    Post([connection = connection_, serial = serial_] { connection->End(serial); });
  }
  void OnGone(absl::AnyInvocable<void()> gone) override {
    Post([connection = connection_, serial = serial_, callback = std::move(gone)]() mutable {
      connection->OnGone(serial, std::move(callback));
    });
  }

 private:
  bool Post(absl::AnyInvocable<void()> task) { return hub_->Post(task); }

  std::shared_ptr<LiveConnection> connection_;
  const std::shared_ptr<Hub> hub_;
  const uint64_t serial_;
  const Request request_;
};

void LiveConnection::Greet() {
  if (!stream_.in_tls()) return ReadNext();
  stream_.tcp().expires_after(absl::ToChronoNanoseconds(hub_->options.request_limit));
  stream_.Greet([self = shared_from_this()](Error error) {
    if (error) return self->Cut();
    self->ReadNext();
  });
}

void LiveConnection::ReadNext() {
  if (hub_->stopping) return Linger();
  parser_.emplace();
  parser_->header_limit(static_cast<uint32_t>(hub_->options.max_header_bytes));
  parser_->body_limit(hub_->options.max_body_bytes);
  if (buffer_.size() > 0) return ReadHeader();
  idle_since_ = steady_clock::now();
  stream_.tcp().expires_after(absl::ToChronoNanoseconds(hub_->options.idle_limit));
  stream_.async_read_some(buffer_.prepare(4096), [self = shared_from_this()](Error error, size_t bytes) {
    self->idle_since_.reset();
    if (error) return self->Cut();
    self->buffer_.commit(bytes);
    self->ReadHeader();
  });
}

void LiveConnection::ReadHeader() {
  stream_.tcp().expires_after(absl::ToChronoNanoseconds(hub_->options.request_limit));
  beast::http::async_read_header(
      stream_, buffer_, *parser_, [self = shared_from_this()](Error error, size_t) {
        if (error) return self->RefuseUnread(error);
        const std::string_view expect =
            base::ToStd(absl::string_view(self->parser_->get()[beast::http::field::expect].data(),
                                          self->parser_->get()[beast::http::field::expect].size()));
        if (!SameName(expect, "100-continue") || self->parser_->is_done()) return self->ReadBody();
        asio::async_write(self->stream_, asio::buffer(kContinue), [self](Error failed, size_t) {
          if (failed) return self->Cut();
          self->ReadBody();
        });
      });
}

void LiveConnection::ReadBody() {
  beast::http::async_read(stream_, buffer_, *parser_, [self = shared_from_this()](Error error, size_t) {
    if (error) return self->RefuseUnread(error);
    self->Dispatch();
  });
}

void LiveConnection::RefuseUnread(Error error) {
  if (closed_) return;
  const bool too_much = error == beast::http::error::body_limit;
  const bool long_header =
      error == beast::http::error::header_limit || error == beast::http::error::buffer_overflow;
  const bool half =
      error == beast::http::error::end_of_stream || error == beast::http::error::partial_message;
  if (half || error.category() != beast::http::make_error_code(beast::http::error::bad_method).category()) {
    return Cut();
  }
  http_1_0_ = false;
  BeginAnswering({});
  keep_alive_ = false;
  if (too_much) {
    return Answer(serial_,
                  Problem(413, "resource_exhausted",
                          base::StrCat("a body may have at most ", hub_->options.max_body_bytes, " bytes")));
  }
  if (long_header) {
    return Answer(serial_, Problem(431, "resource_exhausted",
                                   base::StrCat("headers may have at most ", hub_->options.max_header_bytes,
                                                " bytes")));
  }
  Answer(serial_, Problem(400, "invalid_argument", base::StrCat("this is no HTTP/1.1: ", error.message())));
}

void LiveConnection::BeginAnswering(const Request& request) {
  ++serial_;
  answering_ = true;
  begun_ = complete_ = chunked_ = false;
  keep_alive_ = true;
  head_only_ = request.method == "HEAD";
  status_ = 0;
  route_ = hub_->routes.RouteOf(request.path);
  asked_at_ = steady_clock::now();
}

void LiveConnection::Dispatch() {
  stream_.tcp().expires_never();
  beast::http::request<beast::http::string_body> message = parser_->release();
  Request request;
  const auto text = [](beast::string_view view) { return std::string(view.data(), view.size()); };
  request.method = text(message.method_string());
  const std::string target = text(message.target());
  const std::string_view origin_form = OriginForm(target);
  const size_t question = origin_form.find('?');
  request.path = std::string(origin_form.substr(0, question));
  if (question != std::string_view::npos) request.query = std::string(origin_form.substr(question + 1));
  for (const auto& field : message)
    request.headers.push_back({text(field.name_string()), text(field.value())});
  const size_t hosts = message.count(beast::http::field::host);
  http_1_0_ = message.version() < 11;
  request.body = std::move(message.body());
  BeginAnswering(request);
  keep_alive_ = message.keep_alive() && !hub_->stopping;
  if (message.version() > 11 || hosts > 1 || (hosts == 0 && !http_1_0_)) {
    keep_alive_ = false;
    return Answer(serial_,
                  message.version() > 11
                      ? Problem(505, "invalid_argument", "this server speaks HTTP/1.1")
                      : Problem(400, "invalid_argument", "a request of HTTP/1.1 has exactly one Host"));
  }
  const bool own_names_only = hub_->own_names_only && hosts > 0;
  if (auto refusal = RefuseForeign(request, own_names_only, hub_->options.names)) {
    return Answer(serial_, *std::move(refusal));
  }
  WatchForHangup();
  hub_->routes.Handle(std::make_shared<LiveExchange>(shared_from_this(), hub_, serial_, std::move(request)));
}

void LiveConnection::WatchForHangup() {
  if (watching_) return;
  watching_ = true;
  stream_.tcp().socket().async_wait(asio::ip::tcp::socket::wait_read, [self =
                                                                           shared_from_this()](Error error) {
    self->watching_ = false;
    if (error || self->closed_ || !self->answering_) return;
    char byte = 0;
    const ssize_t got = recv(self->stream_.tcp().socket().native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    // What a client sends ahead is read in its turn; whether it hangs up behind that is then not seen. In TLS
    // what has come may be its good-bye.
    if (got > 0) return self->stream_.in_tls() ? self->WatchBehindBytes() : void();
    if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return self->WatchForHangup();
    self->keep_alive_ = false;
    if (auto gone = std::exchange(self->gone_, nullptr)) gone();
  });
}

// Bytes that are there and not to be read keep a socket ready: it is looked at now and then.
void LiveConnection::WatchBehindBytes() {
  watching_ = true;
  look_again_.expires_after(kLookAgain);
  look_again_.async_wait([self = shared_from_this()](Error error) {
    self->watching_ = false;
    if (error || self->closed_ || !self->answering_) return;
    pollfd socket{.fd = self->stream_.tcp().socket().native_handle(), .events = POLLRDHUP, .revents = 0};
    if (poll(&socket, 1, 0) == 0) return self->WatchBehindBytes();
    self->keep_alive_ = false;
    if (auto gone = std::exchange(self->gone_, nullptr)) gone();
  });
}

void LiveConnection::OnGone(uint64_t serial, absl::AnyInvocable<void()> gone) {
  if (answering_ && serial == serial_ && !closed_) {
    gone_ = std::move(gone);
  } else if (closed_ && serial == serial_) {
    gone();
  }
}

void LiveConnection::Answer(uint64_t serial, Response response) {
  if (IsOver(serial) || begun_) return;
  begun_ = complete_ = true;
  status_ = response.status;
  const bool bodiless = response.status == 204 || response.status == 304;
  Framing framing{.length = response.bytes().size(), .keep_alive = keep_alive_};
  if (bodiless) framing.length.reset();
  std::string head = HeadText(response, framing, hub_->clock.Now());
  if (bodiless || head_only_ || response.bytes().empty()) return Push({std::move(head), nullptr, nullptr});
  if (response.shared_body == nullptr && response.body.size() <= kSliceBytes) {
    head += response.body;
    return Push({std::move(head), nullptr, nullptr});
  }
  Push({std::move(head), nullptr, nullptr});
  Push({std::move(response.body), std::move(response.shared_body), nullptr});
}

void LiveConnection::Begin(uint64_t serial, const Response& head) {
  if (IsOver(serial) || begun_) return;
  begun_ = true;
  status_ = head.status;
  chunked_ = !http_1_0_;
  keep_alive_ = keep_alive_ && chunked_;
  Push({HeadText(head, {.length = {}, .chunked = chunked_, .keep_alive = keep_alive_}, hub_->clock.Now()),
        nullptr, nullptr});
}

void LiveConnection::Write(uint64_t serial, const std::string& piece, Written written) {
  if (IsOver(serial) || !begun_ || complete_) return written(false);
  if (head_only_ || piece.empty()) return written(true);
  Push({chunked_ ? Chunk(piece) : piece, nullptr, std::move(written)});
}

void LiveConnection::End(uint64_t serial) {
  if (IsOver(serial) || !begun_ || complete_) return;
  complete_ = true;
  if (chunked_ && !head_only_) return Push({std::string(kLastChunk), nullptr, nullptr});
  if (pieces_.empty()) Finish();
}

void LiveConnection::Abandon(uint64_t serial) {
  if (IsOver(serial) || complete_) return;
  if (begun_) return Cut();
  Answer(serial, Problem(500, "internal", "the request was dropped without an answer"));
}

void LiveConnection::Push(Piece piece) {
  pieces_.push_back(std::move(piece));
  if (pieces_.size() == 1) WriteSlice(0);
}

void LiveConnection::WriteSlice(size_t from) {
  const std::string_view text = pieces_.front().text();
  const std::string_view slice = text.substr(from, kSliceBytes);
  stream_.tcp().expires_after(absl::ToChronoNanoseconds(hub_->options.write_limit));
  asio::async_write(stream_, asio::buffer(slice.data(), slice.size()),
                    [self = shared_from_this(), next = from + slice.size()](Error error, size_t) {
                      if (self->closed_) return;
                      if (error) return self->Cut();
                      if (next < self->pieces_.front().text().size()) return self->WriteSlice(next);
                      self->PieceWritten();
                    });
}

void LiveConnection::PieceWritten() {
  Written written = std::move(pieces_.front().written);
  pieces_.pop_front();
  stream_.tcp().expires_never();
  if (!pieces_.empty()) {
    WriteSlice(0);
  } else if (complete_) {
    Finish();
  }
  if (written) written(true);
}

void LiveConnection::Finish() {
  answering_ = false;
  gone_ = nullptr;
  look_again_.cancel();
  if (hub_->options.observe) {
    hub_->options.observe(route_, status_, absl::FromChrono(steady_clock::now() - asked_at_));
  }
  if (keep_alive_ && !hub_->stopping) return ReadNext();
  Linger();
}

void LiveConnection::Linger() {
  stream_.tcp().expires_after(kLingerTime);
  if (!stream_.in_tls()) return HangUp();
  stream_.TakeLeave([self = shared_from_this()](Error) {
    if (!self->closed_) self->HangUp();
  });
}

void LiveConnection::HangUp() {
  Error ignored;
  stream_.tcp().socket().shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
  ReadAway(kLingerBytes);
}

void LiveConnection::ReadAway(size_t left) {
  buffer_.clear();
  if (left == 0) return Cut();
  stream_.tcp().async_read_some(buffer_.prepare(std::min(left, kSliceBytes)),
                                [self = shared_from_this(), left](Error error, size_t bytes) {
                                  if (error) return self->Cut();
                                  self->ReadAway(left - std::min(left, bytes));
                                });
}

void LiveConnection::Drain() {
  if (idle_since_) Cut();
}

void LiveConnection::Cut() {
  if (closed_) return;
  const auto self = shared_from_this();
  closed_ = true;
  idle_since_.reset();
  look_again_.cancel();
  stream_.tcp().close();
  hub_->Remove(*this);
  if (answering_ && hub_->options.observe) {
    hub_->options.observe(route_, 499, absl::FromChrono(steady_clock::now() - asked_at_));
  }
  std::deque<Piece> unwritten = std::move(pieces_);
  pieces_.clear();
  for (Piece& piece : unwritten) {
    if (piece.written) piece.written(false);
  }
  if (auto gone = std::exchange(gone_, nullptr)) gone();
}

}  // namespace

void ServeConnection(asio::ip::tcp::socket socket, std::shared_ptr<asio::ssl::context> tls,
                     std::shared_ptr<Hub> hub) {
  Error ignored;
  socket.set_option(asio::ip::tcp::no_delay(true), ignored);
  std::make_shared<LiveConnection>(std::move(socket), std::move(tls), std::move(hub))->Greet();
}

}  // namespace praksis::http
