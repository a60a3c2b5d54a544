#include "assay.h"

#include <condition_variable>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <thread>

#include "author/methods.hpp"
#include "base/text.hpp"
#include "service/engine.hpp"

using assay::Result;
using assay::Status;
using nlohmann::json;

namespace {

thread_local std::string last_error;

// Texts of candidates may hold any bytes.
std::string dump(const json& value) {
  return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

json in_json(const Status& status) {
  return {{"code", assay::name(status.code())}, {"message", status.message()}};
}

void fail(const Status& status) { last_error = dump(in_json(status)); }

char* text_of(const json& value) { return ::strdup(dump(value).c_str()); }

// One grade/run on a thread of its own.  Its thread is the only writer of `result`.
struct Run {
  std::mutex mutex;
  std::condition_variable changed;
  std::deque<json> events;
  std::optional<Result<json>> result;
  std::jthread thread;  // last: it stops and joins before what it uses goes away

  void add(json event) {
    const std::lock_guard lock(mutex);
    events.push_back(std::move(event));
    changed.notify_all();
  }
  // The last event is the report, or the failure: who polls learns the end from it.
  void finish(Result<json> end) {
    json event = end.ok() ? *end : in_json(end.status());
    if (!end.ok()) event["event"] = "error";
    const std::lock_guard lock(mutex);
    events.push_back(std::move(event));
    result.emplace(std::move(end));
    changed.notify_all();
  }
};

Result<json> grade(assay::Engine& engine, const json& params, Run& run, std::stop_token stop) {
  try {
    const auto on_event = [&run](const json& event) { run.add(event); };
    return engine.call("grade/run", params, on_event, std::move(stop));
  } catch (const std::exception& error) {
    return assay::internal_error(error.what());
  }
}

json parsed(const char* text) {
  if (text == nullptr) return json::object();
  if (assay::nests_too_deep(text)) {
    throw json::other_error::create(599, "it nests too deep", nullptr);
  }
  return json::parse(text);
}

Result<assay::EngineOptions> options_from(const char* text) {
  const json given = text != nullptr && *text != '\0' ? json::parse(text) : json::object();
  if (!given.is_object()) return assay::invalid_argument("the options must be a JSON object");
  assay::EngineOptions options;
  for (const auto& [key, value] : given.items()) {
    if (key == "banks") {
      for (const json& bank : value) options.banks.emplace_back(bank.get<std::string>());
    } else if (key == "store") {
      options.store = value.get<std::string>();
    } else if (key == "runner") {
      options.runner = value.get<std::string>();
    } else if (key == "graders") {
      options.graders = value.get<std::string>();
    } else if (key == "jobs") {
      options.jobs = value.get<int>();
    } else if (key == "fresh") {
      options.fresh = value.get<bool>();
    } else if (key == "tier") {
      ASSAY_TRY(options.tier, assay::tier_from(value.get<std::string>()));
    } else {
      return assay::invalid_argument("unknown option \"" + key + "\"");
    }
  }
  return options;
}

// What the JSON library says, without its own "[json.exception.parse_error.101] " before it.
std::string strip_place(const std::string& message) {
  const std::size_t end = message.starts_with('[') ? message.find("] ") : std::string::npos;
  return end == std::string::npos ? message : message.substr(end + 2);
}

// Nothing may leave the C ABI as an exception: each function runs its body here.
template <class Body>
auto guarded(Body&& body) -> decltype(body()) {
  last_error.clear();
  try {
    return body();
  } catch (const json::exception& error) {
    fail(assay::invalid_argument(std::string("not JSON that can be used: ") +
                                 strip_place(error.what())));
  } catch (const std::exception& error) {
    fail(assay::internal_error(error.what()));
  }
  return {};
}

// Whether a pointer that has to be there is.
bool is_there(const void* pointer, const char* what) {
  if (pointer == nullptr) fail(assay::invalid_argument(std::string(what) + " is NULL"));
  return pointer != nullptr;
}

}  // namespace

struct assay_engine {
  std::unique_ptr<assay::Engine> engine;
  std::mutex mutex;
  std::map<std::uint64_t, std::shared_ptr<Run>> runs;
  std::uint64_t last_run = 0;

