// assay rpc: the method table over JSON-RPC 2.0, as editors speak it.
//
// Theory of operation.  The calling thread reads frames and answers what is wrong with them.  Each
// request runs on a thread of its own, with a stop source that $/cancelRequest pulls; events go out
// as grade/event notifications that carry request_id.  One mutex orders the output.

#include "rpc.hpp"

#include <strings.h>
#include <unistd.h>

#include <charconv>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <thread>

#include "base/text.hpp"

namespace assay::cli {
namespace {

using nlohmann::json;

constexpr std::size_t kMaxFrame = std::size_t{64} << 20;
constexpr int kParseError = -32700, kInvalidRequest = -32600, kUnknownMethod = -32601;
constexpr int kInvalidParams = -32602, kServerError = -32000, kCancelled = -32800;

class Server {
 public:
  Server(Engine& engine, int input, int output) : engine_(engine), input_(input), output_(output) {}

  int run() {
    while (std::optional<std::string> frame = read_frame()) {
      const bool deep = nests_too_deep(*frame);
      const json message = deep ? json() : json::parse(*frame, nullptr, false);
      if (deep || message.is_discarded()) {
        send_error(nullptr, kParseError, deep ? "it nests too deep" : "not JSON");
      } else if (!message.is_object() || !message.contains("method") ||
                 !message["method"].is_string()) {
        send_error(nullptr, kInvalidRequest, "not a request");
      } else if (message["method"] == "exit") {
        break;
      } else {
        handle(message);
      }
    }
    stop_all();
    return 0;
  }

 private:
  struct Request {
    std::jthread thread;
    bool done = false;
  };

  void handle(const json& message) {
    const std::string method = message["method"];
    json params = message.value("params", json::object());
    if (params.is_null()) params = json::object();
    if (method == "$/cancelRequest") {
      if (params.is_object() && params.contains("id")) cancel(params["id"]);
      return;
    }
    if (!message.contains("id")) return;  // an unknown notification is ignored
    const json id = message["id"];
    if (!id.is_string() && !id.is_number() && !id.is_null()) {
      send_error(nullptr, kInvalidRequest, "the id must be a string or a number");
    } else if (method == "shutdown") {
      send({{"id", id}, {"result", nullptr}});
    } else if (!engine_.has_method(method)) {
      send_error(id, kUnknownMethod, "there is no method \"" + method + "\"");
    } else {
      start(id, method, params);
    }
  }

  void start(const json& id, const std::string& method, const json& params) {
    const std::lock_guard lock(requests_mutex_);
    std::erase_if(requests_, [](const auto& entry) { return entry.second.done; });
    const std::string key = id.dump();
    if (requests_.contains(key)) {
      send_error(id, kInvalidRequest, "a request with this id is still running");
      return;
    }
    requests_[key].thread = std::jthread([this, id, key, method, params](std::stop_token stop) {
      json response = answer(id, method, params, stop);
      {
        const std::lock_guard guard(requests_mutex_);
        requests_[key].done = true;
      }
      send(std::move(response));  // last: who has read it may use the id again
    });
  }

  json answer(const json& id, const std::string& method, const json& params, std::stop_token stop) {
    std::size_t finished = 0;
    const auto on_event = [&](const json& event) {
      if (event.value("event", "") == "case") ++finished;
      json note = event;
      note["request_id"] = id;
      send({{"method", "grade/event"}, {"params", std::move(note)}});
    };
    const Result<json> result = engine_.call(method, params, on_event, stop);
    if (result.ok()) return {{"id", id}, {"result", *result}};
    const Status& status = result.status();
    if (status.code() == Code::cancelled) {
      return error_of(id, kCancelled, "cancelled",
                      {{"finished", finished}, {"verdict", "cancelled"}});
    }
    const int code = status.code() == Code::invalid_argument ? kInvalidParams : kServerError;
    return error_of(id, code, status.message(), {{"code", name(status.code())}});
  }

