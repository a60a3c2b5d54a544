// What is the same for all submissions, compiled once beside assay.hpp.
#include "assay.hpp"

#include <cxxabi.h>
#include <unistd.h>

namespace assay {

// Of programs that look for their own mistakes (checked.cpp): tells where the exception that was
// caught came from, and ends the program.
__attribute__((weak)) void tell_throw();

namespace {

constexpr int kChannel = 3;
constexpr int kOurFailure = 126;  // exit status

bool read_all(char* into, std::size_t size) {
  while (size > 0) {
    const ssize_t got = read(kChannel, into, size);
    if (got <= 0) return false;
    into += got;
    size -= static_cast<std::size_t>(got);
  }
  return true;
}

void write_all(const std::string& bytes) {
  const char* rest = bytes.data();
  for (std::size_t left = bytes.size(); left > 0;) {
    const ssize_t done = write(kChannel, rest, left);
    if (done <= 0) _exit(kOurFailure);
    rest += done;
    left -= static_cast<std::size_t>(done);
  }
}

}  // namespace

void give_up(const char* why) {
  std::fprintf(stderr, "assay.cpp: %s\n", why);
  _exit(kOurFailure);
}

char read_frame(std::string& payload) {
  char head[5];
  if (!read_all(head, sizeof head)) return 0;
  std::uint32_t size;
  std::memcpy(&size, head, sizeof size);
  payload.resize(size - 1);
  return read_all(payload.data(), payload.size()) ? head[4] : 0;
}

Writer::Writer(char type) : bytes_{0, 0, 0, 0, type} {}

void Writer::append(const void* raw, std::size_t size) {
  bytes_.append(static_cast<const char*>(raw), size);
}

const std::string& Writer::sealed() {
  const auto size = static_cast<std::uint32_t>(bytes_.size() - 4);
  std::memcpy(bytes_.data(), &size, sizeof size);
  return bytes_;
}

void Writer::send() { write_all(sealed()); }

// --- nodes ---------------------------------------------------------------------------------------

namespace {
constexpr std::size_t kChunk = 1 << 16;
std::vector<std::unique_ptr<char[]>> chunks;
std::size_t used = 0;  // of the last chunk
}  // namespace

void* NodeMemory::take(std::size_t size) {
  if (chunks.empty() || used + size > kChunk) {
    chunks.push_back(std::make_unique<char[]>(std::max(size, kChunk)));
    used = 0;
  }
  return chunks.back().get() + std::exchange(used, used + size);
}

void NodeMemory::clear() { chunks.clear(); }

TreeNode* Codec<TreeNode*>::decode(Reader& in) {
  std::vector<TreeNode*> nodes;
  std::size_t slot = 0;  // where the next child goes: nodes[slot / 2], left if even
  for (auto left = in.get<std::uint32_t>(); left > 0; --left) {
    TreeNode* node = in.get<char>() ? new TreeNode(in.get<long long>()) : nullptr;
    if (!nodes.empty()) {
      TreeNode* parent = nodes.at(slot / 2);
      (slot++ % 2 ? parent->right : parent->left) = node;
    }
    if (node) nodes.push_back(node);
  }
  return nodes.empty() ? nullptr : nodes[0];
}

void Codec<TreeNode*>::encode(TreeNode* root, Writer& out) {
  std::vector<TreeNode*> slots{root};
  std::unordered_set<TreeNode*> seen;
  for (std::size_t i = 0; i < slots.size(); ++i) {
    TreeNode* node = slots[i];
    if (!node) continue;
    if (!seen.insert(node).second) {
      throw Unanswerable{"expected tree, got nodes that share a child or form a cycle"};
    }
    slots.push_back(node->left);
    slots.push_back(node->right);
  }
  while (!slots.empty() && !slots.back()) slots.pop_back();
  out.put_count(slots.size());
  for (const TreeNode* node : slots) {
    out.put<char>(node != nullptr);
    if (node) out.put(node->val);
  }
}

ListNode* Codec<ListNode*>::decode(Reader& in) {
  ListNode* head = nullptr;
  ListNode** end = &head;
  for (auto left = in.get<std::uint32_t>(); left > 0; --left) {
    *end = new ListNode(in.get<long long>());
    end = &(*end)->next;
  }
  return head;
}

void Codec<ListNode*>::encode(ListNode* head, Writer& out) {
  std::vector<long long> values;
  std::unordered_set<ListNode*> seen;
  for (ListNode* node = head; node; node = node->next) {
    if (!seen.insert(node).second) throw Unanswerable{"expected list, got a cycle"};
    values.push_back(node->val);
  }
  Codec<std::vector<long long>>::encode(values, out);
}

// --- the loop ------------------------------------------------------------------------------------

namespace {

std::string json_string(const std::string& text) {
  std::string out = "\"";
  for (const char c : text.substr(0, 2000)) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20 || byte >= 0x7f) {  // what() may hold anything
      char escape[8];
      std::snprintf(escape, sizeof escape, "\\u%04x", byte);
      out += escape;
    } else {
      out += c;
    }
  }
  return out + '"';
}