  std::shared_ptr<Run> find(std::uint64_t number) {
    const std::lock_guard lock(mutex);
    const auto found = runs.find(number);
    if (found != runs.end()) return found->second;
    fail(assay::not_found("there is no run " + std::to_string(number)));
    return nullptr;
  }
};

static std::shared_ptr<Run> find_run(assay_engine* engine, std::uint64_t number) {
  return is_there(engine, "engine") ? engine->find(number) : nullptr;
}

uint32_t assay_abi_version(void) { return ASSAY_ABI_VERSION; }

assay_engine* assay_open(const char* options) {
  return guarded([&]() -> assay_engine* {
    Result<assay::EngineOptions> parsed = options_from(options);
    if (!parsed.ok()) return fail(parsed.status()), nullptr;
    Result<std::unique_ptr<assay::Engine>> opened = assay::Engine::open(*parsed);
    if (!opened.ok()) return fail(opened.status()), nullptr;
    auto handle = std::make_unique<assay_engine>();
    handle->engine = std::move(*opened);
    assay::add_author_methods(*handle->engine);
    return handle.release();
  });
}

void assay_close(assay_engine* engine) {
  if (engine == nullptr) return;
  for (auto& [number, run] : engine->runs) run->thread.request_stop();
  engine->runs.clear();
  delete engine;
}

char* assay_call(assay_engine* engine, const char* method, const char* params) {
  return guarded([&]() -> char* {
    if (!is_there(engine, "engine") || !is_there(method, "method")) return nullptr;
    Result<json> result = engine->engine->call(method, parsed(params));
    if (!result.ok()) return fail(result.status()), nullptr;
    return text_of(*result);
  });
}

uint64_t assay_grade_start(assay_engine* engine, const char* params) {
  return guarded([&]() -> uint64_t {
    if (!is_there(engine, "engine")) return 0;
    const auto run = std::make_shared<Run>();
    json given = parsed(params);
    const std::lock_guard lock(engine->mutex);
    const std::uint64_t number = ++engine->last_run;
    // The thread holds a plain reference: the entry in `runs` outlives it, since it joins there.
    run->thread =
        std::jthread([engine, &run = *run, given = std::move(given)](const std::stop_token& stop) {
          run.finish(grade(*engine->engine, given, run, stop));
        });
    engine->runs.emplace(number, run);
    return number;
  });
}

char* assay_next_event(assay_engine* engine, uint64_t number, int timeout_ms) {
  return guarded([&]() -> char* {
    const std::shared_ptr<Run> run = find_run(engine, number);
    if (run == nullptr) return nullptr;
    std::unique_lock lock(run->mutex);
    const auto ready = [&] { return !run->events.empty() || run->result.has_value(); };
    if (timeout_ms < 0) {
      run->changed.wait(lock, ready);
    } else {
      run->changed.wait_for(lock, std::chrono::milliseconds(timeout_ms), ready);
    }
    if (run->events.empty()) return nullptr;
    const json event = std::move(run->events.front());
    run->events.pop_front();
    return text_of(event);
  });
}

void assay_cancel(assay_engine* engine, uint64_t number) {
  guarded([&]() -> bool {
    if (const std::shared_ptr<Run> run = find_run(engine, number)) run->thread.request_stop();
    return true;
  });
}

char* assay_wait(assay_engine* engine, uint64_t number) {
  return guarded([&]() -> char* {
    const std::shared_ptr<Run> run = find_run(engine, number);
    if (run == nullptr) return nullptr;
    {
      std::unique_lock lock(run->mutex);
      run->changed.wait(lock, [&] { return run->result.has_value(); });
    }
    {
      const std::lock_guard lock(engine->mutex);
      engine->runs.erase(number);
    }
    if (!run->result->ok()) return fail(run->result->status()), nullptr;
    return text_of(run->result->value());
  });
}

const char* assay_last_error(void) { return last_error.c_str(); }

void assay_free(char* text) { std::free(text); }
