#include "runner/runner.hpp"

#include <dlfcn.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <future>
#include <nlohmann/json.hpp>

#include "base/lru.hpp"
#include "runner/protocol.hpp"
#include "runner/session.hpp"
#include "runner/slot_pool.hpp"
#include "sandbox/landlock.hpp"

namespace assay {
namespace fs = std::filesystem;
namespace {

constexpr const char* kProgram = "assay-runner";
constexpr std::size_t kMostFiles = 64;  // descriptors are few
constexpr std::size_t kMostFileBytes = std::size_t{1} << 30;

// Beside the file that holds this code, then beside the running program, then in libexec.
Result<fs::path> find_program(const fs::path& option) {
  std::vector<fs::path> places;
  if (!option.empty()) {
    places = {option};
  } else {
    Dl_info here{};
    if (::dladdr(reinterpret_cast<const void*>(&kProgram), &here) != 0 &&
        here.dli_fname != nullptr) {
      places.push_back(fs::path(here.dli_fname).parent_path() / kProgram);
    }
    std::error_code error;
    const fs::path own = fs::read_symlink("/proc/self/exe", error);
    places.push_back(own.parent_path() / kProgram);
    for (std::size_t i = places.size(); i-- > 0;) {
      places.push_back(places[i].parent_path() / ".." / "libexec" / "assay" / kProgram);
    }
  }
  for (const fs::path& place : places) {
    if (::access(place.c_str(), X_OK) == 0) return place;
  }
  return unavailable("the program assay-runner was not found; looked for " +
                     places.front().string());
}

Status with_code(const Status& status) { return {status.code(), status.message()}; }

bool is_program(const std::string& load) {
  const nlohmann::json parsed = nlohmann::json::parse(load, nullptr, false);
  return parsed.is_object() && parsed.value("kind", "") == "program";
}

std::string key_of(const Opening& opening) {
  ByteWriter out;
  put_opening(out, opening);
  return std::move(out).bytes();
}

// A whole slot of this tier, in which a program ran; or what is missing.
Result<std::string> probe(SlotPool& pool) {
  ASSAY_TRY(SlotPool::Slot slot, pool.take("", false, {}));
  slot.broken = true;  // unless it proves itself
  struct GiveBack {
    SlotPool* pool;
    SlotPool::Slot* slot;
    ~GiveBack() { pool->give_back(std::move(*slot)); }
  } give_back{&pool, &slot};

  Opening opening;
  opening.argv = {"/bin/true"};
  opening.frames = false;
  ByteWriter out;
  put_opening(out, opening);
  ASSAY_TRY(const Frame opened, exchange(slot.keeper, Message::open, out.bytes()));
  ASSAY_CHECK(expect(opened, Message::ok));
  ByteWriter test;
  put_limits(test, Limits());
  test.put(false);
  test.put_string("");
  test.put_string("");
  ASSAY_TRY(const Frame ran, exchange(slot.keeper, Message::test, test.bytes()));
  ASSAY_CHECK(expect(ran, Message::outcome));
  ByteReader in(ran.payload);
  const Outcome outcome = get_outcome(in);
  if (outcome.ending != Ending::answered) {
    return unavailable(fmt::format("/bin/true did not run in a box (ending {}, code {}): {}",
                                   static_cast<int>(outcome.ending), outcome.code, outcome.err));
  }
  slot.broken = false;
  return opened.payload;
}

}  // namespace

struct Runner::State {
  bool warm = true;
  std::unique_ptr<LauncherLink> launcher;
  std::unique_ptr<SlotPool> pool;  // goes before the launcher, whose end waits for it
  Lru<Fd> files{kMostFiles, kMostFileBytes};
  // Joining a control group can take the kernel 20 ms, in which a host has other things to do.
  std::shared_future<Result<Isolation>> look;  // makes the pool; goes first of all

