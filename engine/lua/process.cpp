// The script process: one request at a time, author code only inside run_guarded.

#include <sys/resource.h>

#include <algorithm>
#include <memory>

#include "base/bytes.hpp"
#include "lua/author_problem.hpp"
#include "lua/declare.hpp"
#include "lua/dump.hpp"
#include "lua/protocol.hpp"
#include "lua/script.hpp"
#include "lua/state.hpp"
#include "lua/summary.hpp"

namespace assay {
namespace {

#if defined(__SANITIZE_ADDRESS__)
constexpr bool kSanitized = true;  // it maps terabytes of shadow
#else
constexpr bool kSanitized = false;
#endif

std::string case_bytes(const Case& made) {
  ByteWriter out;
  out.put_string(made.arguments);
  out.put_string(made.secret);
  out.put(static_cast<std::uint8_t>(made.expected ? 1 : 0));
  out.put_string(made.expected.value_or(""));
  out.put_string(made.name);
  return std::move(out).bytes();
}

std::string turn_bytes(const Turn& turn) {
  ByteWriter out;
  out.put_string(turn.text);
  out.put(static_cast<std::uint8_t>(turn.judged ? 1 : 0));
  out.put(turn.judged ? turn.judged->score : 0.0);
  out.put_string(turn.judged ? turn.judged->feedback : "");
  return std::move(out).bytes();
}

class ScriptProcess {
 public:
  explicit ScriptProcess(int socket) : socket_(socket) {}

  int serve() {
    std::string frame;
    while (read_frame(socket_, &frame)) {
      ByteReader in(frame);
      const auto request = static_cast<Request>(in.get<std::uint8_t>());
      limits_.cpu_ms = in.get<double>();
      const auto memory = static_cast<std::size_t>(in.get<std::int64_t>());
      if (!in.ok() || limits_.cpu_ms <= 0) return 2;
      limit_memory(memory);
      bool give_up = false;
      const Result<std::string> result = handle(request, in.rest(), &give_up);
      ByteWriter out;
      out.put(static_cast<std::uint8_t>(result.ok() ? Code::ok : result.status().code()));
      out.put(static_cast<std::uint8_t>(give_up ? 1 : 0));
      out.append(result.ok() ? *result : result.status().message());
      if (!write_frame(socket_, out.bytes()) || give_up) return 0;
    }
    return 0;
  }

 private:
  // The backstop behind the counting allocator: what the engine's own values take.
  void limit_memory(std::size_t memory) {
    meter_.cap = memory;
    if (kSanitized) return;
    const rlim_t all = 3 * memory + (rlim_t{1} << 30);
    rlimit limit{};
    if (::getrlimit(RLIMIT_AS, &limit) != 0) return;
    limit.rlim_cur = std::min(all, limit.rlim_max);
    ::setrlimit(RLIMIT_AS, &limit);
  }

  // A fresh state; what was loaded before is gone.
  Status renew() {
    problem_.reset();
    language_ = LUA_NOREF;
    state_.reset();
    meter_.used = 0;
    state_ = new_counted_state(&meter_);
    if (state_ == nullptr) return bad_problem("no memory for a Lua state");
    bool give_up = false;
    Result<std::string> opened =
        run_guarded(state_.get(), &meter_, limits_, &give_up, [&]() -> Result<std::string> {
          open_libraries(state_.get());
          return std::string();
        });
    return opened.ok() ? Status() : std::move(opened).status();
  }

  Result<std::string> guarded(bool* give_up, const std::function<Result<std::string>()>& body) {
    return run_guarded(state_.get(), &meter_, limits_, give_up, body);
  }

  Result<std::string> handle(Request request, std::string_view payload, bool* give_up) {
    ByteReader in(payload);
    switch (request) {
      case Request::load_problem:
        return load_problem(in, give_up);
      case Request::load_language:
        return load_language(in, give_up);
      case Request::language_text:
        return language_text(in, give_up);
      case Request::summarize:
        return summarize_all(in);
      default:
        break;
    }
    if (problem_ == nullptr) return internal_error("no problem is loaded");
    Result<std::string> result = guarded(give_up, [&] { return call(request, in); });
    if (result.ok() || result.status().code() != Code::bad_problem) return result;
    return bad_problem(problem_->located(result.status().message()));
  }

  Result<std::string> load_problem(ByteReader& in, bool* give_up) {
    ASSAY_CHECK(renew());
    const std::string name(in.get_string());
    problem_ = std::make_unique<AuthorProblem>(state_.get(), name, std::string(in.get_string()));
    Result<std::string> json =
        guarded(give_up, [&]() -> Result<std::string> { return problem_->load(); });
    if (json.ok()) return json;
    Status failure = bad_problem(problem_->located(json.status().message()));
    problem_.reset();
    return failure;
  }

  Result<std::string> load_language(ByteReader& in, bool* give_up) {
    ASSAY_CHECK(renew());
    const std::string name(in.get_string());
    const std::string_view source = in.get_string();
    lua_State* L = state_.get();
    return guarded(give_up, [&]() -> Result<std::string> {
      load_chunk(L, name, source);
      lua_call(L, 0, 1);
      if (!is_declaration(L, -1, "language")) {
        return bad_problem(name + ": the file must end with: return language \"name\" { ... }");
      }
      lua_getfield(L, -1, "name");
      push_body(L, -2);
      lua_insert(L, -2);
      lua_setfield(L, -2, "name");
      std::string json = dump_plain(L, -1);
      language_ = luaL_ref(L, LUA_REGISTRYINDEX);
      return json;
    });
  }

