// What every C++ submission is compiled with: the headers of the standard library, and the
// candidate's side of docs/wire.md.  Precompiled once; the glue that includes the solution is made
// by language.lua from the problem's signature.
#pragma once

#include <cxxabi.h>
#include <unistd.h>

#include <bits/stdc++.h>
#define ASSAY_HAS_EVERYTHING

namespace assay {

constexpr int kChannel = 3;
constexpr int kOurFailure = 126;  // exit status

// Frames that break the protocol, and arguments that do not decode, are never the candidate's.
[[noreturn]] inline void give_up(const char* why) {
  std::fprintf(stderr, "assay.hpp: %s\n", why);
  _exit(kOurFailure);
}

// --- frames --------------------------------------------------------------------------------------

inline bool read_all(char* into, std::size_t size) {
  while (size > 0) {
    const ssize_t got = read(kChannel, into, size);
    if (got <= 0) return false;
    into += got;
    size -= static_cast<std::size_t>(got);
  }
  return true;
}

// The frame's type, or 0 when the channel has ended.
inline char read_frame(std::string& payload) {
  char head[5];
  if (!read_all(head, sizeof head)) return 0;
  std::uint32_t size;
  std::memcpy(&size, head, sizeof size);
  payload.resize(size - 1);
  return read_all(payload.data(), payload.size()) ? head[4] : 0;
}

inline void write_all(const std::string& bytes) {
  const char* rest = bytes.data();
  for (std::size_t left = bytes.size(); left > 0;) {
    const ssize_t done = write(kChannel, rest, left);
    if (done <= 0) _exit(kOurFailure);
    rest += done;
    left -= static_cast<std::size_t>(done);
  }
}

// A frame in the making: room for its head, then the payload.
class Writer {
 public:
  explicit Writer(char type) : bytes_{0, 0, 0, 0, type} {}

  template <class T>
  void put(T value) {
    append(&value, sizeof value);
  }
  void append(const void* raw, std::size_t size) {
    bytes_.append(static_cast<const char*>(raw), size);
  }
  void put_count(std::size_t count) { put(static_cast<std::uint32_t>(count)); }

  // The whole frame.
  const std::string& sealed() {
    const auto size = static_cast<std::uint32_t>(bytes_.size() - 4);
    std::memcpy(bytes_.data(), &size, sizeof size);
    return bytes_;
  }
  void send() { write_all(sealed()); }

 private:
  std::string bytes_;
};

class Reader {
 public:
  Reader() = default;
  explicit Reader(std::string_view bytes) : at_(bytes.data()), end_(bytes.data() + bytes.size()) {}

  const char* take(std::size_t size) {
    if (static_cast<std::size_t>(end_ - at_) < size) give_up("a value runs past its frame");
    return std::exchange(at_, at_ + size);
  }
  template <class T>
  T get() {
    T value;
    std::memcpy(&value, take(sizeof value), sizeof value);
    return value;
  }
  bool done() const { return at_ == end_; }

 private:
  const char *at_ = nullptr, *end_ = nullptr;
};

// --- what candidates are given -------------------------------------------------------------------

// Nodes live until the next test, whoever made them: a candidate may delete ours or leak its own.
class NodeMemory {
 public:
  static void* take(std::size_t size) {
    if (chunks_.empty() || used_ + size > kChunk) {
      chunks_.push_back(std::make_unique<char[]>(std::max(size, kChunk)));
      used_ = 0;
    }
    return chunks_.back().get() + std::exchange(used_, used_ + size);
  }
  static void clear() { chunks_.clear(); }

 private:
  static constexpr std::size_t kChunk = 1 << 16;
  inline static std::vector<std::unique_ptr<char[]>> chunks_;
  inline static std::size_t used_ = 0;
};

struct TreeNode {
  long long val;
  TreeNode *left, *right;
  explicit TreeNode(long long v = 0, TreeNode* l = nullptr, TreeNode* r = nullptr)
      : val(v), left(l), right(r) {}
  static void* operator new(std::size_t size) { return NodeMemory::take(size); }
  static void operator delete(void*) {}
};

struct ListNode {
  long long val;
  ListNode* next;
  explicit ListNode(long long v = 0, ListNode* n = nullptr) : val(v), next(n) {}
  static void* operator new(std::size_t size) { return NodeMemory::take(size); }
  static void operator delete(void*) {}
};

template <class T>
struct Codec;

// Elements that arrive one at a time: `for (T x; stream.next(x);) ...`.
template <class T>
class Stream {
 public:
  Stream() = default;
  Stream(std::uint32_t count, Reader in) : left_(count), in_(in) {}

