// The server as raw clients see it.
#include "libs/http/server.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "libs/base/clock.h"
#include "libs/base/refusal.h"
#include "libs/base/strings.h"
#include "libs/http/coding.h"

namespace praksis::http {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

// Waits for what other threads do.
class Latch {
 public:
  void Set() {
    const std::lock_guard lock(mutex_);
    set_ = true;
    changed_.notify_all();
  }
  bool Wait() {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds(20), [this] { return set_; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool set_ = false;
};

// A connection that sends bytes and reads bytes. Reading gives up after 20 s.
class Raw {
 public:
  explicit Raw(int port, int receive_bytes = 0) : socket_(socket(AF_INET, SOCK_STREAM, 0)) {
    if (receive_bytes > 0) setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_bytes, sizeof(receive_bytes));
    const timeval patience{.tv_sec = 20, .tv_usec = 0};
    setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
  }
  ~Raw() { Close(); }
  void Close() {
    if (socket_ >= 0) close(std::exchange(socket_, -1));
  }
  void Send(std::string_view bytes) const {
    EXPECT_EQ(send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL), bytes.size());
  }

  // One answer with a Content-Length or without a body; what came behind it stays for the next.
  std::string ReadAnswer() {
    while (buffer_.find("\r\n\r\n") == std::string::npos && ReadMore()) {
    }
    const size_t end = buffer_.find("\r\n\r\n");
    if (end == std::string::npos) return std::exchange(buffer_, "");
    const size_t at = buffer_.find("Content-Length: ");
    const size_t length = at < end ? std::stoul(buffer_.substr(at + 16)) : 0;
    while (buffer_.size() < end + 4 + length && ReadMore()) {
    }
    std::string answer = buffer_.substr(0, end + 4 + length);
    buffer_.erase(0, answer.size());
    return answer;
  }
  // Until the other side closes; "timeout" where it does not.
  std::string ReadAll() {
    while (ReadMore()) {
    }
    return timed_out_ ? "timeout" : std::exchange(buffer_, "");
  }
  std::string ReadUntil(std::string_view text) {
    while (buffer_.find(text) == std::string::npos && ReadMore()) {
    }
    return buffer_;
  }

 private:
  bool ReadMore() {
    char bytes[65536];
    const ssize_t got = recv(socket_, bytes, sizeof(bytes), 0);
    if (got > 0) buffer_.append(bytes, static_cast<size_t>(got));
    timed_out_ = got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
    return got > 0;
  }
  int socket_;
  std::string buffer_;
  bool timed_out_ = false;
};

std::string Get(std::string_view path, std::string_view more = "") {
  return base::StrCat("GET ", path, " HTTP/1.1\r\nHost: localhost\r\n", more, "\r\n");
}

Response Text(std::string body) {
  Response response;
  response.content_type = "text/plain";
  response.body = std::move(body);
  return response;
}

class ServerTest : public ::testing::Test {
 protected:
  ServerTest() {
    routes_.Add("/hello", {"GET"}, [](const auto& exchange) { exchange->Answer(Text("hello")); });
    routes_.Add("/echo", {"POST"},
                [](const auto& exchange) { exchange->Answer(Text(exchange->request().body)); });
    routes_.Add("/big", {"GET"},
                [](const auto& exchange) { exchange->Answer(Text(std::string(3'000'000, 'b'))); });
    routes_.Add("/dropped", {"GET"}, [](const auto& exchange) {});
  }
  void Start() {
    auto started = Server::Start(options_, routes_, clock_);
    ASSERT_TRUE(started.ok()) << started.status();
    server_ = *std::move(started);
  }
  int port() const { return server_->port(); }