  void cancel(const json& id) {
    const std::lock_guard lock(requests_mutex_);
    const auto found = requests_.find(id.dump());
    if (found != requests_.end()) found->second.thread.request_stop();
  }

  void stop_all() {
    {
      const std::lock_guard lock(requests_mutex_);
      for (auto& [key, request] : requests_) request.thread.request_stop();
    }
    for (;;) {  // joined outside the lock, which each thread takes once more at its end
      std::jthread thread;
      {
        const std::lock_guard lock(requests_mutex_);
        if (requests_.empty()) return;
        thread = std::move(requests_.begin()->second.thread);
      }
      thread.join();
      const std::lock_guard lock(requests_mutex_);
      requests_.erase(requests_.begin());
    }
  }

  static json error_of(const json& id, int code, const std::string& message, json data) {
    json error = {{"code", code}, {"message", message}};
    if (!data.is_null()) error["data"] = std::move(data);
    return {{"id", id}, {"error", std::move(error)}};
  }

  void send_error(const json& id, int code, const std::string& message) {
    send(error_of(id, code, message, nullptr));
  }

  void send(json message) {
    message["jsonrpc"] = "2.0";
    const std::string body = message.dump(-1, ' ', false, json::error_handler_t::replace);
    std::string frame = "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
    const std::lock_guard lock(output_mutex_);
    std::string_view rest = frame;
    while (!rest.empty()) {
      const ssize_t n = ::write(output_, rest.data(), rest.size());
      if (n <= 0) return;  // the client is gone; its end of input ends us
      rest.remove_prefix(static_cast<std::size_t>(n));
    }
  }

  // The next frame's body; nothing at the end of the input or when the framing is lost.
  std::optional<std::string> read_frame() {
    std::size_t length = 0;
    bool known = false;
    for (;;) {
      const std::optional<std::string> line = read_line();
      if (!line) return std::nullopt;
      if (line->empty()) {
        if (known) break;
        continue;
      }
      if (line->starts_with('{')) {  // a client that frames by lines would wait for ever
        send_error(nullptr, kInvalidRequest,
                   "a frame begins with \"Content-Length: N\" and an empty line");
        return std::nullopt;
      }
      constexpr std::string_view kHeader = "Content-Length:";
      if (::strncasecmp(line->c_str(), kHeader.data(), kHeader.size()) != 0) continue;
      const std::string_view digits = trim(std::string_view(*line).substr(kHeader.size()));
      const char* const end = digits.data() + digits.size();
      const auto parsed = std::from_chars(digits.data(), end, length);
      if (parsed.ec != std::errc() || parsed.ptr != end || length > kMaxFrame) {
        send_error(nullptr, kInvalidRequest, "a frame must be of at most 64 MiB");
        return std::nullopt;
      }
      known = true;
    }
    while (buffer_.size() < length) {
      if (!fill()) return std::nullopt;
    }
    std::string body = buffer_.substr(0, length);
    buffer_.erase(0, length);
    return body;
  }

  std::optional<std::string> read_line() {
    std::size_t end = 0;
    while ((end = buffer_.find('\n')) == std::string::npos) {
      if (buffer_.size() > 8192 || !fill()) return std::nullopt;
    }
    std::string line = buffer_.substr(0, end);
    buffer_.erase(0, end + 1);
    if (!line.empty() && line.back() == '\r') line.pop_back();
    return line;
  }

  bool fill() {
    char chunk[1 << 16];
    const ssize_t n = ::read(input_, chunk, sizeof chunk);
    if (n <= 0) return false;
    buffer_.append(chunk, static_cast<std::size_t>(n));
    return true;
  }

  Engine& engine_;
  const int input_, output_;
  std::string buffer_;
  std::mutex output_mutex_, requests_mutex_;
  std::map<std::string, Request> requests_;
};

}  // namespace

int serve_rpc(Engine& engine, int input, int output) { return Server(engine, input, output).run(); }

}  // namespace assay::cli