  Result<Isolation> look_at(const RunnerOptions& options);
  // Once it is known that slots can be made.
  Result<SlotPool*> slots() const {
    if (!look.get().ok()) return with_code(look.get().status());
    return pool.get();
  }
};

Result<Isolation> Runner::State::look_at(const RunnerOptions& options) {
  Isolation found;
  std::vector<Tier> tiers = {Tier::full, Tier::namespaces, Tier::landlock};
  if (options.force) tiers = {*options.force};
  for (const Tier tier : tiers) {
    auto tried = std::make_unique<SlotPool>(launcher.get(), tier, std::max(1, options.slots));
    const Result<std::string> cgroup = probe(*tried);
    if (!cgroup.ok()) {
      found.missing.push_back(fmt::format("{}: {}", name(tier), cgroup.status().message()));
      continue;
    }
    found.tier = tier;
    pool = std::move(tried);
    if (!cgroup->empty()) found.features.push_back(*cgroup);
    break;
  }
  if (!pool) {
    return unavailable("no isolation tier works here: " +
                       fmt::format("{}", fmt::join(found.missing, "; ")));
  }
  if (found.tier >= Tier::namespaces) {
    found.features.push_back("user, pid, mount, network, ipc, uts and cgroup namespaces");
  }
  if (found.tier > Tier::none) found.features.push_back("seccomp");
  if (const int abi = landlock_abi(); abi > 0) {
    found.features.push_back(fmt::format("Landlock ABI {}", abi));
  } else {
    found.missing.push_back("landlock: the kernel has none");
  }
  return found;
}

Result<std::unique_ptr<Runner>> Runner::start(const RunnerOptions& options) {
  ASSAY_TRY(const fs::path program, find_program(options.program));
  auto state = std::make_unique<State>();
  state->warm = options.warm;
  ASSAY_TRY(state->launcher, LauncherLink::start(program));
  state->look = std::async(std::launch::async, &State::look_at, state.get(), options);
  return std::unique_ptr<Runner>(new Runner(std::move(state)));
}

Runner::Runner(std::unique_ptr<State> state) : state_(std::move(state)) {}
Runner::~Runner() = default;

Result<Isolation> Runner::isolation() const {
  const Result<Isolation>& found = state_->look.get();
  if (!found.ok()) return with_code(found.status());
  return Isolation(*found);
}

Tier Runner::tier() const {
  const Result<Isolation>& found = state_->look.get();
  return found.ok() ? found->tier : Tier::none;
}

Result<std::shared_ptr<const Fd>> Runner::kept_file(
    const std::string& key, const std::function<Result<std::string>()>& make) {
  if (std::shared_ptr<const Fd> kept = state_->files.find(key)) return kept;
  ASSAY_TRY(const std::string bytes, make());
  ASSAY_TRY(Fd file, sealed_file(bytes, "arguments"));
  return state_->files.keep(key, std::move(file), bytes.size());
}

Result<int> Runner::start_script() {
  ASSAY_TRY(Fd socket, state_->launcher->ask(Message::script, {}));
  return socket.release();
}

Result<Session> Runner::open(const Program& program, std::stop_token stop) {
  Opening opening;
  opening.argv = program.argv;
  opening.env = program.env;
  opening.readable = program.readable;
  opening.looks = program.warm;
  opening.warm = program.warm && state_->warm;
  if (program.warm && !opening.warm) opening.argv.emplace_back("--cold");
  opening.frames = program.frames;
  opening.program = program.frames && is_program(program.load);
  const std::string key = program.language + '\0' + key_of(opening);
  Fd image;
  if (!program.image.empty()) {
    ASSAY_TRY(image, sealed_file(program.image, "program"));
  }
  ASSAY_TRY(SlotPool * pool, state_->slots());
  ASSAY_TRY(SlotPool::Slot slot, pool->take(key, opening.warm, stop));
  auto session = std::make_unique<Session::State>(pool, std::move(slot), program.load);
  ByteWriter out;
  put_opening(out, opening);
  const int fd = image.get();
  const Result<Frame> opened =
      exchange(session->slot.keeper, Message::open, out.bytes(),
               image.valid() ? std::span<const int>(&fd, 1) : std::span<const int>());
  if (!opened.ok()) {
    session->slot.broken = true;
    return with_code(opened.status());
  }
  ASSAY_CHECK(expect(*opened, Message::ok));
  return Session(std::move(session));
}

Result<std::pair<Session, Session>> Runner::open_both(const Program& first, const Program& second,
                                                      std::stop_token stop) {
  ASSAY_TRY(SlotPool * pool, state_->slots());
  ASSAY_TRY(const std::shared_ptr<void> pairing, pool->pairing(stop));
  ASSAY_TRY(Session one, open(first, stop));
  ASSAY_TRY(Session other, open(second, stop));
  return std::pair(std::move(one), std::move(other));
}

namespace {

Result<std::string> read_output(const Fd& file, std::int64_t most) {
  struct stat facts {};
  if (::fstat(file.get(), &facts) != 0) return errno_status("output");
  if (!S_ISREG(facts.st_mode) || (most > 0 && facts.st_size > most)) {
    return internal_error("a compile step's output is not what its box checked");
  }
  std::string bytes(static_cast<std::size_t>(facts.st_size), '\0');
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t n =
        ::pread(file.get(), bytes.data() + done, bytes.size() - done, static_cast<off_t>(done));
    if (n <= 0) return errno_status("output");
    done += static_cast<std::size_t>(n);
  }
  return bytes;
}

}  // namespace

Result<CompileOutcome> Runner::compile(const CompileStep& step, const std::vector<std::string>& env,
                                       const std::vector<std::string>& readable,
                                       std::stop_token stop) {
  ASSAY_TRY(const Fd request, sealed_file(encode_build(step, env), "build"));
  ByteWriter out;
  put_limits(out, step.limits);
  put_strings(out, readable);
  Opening place;
  place.readable = readable;
  ASSAY_TRY(SlotPool * pool, state_->slots());
  ASSAY_TRY(SlotPool::Slot slot, pool->take("build" + key_of(place), false, stop));
  const int fd = request.get();
  Result<Frame> frame = exchange(slot.keeper, Message::build, out.bytes(), {&fd, 1}, stop);
  slot.broken = !frame.ok();
  pool->give_back(std::move(slot));
  if (!frame.ok()) return std::move(frame).status();
  ASSAY_CHECK(expect(*frame, Message::outcome));
  ByteReader in(frame->payload);
  CompileOutcome outcome;
  outcome.facts = get_outcome(in);
  outcome.facts.alive = false;
  if (frame->fds.size() == 1) {
    ASSAY_TRY(outcome.output, read_output(frame->fds[0], step.limits.file_bytes));
  }
  return outcome;
}

}  // namespace assay