  Result<std::string> language_text(ByteReader& in, bool* give_up) {
    if (language_ == LUA_NOREF) return internal_error("no language is loaded");
    const std::string function(in.get_string());
    const std::string_view json = in.get_string();
    lua_State* L = state_.get();
    return guarded(give_up, [&]() -> Result<std::string> {
      lua_rawgeti(L, LUA_REGISTRYINDEX, language_);
      if (lua_getfield(L, -1, function.c_str()) != LUA_TFUNCTION) {
        return not_found("the language has no function \"" + function + "\"");
      }
      push_json(L, json);
      lua_call(L, 1, 1);
      if (lua_type(L, -1) != LUA_TSTRING) {
        return bad_problem("the language's \"" + function + "\" returned no text");
      }
      std::size_t size = 0;
      const char* text = lua_tolstring(L, -1, &size);
      return std::string(text, size);
    });
  }

  // Many files in one state, each in an environment of its own, each within the limit.
  Result<std::string> summarize_all(ByteReader& in) {
    ASSAY_CHECK(renew());
    lua_State* L = state_.get();
    const auto count = in.get<std::uint32_t>();
    ByteWriter out;
    out.put(count);
    for (std::uint32_t i = 0; i < count && in.ok(); ++i) {
      const std::string name(in.get_string());
      const std::string source(in.get_string());
      Summary summary;
      bool give_up = false;
      AuthorProblem problem(L, name, source);
      const Result<std::string> result = guarded(&give_up, [&]() -> Result<std::string> {
        summary = problem.summary();
        return std::string();
      });
      out.put(static_cast<std::uint8_t>(result.ok() ? 1 : 0));
      if (result.ok()) {
        put_summary(summary, out);
      } else {
        out.put_string(problem.located(result.status().message()));
      }
      lua_settop(L, 0);
      if (give_up) ASSAY_CHECK(renew());
      L = state_.get();
    }
    return std::move(out).bytes();
  }

  Result<std::string> call(Request request, ByteReader& in) {
    switch (request) {
      case Request::bind:
        return bind(in);
      case Request::make_case: {
        const auto group = in.get<std::uint32_t>();
        const auto index = in.get<std::uint32_t>();
        return case_bytes(problem_->make_case(static_cast<int>(group), static_cast<int>(index)));
      }
      case Request::growth_case: {
        const auto n = in.get<std::int64_t>();
        const auto index = in.get<std::uint32_t>();
        return case_bytes(problem_->growth_case(n, static_cast<int>(index)));
      }
      case Request::drawing_without: {
        const auto index = in.get<std::uint32_t>();
        const auto quirk = in.get<std::uint32_t>();
        return case_bytes(
            problem_->drawing_without(static_cast<int>(index), static_cast<int>(quirk)));
      }
      case Request::timing_case: {
        const auto perf = in.get<std::uint32_t>();
        const auto index = in.get<std::uint32_t>();
        return case_bytes(problem_->timing_case(static_cast<int>(perf), static_cast<int>(index)));
      }
      case Request::sized_case: {
        const auto group = in.get<std::uint32_t>();
        const auto index = in.get<std::uint32_t>();
        Bound::Names sizes;
        for (auto left = in.get<std::uint32_t>(); left > 0 && in.ok(); --left) {
          std::string name(in.get_string());
          sizes.emplace_back(std::move(name), in.get<double>());
        }
        return case_bytes(
            problem_->sized_case(static_cast<int>(group), static_cast<int>(index), sizes));
      }
      case Request::reference: {
        const std::string_view arguments = in.get_string();
        return problem_->reference(arguments, in.get_string());
      }
      case Request::check_where:
        return problem_->check_where(in.get_string());
      case Request::check:
        return check(in);
      case Request::mask: {
        const std::string where(in.get_string());
        return problem_->mask(where, in.get_string());
      }
      case Request::interact:
        return turn_bytes(problem_->interact(in.get_string()));
      case Request::hear: {
        const bool more = in.get<std::uint8_t>() != 0;
        const std::string_view line = in.get_string();
        return turn_bytes(problem_->hear(more ? std::optional(line) : std::nullopt));
      }
      case Request::answer: {
        const auto function = in.get<std::uint32_t>();
        const std::string_view arguments = in.get_string();
        const std::string_view secret = in.get_string();
        return problem_->answer(static_cast<int>(function), arguments, secret, in.get_string());
      }
      default:
        return internal_error("unknown request");
    }
  }

  Result<std::string> bind(ByteReader& in) {
    std::string id(in.get_string()), grow_name(in.get_string());
    std::vector<Group> groups(in.get<std::uint32_t>());
    for (Group& group : groups) {
      group.name = in.get_string();
      group.source = static_cast<Group::Source>(in.get<std::uint8_t>());
      group.line = in.get<std::int32_t>();
    }
    problem_->bind(std::move(id), std::move(groups), std::move(grow_name));
    return std::string();
  }

  Result<std::string> check(ByteReader& in) {
    const std::string_view arguments = in.get_string(), answer = in.get_string();
    const std::string_view want = in.get_string(), secret = in.get_string();
    const CheckResult result = problem_->check(arguments, answer, want, secret);
    ByteWriter out;
    out.put(result.score);
    out.put_string(result.feedback);
    return std::move(out).bytes();
  }

  int socket_;
  CallLimits limits_;
  Meter meter_;
  LuaState state_;
  std::unique_ptr<AuthorProblem> problem_;
  int language_ = LUA_NOREF;
};

}  // namespace

int run_script_process(int socket) {
  lock_down_process(socket);
  return ScriptProcess(socket).serve();
}

}  // namespace assay