  bool next(T& value) {
    if (left_ == 0) return false;
    --left_;
    value = Codec<T>::decode(in_);
    return true;
  }

 private:
  std::uint32_t left_ = 0;
  Reader in_;
};

// An answer that cannot be sent.
struct Unanswerable {
  std::string text;
};

// The candidate's class lacks a method.
struct Missing {
  std::string text;
};

// What a function of the signature's name gives if the candidate wrote none that fits.
struct None {};

template <class>
constexpr bool kNever = false;

// --- values --------------------------------------------------------------------------------------

template <class T>
T decode(Reader& in) {
  return Codec<T>::decode(in);
}
template <class T>
void encode(const T& value, Writer& out) {
  Codec<T>::encode(value, out);
}

template <class T>
struct Plain {
  static T decode(Reader& in) { return in.get<T>(); }
  static void encode(T value, Writer& out) { out.put(value); }
};
template <>
struct Codec<long long> : Plain<long long> {};
template <>
struct Codec<double> : Plain<double> {};

template <>
struct Codec<bool> {
  static bool decode(Reader& in) { return in.get<char>() != 0; }
  static void encode(bool value, Writer& out) { out.put<char>(value); }
};

template <>
struct Codec<std::string> {
  static std::string decode(Reader& in) {
    const auto size = in.get<std::uint32_t>();
    return std::string(in.take(size), size);
  }
  static void encode(const std::string& value, Writer& out) {
    out.put_count(value.size());
    out.append(value.data(), value.size());
  }
};

template <class T>
struct Codec<std::vector<T>> {
  static constexpr bool kFlat = std::is_same_v<T, long long> || std::is_same_v<T, double>;

