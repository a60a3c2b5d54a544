// Theory of operation.  Everything runs at the call, in the host's order, so results say nothing of
// what streams leave open.  Each piece of work therefore gets a vector clock: what of each stream
// is over before it may begin, by its own stream's order, by events, by what the host waited for,
// and by the legacy default stream, which waits for all blocking streams and they for it.  Two
// pieces that touch the same bytes, one of them writing, are reported if neither clock holds the
// other.  What the host itself reads and writes shows where pinned and managed memory is closed to
// it meanwhile.  The host counts as one thread, allocating and freeing (but for their Async forms)
// as waiting, and the nodes of a graph as one after the other: it is silent rather than wrong.

#include "cudart/stream_order.hpp"

#include <algorithm>
#include <filesystem>

#include "cudart/graph.hpp"
#include "cudart/host_place.hpp"

namespace assay::cudart {
namespace {

constexpr u64 kLegacy = 1, kPerThread = 2;
// Of work that nobody waits for, so much is kept.
constexpr std::size_t kMostLive = 4096;

void join(StreamClock* into, const StreamClock& other) {
  for (const auto& [stream, number] : other) {
    u64& known = (*into)[stream];
    known = std::max(known, number);
  }
}

thread_local int t_depth = 0;  // of InStream

bool holds(const StreamClock& clock, u64 stream, u64 number) {
  const auto found = clock.find(stream);
  return found != clock.end() && found->second >= number;
}

std::string place_of(const sim::Launch& launch, const sim::GlobalRaces::Seen& seen,
                     ptx::Place* place) {
  const ptx::Module& module = *launch.kernel->module;
  const auto pc = static_cast<std::size_t>(seen.inst - seen.code->insts.data());
  *place = module.places[seen.code->facts[pc].place];
  std::string text = sim::demangled(launch.kernel->name);
  if (place->line != 0) {
    text += " at " + std::filesystem::path(module.files[place->file]).filename().string() + ":" +
            std::to_string(place->line);
  }
  return text;
}

}  // namespace

InStream::InStream(cudaStream_t stream) {
  Runtime& runtime = Runtime::get();
  const Lock lock(runtime.mutex);
  if (runtime.order && t_depth == 0) runtime.order->begin(stream);
  ++t_depth;
}
InStream::~InStream() { --t_depth; }
bool InStream::here() { return t_depth > 0; }

StreamOrder::Stream& StreamOrder::enter(cudaStream_t stream, u64* number) {
  const CUstream_st* const own = own_stream(stream);
  const auto handle = reinterpret_cast<std::uintptr_t>(stream);
  *number = own ? own->number : handle == kPerThread ? kPerThread : kLegacy;
  Stream& entered = streams_[*number];
  entered.blocking = !own || (own->flags & cudaStreamNonBlocking) == 0;
  join(&entered.clock, host_);
  for (const auto& [other, state] : streams_) {
    const bool waits = *number == kLegacy ? state.blocking : entered.blocking && other == kLegacy;
    if (waits && other != *number) join(&entered.clock, state.clock);
  }
  return entered;
}

void StreamOrder::begin(cudaStream_t stream) {
  Stream& entered = enter(stream, &stream_);
  ++entered.clock[stream_];
}

void StreamOrder::touch(u64 address, u64 bytes, bool writes, const char* call) {
  if (bytes == 0 || !sim::Memory::owns(address)) return;
  add({{address, address + bytes, writes, nullptr, call}}, nullptr);
}

void StreamOrder::touch(const sim::Launch& launch, const sim::GlobalRaces& cells) {
  const u64 granule = launch.kernel->global_granule;
  std::vector<Span> all;
  for (const auto& [number, cell] : cells.cells) {
    const sim::GlobalRaces::Seen& seen = cell.writer.inst ? cell.writer : cell.readers[0];
    if (!seen.inst || seen.strong) continue;
    all.push_back(
        {number * granule, (number + 1) * granule, cell.writer.inst != nullptr, &seen, ""});
  }
  std::sort(all.begin(), all.end(), [](const Span& x, const Span& y) { return x.begin < y.begin; });
  std::vector<Span> spans;
  for (Span& span : all) {
    const bool goes_on = !spans.empty() && spans.back().end == span.begin &&
                         spans.back().writes == span.writes &&
                         spans.back().seen->inst == span.seen->inst;
    if (goes_on) {
      spans.back().end = span.end;
    } else {
      spans.push_back(std::move(span));
    }
  }
  add(std::move(spans), &launch);
}

void StreamOrder::add(std::vector<Span> spans, const sim::Launch* launch) {
  const StreamClock& clock = streams_[stream_].clock;
  for (const Work& before : live_) {
    if (holds(clock, before.stream, before.number)) continue;
    auto other = before.spans.begin();
    for (const Span& span : spans) {
      while (other != before.spans.end() && other->end <= span.begin) ++other;
      for (auto at = other; at != before.spans.end() && at->begin < span.end; ++at) {
        if (at->writes || span.writes) report(*at, span, launch);
      }
    }
  }
  for (Span& span : spans) {
    ptx::Place unused;
    if (span.seen) span.by = place_of(*launch, *span.seen, &unused);
    span.seen = nullptr;
  }
  live_.push_back({stream_, clock.at(stream_), std::move(spans)});
  guard(live_.back());
  if (live_.size() > kMostLive) live_.erase(live_.begin());
}

void StreamOrder::report(const Span& before, const Span& now, const sim::Launch* launch) {
  sim::Finding finding;
  finding.check = sim::Check::stream_race;
  std::string doing = now.by;
  if (launch) {
    ptx::Place place;
    place_of(*launch, *now.seen, &place);
    finding.kernel = launch->kernel->name;
    finding.line = place.line;
    if (place.line != 0) finding.file = launch->kernel->module->files[place.file];
    const sim::u32 *const grid = launch->shape.grid, *const block = launch->shape.block;
    const sim::u32 b = now.seen->block, t = now.seen->thread;
    const sim::u32 blocks[] = {b % grid[0], b / grid[0] % grid[1], b / grid[0] / grid[1]};
    const sim::u32 threads[] = {t % block[0], t / block[0] % block[1], t / block[0] / block[1]};
    std::copy_n(blocks, 3, finding.block);
    std::copy_n(threads, 3, finding.thread);
    doing = "this kernel";
  }
  finding.message = "race between streams: " + doing + (now.writes ? " writes" : " reads") +
                    " what " + before.by + " in another stream " +
                    (before.writes ? "writes" : "reads") +
                    ", and nothing orders them: an event that the later stream waits for, or a "
                    "synchronisation, belongs between";
  findings_->add(std::move(finding));
}

StreamClock StreamOrder::given(cudaStream_t stream) {
  u64 number = 0;
  return enter(stream, &number).clock;
}

void StreamOrder::stream_waits(cudaStream_t stream, const StreamClock& until) {
  u64 number = 0;
  join(&enter(stream, &number).clock, until);
}

void StreamOrder::host_waits(const StreamClock& until) {
  join(&host_, until);
  const auto over = [this](const Work& work) { return holds(host_, work.stream, work.number); };
  live_.erase(std::remove_if(live_.begin(), live_.end(), over), live_.end());
  guard_.open_all();
  for (const Work& work : live_) guard(work);
}

void StreamOrder::host_waits_for_all() {
  for (const auto& [unused, stream] : streams_) join(&host_, stream.clock);
  live_.clear();
  guard_.open_all();
}

void StreamOrder::guard(const Work& work) {
  for (const Span& span : work.spans) guard_.close(span.begin, span.end, span.writes);
}

bool StreamOrder::host_touches(u64 address, bool writes, const void* at) {
  if (!guard_.open(address)) return false;
  if (InStream::here()) return true;  // a function that a stream calls is in its order
  for (const Work& work : live_) {
    for (const Span& span : work.spans) {
      const bool on_it = span.begin <= address && address < span.end;
      if (!on_it || !(span.writes || writes)) continue;
      sim::Finding finding;
      finding.check = sim::Check::stream_race;
      finding.message = std::string("race with the host: it ") + (writes ? "writes" : "reads") +
                        " what " + span.by + " in a stream " + (span.writes ? "writes" : "reads") +
                        ", and has not waited for that: cudaStreamSynchronize, or another "
                        "synchronisation, belongs between";
      Runtime::get().tell(std::move(finding), host_calls(at));
      return true;
    }
  }
  return true;
}

void StreamOrder::forget(u64 address, u64 bytes) {
  for (Work& work : live_) {
    const auto inside = [&](const Span& span) {
      return span.begin < address + bytes && address < span.end;
    };
    work.spans.erase(std::remove_if(work.spans.begin(), work.spans.end(), inside),
                     work.spans.end());
  }
}

}  // namespace assay::cudart
