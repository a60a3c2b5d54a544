// assay watch: the examples run again at every save.
//
// Theory of operation.  The calling thread waits for four things at once: saves (inotify), keys,
// the end of a run, and the interrupt.  A run happens on a thread of its own; a save during a run
// stops it and starts the next one when it has ended, so that there is never more than one.

#include <fmt/format.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <termios.h>
#include <unistd.h>

#include <chrono>
#include <nlohmann/json.hpp>
#include <thread>

#include "base/fd.hpp"
#include "base/text.hpp"
#include "report_text.hpp"
#include "save_watcher.hpp"
#include "verbs.hpp"
#include "words.hpp"

namespace assay::cli {
namespace {

using nlohmann::json;
using Clock = std::chrono::steady_clock;

// Gives keys one by one and unechoed while it lives; signals stay as they are.
class KeyMode {
 public:
  KeyMode() {
    if (::tcgetattr(STDIN_FILENO, &before_) != 0) return;
    termios raw = before_;
    raw.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);
    active_ = ::tcsetattr(STDIN_FILENO, TCSANOW, &raw) == 0;
  }
  KeyMode(const KeyMode&) = delete;
  KeyMode& operator=(const KeyMode&) = delete;
  ~KeyMode() {
    if (active_) ::tcsetattr(STDIN_FILENO, TCSANOW, &before_);
  }
  bool active() const { return active_; }

 private:
  termios before_{};
  bool active_ = false;
};

class Watch {
 public:
  Watch(App& app, Work work, SaveWatcher saves)
      : app_(app), work_(std::move(work)), saves_(std::move(saves)) {}

  int run() {
    if (const auto left = left_ms(app_, work_.problem)) {
      deadline_ = Clock::now() + std::chrono::milliseconds(*left);
    }
    const std::stop_callback on_stop(app_.stop, [&] { ::eventfd_write(wake_.get(), 1); });
    draw_page();
    begin("test");
    while (!quit_ && !app_.stop.stop_requested()) wait_once();
    thread_.request_stop();
    return app_.stop.stop_requested() ? kInterrupted : kFine;
  }

 private:
  void wait_once() {
    pollfd polls[] = {{saves_.fd(), POLLIN, 0},
                      {ended_.get(), POLLIN, 0},
                      {wake_.get(), POLLIN, 0},
                      {keys_.active() ? STDIN_FILENO : -1, POLLIN, 0}};
    const bool ticks = deadline_ && app_.out.terminal();
    const int timeout = saved_ ? kQuietMs : (ticks ? 1000 : -1);
    const int ready = ::poll(polls, std::size(polls), timeout);
    if (ready == 0 && std::exchange(saved_, false)) begin("test");
    if (ready == 0) tick();
    if (polls[0].revents != 0) saved_ = saves_.saved() || saved_;
    if (polls[1].revents != 0) end();
    if (polls[3].revents != 0) key();
  }

  // Starts a run, or notes that it is to follow the one at work.
  void begin(const std::string& mode) {
    if (thread_.joinable()) {
      next_ = mode;
      thread_.request_stop();
      return;
    }
    mode_ = mode;
    began_ = Clock::now();
    thread_ = std::jthread([this](std::stop_token stop) {
      const Status written = mode_ == "grade" ? check_written(app_, work_) : Status();
      report_ = written.ok() ? run_work(app_, work_, mode_, nullptr, stop)
                             : Status(written.code(), written.message());
      ::eventfd_write(ended_.get(), 1);
    });
  }

  void end() {
    eventfd_t ignored = 0;
    ::eventfd_read(ended_.get(), &ignored);
    thread_.join();
    if (next_.empty()) {
      draw_page();
      draw_report();
    } else {
      begin(std::exchange(next_, ""));
    }
  }

  void key() {
    char key = 0;
    if (::read(STDIN_FILENO, &key, 1) != 1) {
      quit_ = true;  // the terminal is gone
      return;
    }
    if (key == 'q') quit_ = true;
    if (key == 'g') begin("grade");
    if (key == 'r') begin("test");
    // The screen is the running grade's until it has ended.
    if (thread_.joinable()) return;
    if (key == 'd') (void)diff(app_, {});
    if (key == 'h') (void)hint(app_, {.problem = work_.problem});
  }

  std::string header() const {
    std::string text = "watching " + work_.path.filename().string();
    if (keys_.active()) text += "  ·  q quit  g grade  d diff  h hint  r rerun";
    if (!deadline_) return text;
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(*deadline_ - Clock::now());
    const std::string words = time_left(left.count());
    const std::size_t used = display_width(text) + display_width(words);
    return text + std::string(used + 2 < app_.out.width() ? app_.out.width() - used : 2, ' ') +
           words;
  }

  void draw_page() {
    if (app_.out.terminal()) app_.out.raw("\033[2J\033[H");
    app_.out.line(app_.out.paint(Style::dim, header()));
  }

  // Redraws the first line alone, for the clock in it.
  void tick() {
    if (!deadline_ || !app_.out.terminal() || thread_.joinable()) return;
    // Behind the header a newline is harmless: the cursor goes back to where it was.
    app_.out.raw("\0337\033[H\033[K");
    app_.out.line(app_.out.paint(Style::dim, header()));
    app_.out.raw("\0338");
  }

  void draw_report() {
    if (!report_.ok()) {
      if (report_.status().code() != Code::cancelled) (void)app_.fail(report_.status());
      return;
    }
    const double took = std::chrono::duration<double, std::milli>(Clock::now() - began_).count();
    if (mode_ == "grade") {
      print_grade(app_.out, *report_);
    } else if (!draw_compact(*report_)) {
      print_tests(app_.out, *report_, work_.path);
    }
    app_.out.line(app_.out.paint(Style::dim, "took " + human_ms(took)));
  }

  // A few accepted tests fit one line.
  bool draw_compact(const json& report) {
    const json& tests = report.at("tests");
    if (report.at("verdict") != "accepted" || tests.empty() || tests.size() > 3) return false;
    std::string line;
    for (const json& test : tests) {
      if (shows_text(test)) return false;
      line += " " + test.at("name").get<std::string>() + "   " +
              app_.out.paint(Style::green, "accepted") + "   ";
    }
    app_.out.line(line.substr(0, line.find_last_not_of(' ') + 1));
    return true;
  }

  App& app_;
  const Work work_;
  SaveWatcher saves_;
  const KeyMode keys_;
  const Fd ended_{::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)};
  const Fd wake_{::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)};
  std::optional<Clock::time_point> deadline_;
  bool saved_ = false, quit_ = false;
  std::string mode_, next_;  // of the run at work, and of the one to follow
  Clock::time_point began_;
  Result<json> report_ = json();
  std::jthread thread_;  // last: it uses the rest
};

}  // namespace

int watch(App& app, const WorkOptions& options) {
  if (!app.text()) return app.fail(invalid_argument("watch is for people: it has no --json"));
  const Result<Work> work = find_work(app, options);
  if (!work.ok()) return app.fail(work.status());
  Result<SaveWatcher> saves =
      SaveWatcher::start({work->path.parent_path()}, work->path.filename().string());
  if (!saves.ok()) return app.fail(saves.status());
  return Watch(app, *work, std::move(saves).value()).run();
}

}  // namespace assay::cli