  static std::vector<T> decode(Reader& in) {
    const auto count = in.get<std::uint32_t>();
    std::vector<T> items;
    if constexpr (kFlat) {
      const char* raw = in.take(count * sizeof(T));
      items.resize(count);
      if (count > 0) std::memcpy(items.data(), raw, count * sizeof(T));
    } else {
      for (std::uint32_t i = 0; i < count; ++i) items.push_back(Codec<T>::decode(in));
    }
    return items;
  }
  static void encode(const std::vector<T>& items, Writer& out) {
    out.put_count(items.size());
    if constexpr (kFlat) {
      out.append(items.data(), items.size() * sizeof(T));
    } else {
      for (const auto& item : items) Codec<T>::encode(item, out);
    }
  }
};

template <class T>
struct Codec<std::set<T>> {
  static std::set<T> decode(Reader& in) {
    std::set<T> items;
    for (auto left = in.get<std::uint32_t>(); left > 0; --left) items.insert(Codec<T>::decode(in));
    return items;
  }
  static void encode(const std::set<T>& items, Writer& out) {
    out.put_count(items.size());
    for (const auto& item : items) Codec<T>::encode(item, out);
  }
};

template <class K, class V>
struct Codec<std::map<K, V>> {
  static std::map<K, V> decode(Reader& in) {
    std::map<K, V> entries;
    for (auto left = in.get<std::uint32_t>(); left > 0; --left) {
      K key = Codec<K>::decode(in);
      entries.insert_or_assign(std::move(key), Codec<V>::decode(in));
    }
    return entries;
  }
  static void encode(const std::map<K, V>& entries, Writer& out) {
    out.put_count(entries.size());
    for (const auto& [key, value] : entries) {
      Codec<K>::encode(key, out);
      Codec<V>::encode(value, out);
    }
  }
};

template <class T>
struct Codec<std::optional<T>> {
  static std::optional<T> decode(Reader& in) {
    if (in.get<char>() == 0) return std::nullopt;
    return Codec<T>::decode(in);
  }
  static void encode(const std::optional<T>& value, Writer& out) {
    out.put<char>(value.has_value());
    if (value) Codec<T>::encode(*value, out);
  }
};

template <class... T>
struct Codec<std::tuple<T...>> {
  // Braces: the items are decoded from left to right.
  static std::tuple<T...> decode(Reader& in) { return std::tuple<T...>{Codec<T>::decode(in)...}; }
  static void encode(const std::tuple<T...>& items, Writer& out) {
    std::apply([&out](const T&... item) { (Codec<T>::encode(item, out), ...); }, items);
  }
};

template <>
struct Codec<TreeNode*> {
  static TreeNode* decode(Reader& in) {
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
  static void encode(TreeNode* root, Writer& out) {
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
};

template <>
struct Codec<ListNode*> {
  static ListNode* decode(Reader& in) {
    ListNode* head = nullptr;
    ListNode** end = &head;
    for (auto left = in.get<std::uint32_t>(); left > 0; --left) {
      *end = new ListNode(in.get<long long>());
      end = &(*end)->next;
    }
    return head;
  }
  static void encode(ListNode* head, Writer& out) {
    std::vector<long long> values;
    std::unordered_set<ListNode*> seen;
    for (ListNode* node = head; node; node = node->next) {
      if (!seen.insert(node).second) throw Unanswerable{"expected list, got a cycle"};
      values.push_back(node->val);
    }
    Codec<std::vector<long long>>::encode(values, out);
  }
};

template <class T>
struct Codec<Stream<T>> {
  static Stream<T> decode(Reader& in) {
    const auto count = in.get<std::uint32_t>();
    Stream<T> stream(count, in);
    for (std::uint32_t i = 0; i < count; ++i) Codec<T>::decode(in);
    return stream;
  }
};

// A function that the engine answers: parameter number `index`.
template <class F>
struct Callback;
template <class R, class... A>
struct Callback<R(A...)> {
  static std::function<R(A...)> make(int index) {
    return [index](A... argument) -> R {
      Writer call('C');
      call.put(static_cast<std::uint16_t>(index));
      (Codec<A>::encode(argument, call), ...);
      call.send();
      std::string payload;
      const char type = read_frame(payload);
      if (type == 'D') throw std::runtime_error(payload);
      if (type != 'R') give_up("a call was not answered");
      if constexpr (!std::is_void_v<R>) {
        Reader in(payload);
        return Codec<R>::decode(in);
      }
    };
  }
};

// --- the loop ------------------------------------------------------------------------------------

inline std::string json_string(const std::string& text) {
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

inline Writer text_frame(char type, const std::string& text) {
  Writer frame(type);
  frame.append(text.data(), text.size());
  return frame;
}

inline Writer raised(const std::string& type, const std::string& message, int call) {
  return text_frame('X', "{\"syntax\": false, \"type\": " + json_string(type) +
                     ", \"message\": " + json_string(message) +
                     ", \"line\": 0, \"trace\": \"\", \"call\": " + std::to_string(call) + "}");
}

inline std::string demangled(const std::type_info* type) {
  int status = 0;
  const std::unique_ptr<char, void (*)(void*)> name(
      abi::__cxa_demangle(type->name(), nullptr, nullptr, &status), std::free);
  return status == 0 ? name.get() : type->name();
}

inline void flush() {
  std::cout.flush();
  std::fflush(stdout);
}

// Runs one test; the frame that answers it.
template <class Test>
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
    return raised(demangled(&typeid(error)), error.what(), call);
  } catch (...) {
    return raised(demangled(abi::__cxa_current_exception_type()), "", call);
  }
}

// A new test in place of the last one, with its arguments.
template <class Test>
void prepare(std::optional<Test>& test, Reader in) {
  test.reset();
  NodeMemory::clear();
  test.emplace();
  test->prepare(in);
  if (!in.done()) give_up("bytes are left over after the arguments");
}

// Tests one after the other, all answered at once.
template <class Test>
void run_batch(Reader in, std::optional<Test>& test) {
  std::string answers;
  for (auto left = in.get<std::uint32_t>(); left > 0; --left) {
    const auto size = in.get<std::uint32_t>();
    prepare(test, Reader({in.take(size), size}));
    answers += answer(*test).sealed();
    test.reset();
  }
  if (!in.done()) give_up("bytes are left over after the tests");
  flush();
  write_all(answers);
}

// Serves the channel until it closes.  A Test has prepare(Reader&) and run(Writer&, int& call).
template <class Test>
int serve() {
  std::string payload, frame;
  std::optional<Test> test;
  while (const char type = read_frame(frame)) {
    if (type == 'L') {
      Writer('l').send();
    } else if (type == 'T') {
      payload.swap(frame);  // streams read from it while the test runs
      prepare(test, Reader(payload));
      Writer('r').send();
    } else if (type == 'G' && test) {
      Writer reply = answer(*test);
      flush();
      reply.send();
      test.reset();
    } else if (type == 'B') {
      run_batch(Reader(frame), test);
    } else {
      give_up("a frame is out of place");
    }
  }
  return 0;
}

}  // namespace assay