Writer text_frame(char type, const std::string& text) {
  Writer frame(type);
  frame.append(text.data(), text.size());
  return frame;
}

Writer raised(const std::string& type, const std::string& message, int call) {
  return text_frame('X', "{\"syntax\": false, \"type\": " + json_string(type) +
                             ", \"message\": " + json_string(message) +
                             ", \"line\": 0, \"trace\": \"\", \"call\": " + std::to_string(call) +
                             "}");
}

std::string demangled(const std::type_info* type) {
  int status = 0;
  const std::unique_ptr<char, void (*)(void*)> name(
      abi::__cxa_demangle(type->name(), nullptr, nullptr, &status), std::free);
  return status == 0 ? name.get() : type->name();
}

void flush() {
  std::cout.flush();
  std::fflush(stdout);
}

// Runs one test; the frame that answers it.
Writer answer(Test& test) {
  int call = -1;
  try {
    Writer out('A');
    test.run(out, call);
    return out;
  } catch (const Unanswerable& answer) {
    return text_frame('U', answer.text);
  } catch (const Missing& missing) {
    return raised("", missing.text, call);
  } catch (const std::exception& error) {
    if (tell_throw) tell_throw();
    return raised(demangled(&typeid(error)), error.what(), call);
  } catch (...) {
    if (tell_throw) tell_throw();
    return raised(demangled(abi::__cxa_current_exception_type()), "thrown and not caught", call);
  }
}

using Made = std::unique_ptr<Test>;

// A new test in place of the last one, with its arguments.
void prepare(Made& test, Test* (*make)(), Reader in) {
  test.reset();
  NodeMemory::clear();
  test.reset(make());
  test->prepare(in);
  if (!in.done()) give_up("bytes are left over after the arguments");
}

// Tests one after the other, all answered at once.
void run_batch(Reader in, Made& test, Test* (*make)()) {
  std::string answers;
  for (auto left = in.get<std::uint32_t>(); left > 0; --left) {
    const auto size = in.get<std::uint32_t>();
    prepare(test, make, Reader({in.take(size), size}));
    answers += answer(*test).sealed();
    test.reset();
  }
  if (!in.done()) give_up("bytes are left over after the tests");
  flush();
  write_all(answers);
}

}  // namespace

int serve(Test* (*make)()) {
  std::string payload, frame;
  Made test;
  while (const char type = read_frame(frame)) {
    if (type == 'L') {
      Writer('l').send();
    } else if (type == 'T') {
      payload.swap(frame);  // streams read from it while the test runs
      prepare(test, make, Reader(payload));
      Writer('r').send();
    } else if (type == 'G' && test) {
      Writer reply = answer(*test);
      flush();
      reply.send();
      test.reset();
    } else if (type == 'B') {
      run_batch(Reader(frame), test, make);
    } else {
      give_up("a frame is out of place");
    }
  }
  return 0;
}

}  // namespace assay