  const base::SystemClock clock_;
  ServerOptions options_;
  Routes routes_;
  std::unique_ptr<Server> server_;
};

TEST_F(ServerTest, AnswersManyRequestsOnOneConnectionInTheirOrder) {
  Start();
  Raw raw(port());
  raw.Send(Get("/hello") + "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\nabc" +
           "HEAD /hello HTTP/1.1\r\nHost: localhost\r\n\r\n" + Get("/nothing"));
  EXPECT_THAT(raw.ReadAnswer(), HasSubstr("\r\n\r\nhello"));
  EXPECT_THAT(raw.ReadAnswer(), HasSubstr("\r\n\r\nabc"));
  EXPECT_THAT(raw.ReadUntil("404 Not Found"),
              HasSubstr("Content-Length: 5\r\nConnection: keep-alive\r\n\r\nHTTP/1.1 404"));
}

TEST_F(ServerTest, SaysWhichMethodsAPathTakes) {
  Start();
  Raw raw(port());
  raw.Send("POST /hello HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n");
  EXPECT_THAT(raw.ReadAnswer(),
              ::testing::AllOf(StartsWith("HTTP/1.1 405 "), HasSubstr("Allow: GET, HEAD, OPTIONS")));
  raw.Send("OPTIONS /echo HTTP/1.1\r\nHost: localhost\r\n\r\n");
  EXPECT_THAT(raw.ReadAnswer(),
              ::testing::AllOf(StartsWith("HTTP/1.1 204 "), HasSubstr("Allow: POST, OPTIONS")));
}

TEST_F(ServerTest, RefusesAndClosesWhereARequestIsMalformedOrTooLarge) {
  options_.max_body_bytes = 1000;
  options_.max_header_bytes = 2000;
  Start();
  const std::string post = "POST /echo HTTP/1.1\r\nHost: localhost\r\n";
  const std::pair<std::string, std::string> cases[] = {
      {"NONSENSE\r\n\r\n", "HTTP/1.1 400 "},
      {"GET / HTTP/1.1\r\n\r\n", "HTTP/1.1 400 "},
      {"GET / HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n", "HTTP/1.1 400 "},
      {post + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "HTTP/1.1 400 "},
      {post + "Content-Length: 1001\r\n\r\n", "HTTP/1.1 413 "},
      {post + "Transfer-Encoding: chunked\r\n\r\n3e9\r\n" + std::string(1001, 'x') + "\r\n0\r\n\r\n",
       "HTTP/1.1 413 "},
      {Get("/hello", "X: " + std::string(3000, 'x') + "\r\n"), "HTTP/1.1 431 "},
      {Get("/hello", "Host: rebound.example.org\r\n"), "HTTP/1.1 400 "},
      {"GET /hello HTTP/1.1\r\nHost: rebound.example.org\r\nConnection: close\r\n\r\n", "HTTP/1.1 403 "},
  };
  for (const auto& [request, answer] : cases) {
    Raw raw(port());
    raw.Send(request);
    EXPECT_THAT(raw.ReadAll(), StartsWith(answer)) << request.substr(0, 100);
  }
}

TEST_F(ServerTest, AsksForABodyThatTheClientHoldsBack) {
  Start();
  Raw raw(port());
  raw.Send("POST /echo HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
  EXPECT_THAT(raw.ReadAnswer(), StartsWith("HTTP/1.1 100 Continue"));
  raw.Send("ok");
  EXPECT_THAT(raw.ReadAnswer(), HasSubstr("\r\n\r\nok"));
}

TEST_F(ServerTest, CompressesForWhoTakesIt) {
  Start();
  Raw raw(port());
  raw.Send(Get("/big", "Accept-Encoding: gzip\r\n"));
  const std::string answer = raw.ReadAnswer();
  EXPECT_THAT(answer, HasSubstr("Content-Encoding: gzip"));
  EXPECT_EQ(Gunzip(answer.substr(answer.find("\r\n\r\n") + 4), 4'000'000)->size(), 3'000'000);
  raw.Send(Get("/big"));
  EXPECT_EQ(raw.ReadAnswer().size() / 1000, 3'000);
}

TEST_F(ServerTest, CutsWhoIsTooSlow) {
  options_.request_limit = absl::Milliseconds(300);
  Start();
  Raw slow(port());
  slow.Send("GET /hello HTTP/1.1\r\n");
  EXPECT_EQ(slow.ReadAll(), "");
  Raw half(port());
  half.Send("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nhalf");
  EXPECT_EQ(half.ReadAll(), "");
}

TEST_F(ServerTest, AnswersForAHandlerThatDoesNot) {
  Start();
  Raw raw(port());
  raw.Send(Get("/dropped"));
  EXPECT_THAT(raw.ReadAnswer(), StartsWith("HTTP/1.1 500 "));
}

// Writes pieces until the client is gone, counting those that were taken.
struct Flood : std::enable_shared_from_this<Flood> {
  explicit Flood(std::shared_ptr<Exchange> flooded) : exchange(std::move(flooded)) {}
  void Next() {
    exchange->Write(std::string(100'000, 'f'), [self = shared_from_this()](bool written) {
      if (!written) return self->ended.Set();
      ++self->taken;
      self->Next();
    });
  }
  std::shared_ptr<Exchange> exchange;
  std::atomic<int> taken = 0;
  Latch ended;
};

TEST_F(ServerTest, ASlowReaderHoldsBackAStreamAndThenLosesIt) {
  options_.write_limit = absl::Milliseconds(500);
  std::shared_ptr<Flood> flood;
  Latch begun;
  routes_.Add("/flood", {"GET"}, [&](std::shared_ptr<Exchange> exchange) {
    exchange->Begin(Text(""));
    flood = std::make_shared<Flood>(std::move(exchange));
    flood->Next();
    begun.Set();
  });
  Start();
  Raw raw(port(), 4096);
  raw.Send(Get("/flood"));
  ASSERT_TRUE(begun.Wait());
  ASSERT_TRUE(flood->ended.Wait());
  EXPECT_LT(flood->taken, 100);  // what the system's buffers take, and no more
  flood->exchange.reset();
}

TEST_F(ServerTest, StreamsInChunksAndGoesOnWithTheConnection) {
  routes_.Add("/stream", {"GET"}, [](std::shared_ptr<Exchange> exchange) {
    exchange->Begin(Text(""));
    exchange->Write("one",
                    [exchange](bool) { exchange->Write("two", [exchange](bool) { exchange->End(); }); });
  });
  Start();
  Raw raw(port());
  raw.Send(Get("/stream") + Get("/hello"));
  EXPECT_THAT(raw.ReadUntil("hello"), HasSubstr("\r\n\r\n3\r\none\r\n3\r\ntwo\r\n0\r\n\r\nHTTP/1.1 200 OK"));
  Raw old(port());
  old.Send("GET /stream HTTP/1.0\r\n\r\n");
  EXPECT_THAT(old.ReadAll(), ::testing::AllOf(HasSubstr("\r\n\r\nonetwo"), Not(HasSubstr("chunked"))));
}

TEST_F(ServerTest, TellsAStreamThatItsClientHasHungUp) {
  Latch begun;
  Latch gone;
  std::shared_ptr<Exchange> kept;
  routes_.Add("/stream", {"GET"}, [&](std::shared_ptr<Exchange> exchange) {
    kept = std::move(exchange);
    kept->OnGone([&] { gone.Set(); });
    kept->Begin(Text(""));
    begun.Set();
  });
  Start();
  Raw raw(port());
  raw.Send(Get("/stream"));
  ASSERT_TRUE(begun.Wait());
  raw.Close();
  EXPECT_TRUE(gone.Wait());
  kept.reset();
}

TEST_F(ServerTest, MakesRoomByClosingWhatIsIdle) {
  options_.max_connections = 2;
  Start();
  Raw first(port());
  first.Send(Get("/hello"));
  EXPECT_THAT(first.ReadAnswer(), StartsWith("HTTP/1.1 200 "));
  Raw second(port());
  second.Send("GET /hel");  // is busy asking
  Raw third(port());
  third.Send(Get("/hello"));
  EXPECT_THAT(third.ReadAnswer(), StartsWith("HTTP/1.1 200 "));
  EXPECT_EQ(first.ReadAll(), "");
}

TEST_F(ServerTest, RefusesMoreConnectionsThanItMayHaveWhereAllAreBusy) {
  options_.max_connections = 1;
  std::shared_ptr<Exchange> kept;
  Latch asked;
  routes_.Add("/wait", {"GET"}, [&](std::shared_ptr<Exchange> exchange) {
    kept = std::move(exchange);
    asked.Set();
  });
  Start();
  Raw busy(port());
  busy.Send(Get("/wait"));
  ASSERT_TRUE(asked.Wait());
  Raw refused(port());
  EXPECT_THAT(refused.ReadAnswer(),
              ::testing::AllOf(StartsWith("HTTP/1.1 503 "), ::testing::EndsWith("soon\"}")));
  kept->Answer(Text("at last"));
  EXPECT_THAT(busy.ReadAnswer(), HasSubstr("at last"));
  kept.reset();
}

TEST_F(ServerTest, StopsWhenWhatWasAskedIsAnswered) {
  std::shared_ptr<Exchange> kept;
  Latch asked;
  routes_.Add("/wait", {"GET"}, [&](std::shared_ptr<Exchange> exchange) {
    kept = std::move(exchange);
    asked.Set();
  });
  Start();
  Raw idle(port());
  idle.Send(Get("/hello"));
  EXPECT_THAT(idle.ReadAnswer(), StartsWith("HTTP/1.1 200 "));
  Raw busy(port());
  busy.Send(Get("/wait"));
  ASSERT_TRUE(asked.Wait());
  server_->StopAccepting();
  EXPECT_EQ(idle.ReadAll(), "");
  std::thread stopping([this] { server_->Stop(absl::Seconds(20)); });
  kept->Answer(Text("in time"));
  EXPECT_THAT(busy.ReadAll(), HasSubstr("in time"));
  busy.Close();
  stopping.join();
  kept.reset();
}

TEST_F(ServerTest, CutsWhatIsNotAnsweredWhenTheLimitIsOver) {
  std::shared_ptr<Exchange> kept;
  Latch asked;
  Latch gone;
  routes_.Add("/wait", {"GET"}, [&](std::shared_ptr<Exchange> exchange) {
    kept = std::move(exchange);
    kept->OnGone([&] { gone.Set(); });
    asked.Set();
  });
  Start();
  Raw busy(port());
  busy.Send(Get("/wait"));
  ASSERT_TRUE(asked.Wait());
  server_->Stop(absl::Milliseconds(100));
  EXPECT_EQ(busy.ReadAll(), "");
  EXPECT_TRUE(gone.Wait());
  kept->Answer(Text("too late"));
  server_.reset();
  kept.reset();
}

TEST_F(ServerTest, ReportsEveryAnswerByItsRoute) {
  std::mutex mutex;
  std::vector<std::string> seen;
  options_.observe = [&](std::string_view route, int status, absl::Duration) {
    const std::lock_guard lock(mutex);
    seen.push_back(base::StrCat(route, " ", status));
  };
  Start();
  Raw raw(port());
  raw.Send(Get("/hello") + Get("/nothing"));
  EXPECT_THAT(raw.ReadAnswer(), StartsWith("HTTP/1.1 200 "));
  EXPECT_THAT(raw.ReadAnswer(), StartsWith("HTTP/1.1 404 "));
  server_->Stop(absl::ZeroDuration());
  EXPECT_THAT(seen, ::testing::ElementsAre("/hello 200", " 404"));
}

TEST_F(ServerTest, ListensWhereOthersReachItOnlyWhenToldSo) {
  options_.listen_address = "0.0.0.0:0";
  EXPECT_EQ(base::ReasonOf(Server::Start(options_, routes_, clock_).status()), "LISTEN_BEYOND_LOOPBACK");
  options_.beyond_loopback = true;
  Start();
  Raw raw(port());
  raw.Send("GET /hello HTTP/1.1\r\nHost: praksis.example.org\r\n\r\n");
  EXPECT_THAT(raw.ReadAnswer(), StartsWith("HTTP/1.1 200 "));
  options_.listen_address = base::StrCat("127.0.0.1:", port());
  EXPECT_EQ(base::ReasonOf(Server::Start(options_, routes_, clock_).status()), "LISTEN_FAILED");
}

}  // namespace
}  // namespace praksis::http
