#include "ptx/parser.hpp"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <map>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "ptx/constants.hpp"
#include "ptx/lexer.hpp"
#include "ptx/places.hpp"

namespace assay::ptx {
namespace {

Space space_of(std::string_view word) {
  if (word.starts_with(".shared")) return Space::shared;
  if (word == ".local") return Space::local;
  if (word == ".param") return Space::param;
  if (word == ".const") return Space::constant;
  return Space::global;
}

std::vector<std::string_view> split_dots(std::string_view word) {
  std::vector<std::string_view> parts;
  while (true) {
    std::size_t dot = word.find('.');
    parts.push_back(word.substr(0, dot));
    if (dot == std::string_view::npos) return parts;
    word.remove_prefix(dot + 1);
  }
}

// Names of one pair of braces.
struct Scope {
  std::unordered_map<std::string_view, std::uint32_t> registers, variables, labels;
  struct Range {  // %r<59>
    std::uint32_t first, count;
  };
  std::unordered_map<std::string_view, Range> ranges;
  // Labels used before they are seen, by the id that stands for them meanwhile.
  std::unordered_map<std::string_view, std::uint32_t> pending;
};

// Beyond what any compiler writes.  A text may come from a stranger, and what is read here is
// trusted with his memory.
constexpr std::uint64_t kMostBytes = 1u << 31, kMostRegisters = 1'000'000;
constexpr int kDeepest = 200;

class Parser {
 public:
  explicit Parser(Module& module) : module_(module), lexer_(*module.text), places_(module) {
    advance();
  }

  void run() {
    while (token_.kind != Token::Kind::end) top();
  }

 private:
  // A text may nest as deep as it likes; our stack may not.
  struct Nested {
    explicit Nested(Parser& parser) : depth(parser.depth_) {
      if (++depth > kDeepest) parser.fail("nesting so deep");
    }
    ~Nested() { --depth; }
    int& depth;
  };

  [[noreturn]] void fail(const std::string& what) const { throw Unsupported{what, token_.line}; }

  void advance() { token_ = lexer_.next(); }
  bool accept(std::string_view what) {
    if (!token_.is(what)) return false;
    advance();
    return true;
  }
  void expect(std::string_view what) {
    if (!accept(what))
      fail("expected " + std::string(what) + " before " + std::string(token_.text));
  }
  std::string_view word() {
    if (token_.kind != Token::Kind::word) fail("unexpected " + std::string(token_.text));
    const std::string_view text = token_.text;
    advance();
    return text;
  }
  void skip_line() {
    const std::uint32_t line = token_.line;
    while (token_.line == line && token_.kind != Token::Kind::end) advance();
  }
  void skip_braces() {
    expect("{");
    for (int depth = 1; depth > 0; advance()) {
      if (token_.kind == Token::Kind::end) fail("the text ends inside braces");
      depth += token_.is("{") ? 1 : token_.is("}") ? -1 : 0;
    }
  }

  // --- numbers

  // An integer, where an expression may not stand.
  std::uint64_t number() {
    const Constant value = literal_of(token_);
    if (!value.is_integer()) fail("number " + std::string(token_.text));
    advance();
    return value.bits;
  }

  Constant constant() { return read_constant(lexer_, token_); }

  std::uint64_t offset() {
    const Constant value = constant();
    if (!value.is_integer()) fail("an offset that is no integer");
    return value.bits;
  }

  bool at_constant() const {
    if (token_.is("!")) {  // of a predicate?
      const Token next = Lexer(lexer_).next();
      return next.kind != Token::Kind::word || next.is("WARP_SZ");
    }
    return token_.kind == Token::Kind::number || token_.is("-") || token_.is("+") ||
           token_.is("~") || token_.is("(") || token_.is("WARP_SZ");
  }

  // --- the module

  void top() {
    if (token_.kind != Token::Kind::word) {
      if (accept(";")) return;
      fail("unexpected " + std::string(token_.text));
    }
    const std::string_view text = token_.text;
    if (text == ".target") {
      advance();
      module_.target = word();
      while (accept(",")) module_.debug |= word() == "debug";
    } else if (text == ".version" || text == ".address_size" || text == ".file" ||
               text == ".pragma") {
      skip_line();
    } else if (text == ".section") {
      advance();
      word();
      skip_braces();
    } else if (text == ".loc") {
      location();
    } else if (text == ".visible" || text == ".extern" || text == ".weak" || text == ".common") {
      advance();
    } else if (text == ".entry" || text == ".func") {
      function();
    } else if (text == ".global" || text == ".const" || text == ".shared") {
      variables(module_.variables, nullptr);
    } else if (text == ".alias") {
      fail(".alias");
    } else {
      fail(std::string(text));
    }
  }

  void location() {
    advance();
    const auto file = static_cast<std::uint32_t>(number());
    const auto line = static_cast<std::uint32_t>(number());
    const auto column = static_cast<std::uint32_t>(number());
    SourceMark caller;
    if (accept(",")) {
      expect("function_name");
      word();
      if (accept("+")) number();
      expect(",");
      expect("inlined_at");
      caller.file = static_cast<std::uint32_t>(number());
      caller.line = static_cast<std::uint32_t>(number());
      caller.column = static_cast<std::uint32_t>(number());
    }
    place_ = places_.at({file, line, column}, caller);
  }

  // `.global .align 4 .b8 name[20] = {...}, other;`  With a scope the names go into it.
  void variables(std::vector<Variable>& into, Scope* scope) {
    Variable common;
    common.space = space_of(word());
    Type type;
    type = attributes(&common);
    common.align = std::max<std::uint32_t>(common.align, 1);
    if (common.align == 1) common.align = type.bytes();
    do {
      Variable variable = common;
      declarator(type, &variable);
      if (scope) scope->variables[variable.name] = static_cast<std::uint32_t>(into.size());
      into.push_back(std::move(variable));
    } while (accept(","));
    expect(";");
  }

  std::uint32_t alignment() {
    const std::uint64_t align = number();
    if (align == 0 || align > 4096 || (align & (align - 1)) != 0) {
      fail(".align " + std::to_string(align));
    }
    return static_cast<std::uint32_t>(align);
  }

  Type attributes(Variable* variable) {
    Type type;
    unsigned vector = 1;
    while (true) {
      const std::string_view text = word();
      if (text == ".align") {
        variable->align = alignment();
      } else if (text == ".attribute") {
        expect("(");
        for (; !accept(")"); advance()) variable->managed |= token_.is(".managed");
      } else if (text == ".ptr" || text == ".global" || text == ".const" || text == ".shared" ||
                 text == ".local") {
        continue;
      } else if (text == ".v2" || text == ".v4") {
        vector = text == ".v2" ? 2 : 4;
      } else if (parse_type(text.substr(1), &type)) {
        break;
      } else {
        fail(std::string(text));
      }
    }
    while (token_.kind == Token::Kind::word && token_.text[0] == '.') {  // .ptr .align 1
      if (accept(".align")) {
        number();
      } else {
        advance();
      }
    }
    if (type.bytes() == 0 || type.bits * vector > 128) fail("a variable of such a type");
    type.bits = static_cast<std::uint8_t>(type.bits * vector);
    return type;
  }

  void declarator(Type type, Variable* variable) {
    variable->name = word();
    std::uint64_t bytes = type.bytes();
    while (accept("[")) {
      const std::uint64_t count = token_.is("]") ? 0 : number();
      if (count > kMostBytes) fail("so large a variable");
      bytes *= count;
      if (bytes > kMostBytes) fail("so large a variable");
      expect("]");
    }
    variable->bytes = static_cast<std::uint32_t>(bytes);
    if (accept("=")) {
      variable->initial.assign(variable->bytes, '\0');
      std::uint32_t at = 0;
      initialiser(type.bytes(), variable, &at);
    }
  }

  void initialiser(unsigned bytes, Variable* variable, std::uint32_t* at) {
    const Nested nested(*this);
    if (accept("{")) {
      while (!accept("}")) {
        initialiser(bytes, variable, at);
        accept(",");
      }
      return;
    }
    if (*at + bytes > variable->initial.size()) {  // `name[]` takes its size from here
      variable->initial.resize(*at + bytes, '\0');
      variable->bytes = *at + bytes;
    }
    if (!at_constant()) {
      pointer(bytes, variable, *at);
    } else {
      const Constant read = constant();
      if (accept("(")) {  // 0xFF00(symbol): one byte of an address
        pointer_byte(read.bits, variable, *at);
        *at += bytes;
        return;
      }
      const std::uint64_t value = converted(read, bytes);
      std::memcpy(variable->initial.data() + *at, &value, std::min<std::size_t>(bytes, 8));
    }
    *at += bytes;
  }

  void pointer_byte(std::uint64_t mask, Variable* variable, std::uint32_t at) {
    pointer(1, variable, at);
    expect(")");
    while (mask > 0xff) {
      mask >>= 8;
      variable->pointers.back().shift =
          static_cast<std::uint8_t>(variable->pointers.back().shift + 8);
    }
  }

  void pointer(unsigned bytes, Variable* variable, std::uint32_t at) {
    if (bytes > 8) fail("an address of 16 bytes");
    Variable::Pointer pointer;
    pointer.at = at;
    pointer.bytes = static_cast<std::uint8_t>(bytes);
    const bool generic = token_.is("generic");
    pointer.symbol = word();
    if (generic) {
      expect("(");
      pointer.symbol = word();
      if (accept("+")) pointer.offset = offset();
      expect(")");
    }
    pointer.generic = generic;
    pointer.offset = 0;
    if (accept("+")) pointer.offset = offset();
    variable->pointers.push_back(pointer);
  }

  // --- functions

  void function() {
    places_.enter_function();
    Function function;
    function.entry = word() == ".entry";
    scopes_.assign(1, {});
    while (token_.kind == Token::Kind::word && token_.text == ".noreturn") advance();
    if (token_.is("(")) function.returns = parameters(function);
    function.name = word();
    if (token_.is("(")) function.parameters = parameters(function);
    while (token_.kind == Token::Kind::word) {
      const std::string_view directive = word();
      std::uint64_t product = 1;
      while (token_.kind == Token::Kind::number) {
        product *= number();
        accept(",");
      }
      function.clustered |= directive == ".reqnctapercluster" && product > 1;
      if (directive == ".maxntid") function.max_threads = static_cast<std::uint32_t>(product);
    }
    if (accept(";")) {
      module_.functions.push_back(std::move(function));
      return;
    }
    function.defined = true;
    function_ = &function;
    place_ = 0;
    expect("{");
    while (!token_.is("}")) statement();
    advance();
    if (!scopes_.back().pending.empty()) {
      fail("label " + std::string(scopes_.back().pending.begin()->first));
    }
    module_.functions.push_back(std::move(function));
    function_ = nullptr;
  }

  std::uint32_t parameters(Function& function) {
    expect("(");
    std::uint32_t count = 0;
    while (!accept(")")) {
      Variable variable;
      const std::string_view space = word();
      variable.space = Space::param;
      if (space == ".reg") fail("a .reg parameter");
      const Type type = attributes(&variable);
      variable.align = std::max<std::uint32_t>(variable.align, type.bytes());
      declarator(type, &variable);
      scopes_.back().variables[variable.name] =
          static_cast<std::uint32_t>(function.variables.size());
      function.variables.push_back(std::move(variable));
      ++count;
      accept(",");
    }
    return count;
  }

  void statement() {
    const Nested nested(*this);
    if (accept(";")) return;
    if (accept("{")) {
      scopes_.emplace_back();
      while (!token_.is("}")) statement();
      advance();
      close_scope();
      return;
    }
    std::uint32_t guard = kNone;
    bool guard_not = false;
    if (accept("@")) {
      guard_not = accept("!");
      const Operand reg = operand();
      if (reg.kind != Operand::Kind::reg) fail("guard");
      guard = reg.id;
    }
    const std::uint32_t line = token_.line;
    const std::string_view text = token_.text;
    if (text == ".reg" || text.starts_with(".reg.")) return registers();
    if (text == ".loc") return location();
    if (text == ".pragma" || text == ".file") return skip_line();
    if (text == ".shared" || text == ".local" || text == ".param" || text == ".const" ||
        text == ".global") {
      return variables(function_->variables, &scopes_.back());
    }
    word();
    if (accept(":")) return label(text);
    instruction(text, line, guard, guard_not);
  }

  // ".reg .b32 %r<5>;", and ".reg.b32 a;" as the toolkit's own headers write it.
  void registers() {
    const std::string_view opening = word();
    Type type;
    const std::string_view text = opening == ".reg" ? word() : opening.substr(4);
    if (!parse_type(text.substr(1), &type)) fail(std::string(text));
    do {
      const std::string_view name = word();
      const auto first = static_cast<std::uint32_t>(function_->registers.size());
      std::uint32_t count = 1;
      if (accept("<")) {
        count = static_cast<std::uint32_t>(std::min<std::uint64_t>(number(), kMostRegisters + 1));
        expect(">");
        scopes_.back().ranges[name] = {first, count};
      } else {
        scopes_.back().registers[name] = first;
      }
      if (function_->registers.size() + count > kMostRegisters) fail("so many registers");
      function_->registers.insert(function_->registers.end(), count, type);
    } while (accept(","));
    expect(";");
  }

  void label(std::string_view name) {
    if (accept(".callprototype")) {
      while (!accept(";")) advance();
      return;
    }
    Scope& scope = scopes_.back();
    std::uint32_t id;
    if (const auto found = scope.pending.find(name); found != scope.pending.end()) {
      id = found->second;
      scope.pending.erase(found);
    } else {
      id = static_cast<std::uint32_t>(function_->labels.size());
      function_->labels.push_back({});
    }
    scope.labels[name] = id;
    function_->labels[id].target = static_cast<std::uint32_t>(function_->body.size());
    if (accept(".branchtargets")) {
      do {
        const std::uint32_t target = label_id(word());
        function_->labels[id].targets.push_back(target);
      } while (accept(","));
      expect(";");
    }
  }

  std::uint32_t label_id(std::string_view name) {
    for (auto scope = scopes_.rbegin(); scope != scopes_.rend(); ++scope) {
      if (const auto found = scope->labels.find(name); found != scope->labels.end()) {
        return found->second;
      }
    }
    Scope& scope = scopes_.back();
    const auto [place, fresh] =
        scope.pending.try_emplace(name, static_cast<std::uint32_t>(function_->labels.size()));
    if (fresh) function_->labels.push_back({});
    return place->second;
  }

  // Labels that the closed scope did not define may be the outer scope's.
  void close_scope() {
    Scope closed = std::move(scopes_.back());
    scopes_.pop_back();
    for (const auto& [name, id] : closed.pending) {
      const std::uint32_t outer = label_id(name);
      if (outer == id) continue;
      for (Instruction& instruction : function_->body) {
        for (Operand& operand : instruction.operands) {
          if (operand.kind == Operand::Kind::symbol && operand.text == name && operand.id == id) {
            operand.id = outer;
          }
        }
      }
    }
  }

  void instruction(std::string_view opcode, std::uint32_t line, std::uint32_t guard,
                   bool guard_not) {
    Instruction instruction;
    instruction.opcode = opcode;
    instruction.parts = split_dots(opcode);
    instruction.guard = guard;
    instruction.guard_not = guard_not;
    instruction.line = line;
    instruction.place = place_;
    instruction.of_groups = place_ != 0 && places_.of_groups();
    instruction.of_cub = place_ != 0 && places_.of_cub();
    calls_ = instruction.parts[0] == "call";
    const bool jumps = instruction.parts[0] == "bra" || instruction.parts[0] == "brx";
    while (!accept(";")) {
      instruction.operands.push_back(
          jumps && token_.kind == Token::Kind::word && token_.text[0] != '%' ? label_operand()
                                                                             : operand());
      accept(",");
    }
    function_->body.push_back(std::move(instruction));
  }

  Operand label_operand() {
    Operand operand;
    operand.kind = Operand::Kind::symbol;
    operand.text = word();
    operand.id = label_id(operand.text);
    return operand;
  }

  // --- operands

  Operand operand() {
    Operand first = single();
    if (!token_.is("|")) return first;
    advance();
    Operand pair;
    pair.kind = Operand::Kind::pair;
    pair.items.push_back(std::move(first));
    pair.items.push_back(single());
    return pair;
  }

  Operand single() {
    const Nested nested(*this);
    Operand result;
    if (accept("{")) return items(Operand::Kind::vector, "}");
    if (calls_ && accept("(")) return items(Operand::Kind::list, ")");
    if (accept("[")) return address();
    if (at_constant()) {
      const Constant value = constant();
      result.kind = Operand::Kind::literal;
      result.bits = value.bits;
      result.float_bits = value.kind == Constant::Kind::f32   ? 32
                          : value.kind == Constant::Kind::f64 ? 64
                                                              : 0;
      return result;
    }
    const bool negated = accept("!");
    result = name(word());
    result.negated = negated;
    if (result.kind != Operand::Kind::reg && accept("+")) result.bits = offset();
    return result;
  }

  Operand items(Operand::Kind kind, std::string_view end) {
    Operand result;
    result.kind = kind;
    while (!accept(end)) {
      result.items.push_back(operand());
      accept(",");
    }
    return result;
  }

  Operand address() {
    Operand result;
    result.kind = Operand::Kind::address;
    result.items.push_back(single());
    result.bits = result.items[0].kind == Operand::Kind::literal ? 0 : result.items[0].bits;
    result.items[0].bits =
        result.items[0].kind == Operand::Kind::literal ? result.items[0].bits : 0;
    if (accept("+") || token_.is("-")) result.bits = offset();
    while (accept(",")) result.items.push_back(operand());  // texture coordinates and the like
    expect("]");
    return result;
  }

  Operand name(std::string_view text) {
    Operand result;
    if (text == "_") return result;
    result.text = text;
    for (auto scope = scopes_.rbegin(); scope != scopes_.rend(); ++scope) {
      if (find_register(*scope, text, &result.id)) {
        result.kind = Operand::Kind::reg;
        return result;
      }
      if (const auto found = scope->variables.find(text); found != scope->variables.end()) {
        result.kind = Operand::Kind::variable;
        result.id = found->second;
        return result;
      }
    }
    result.kind = text[0] == '%' ? Operand::Kind::special : Operand::Kind::symbol;
    return result;
  }

  static bool find_register(const Scope& scope, std::string_view text, std::uint32_t* id) {
    if (const auto found = scope.registers.find(text); found != scope.registers.end()) {
      *id = found->second;
      return true;
    }
    const std::size_t digits = text.find_last_not_of("0123456789") + 1;
    if (digits == text.size() || digits == 0) return false;
    const auto range = scope.ranges.find(text.substr(0, digits));
    if (range == scope.ranges.end()) return false;
    std::uint32_t index = 0;
    std::from_chars(text.data() + digits, text.data() + text.size(), index);
    *id = range->second.first + index;
    return index < range->second.count;
  }

  Module& module_;
  Lexer lexer_;
  Places places_;
  Token token_;
  Function* function_ = nullptr;
  int depth_ = 0;
  bool calls_ = false;  // the instruction is a call: what is in parentheses is a list
  std::vector<Scope> scopes_;
  std::uint32_t place_ = 0;
};

}  // namespace

bool parse_type(std::string_view word, Type* type) {
  static const std::unordered_map<std::string_view, Type> kTypes = {
      {"pred", {'p', 1, 1}},  {"u8", {'u', 8, 1}},     {"u16", {'u', 16, 1}},
      {"u32", {'u', 32, 1}},  {"u64", {'u', 64, 1}},   {"s8", {'s', 8, 1}},
      {"s16", {'s', 16, 1}},  {"s32", {'s', 32, 1}},   {"s64", {'s', 64, 1}},
      {"b8", {'b', 8, 1}},    {"b16", {'b', 16, 1}},   {"b32", {'b', 32, 1}},
      {"b64", {'b', 64, 1}},  {"b128", {'b', 128, 1}}, {"f16", {'f', 16, 1}},
      {"f32", {'f', 32, 1}},  {"f64", {'f', 64, 1}},   {"f16x2", {'f', 32, 2}},
      {"bf16", {'g', 16, 1}}, {"bf16x2", {'g', 32, 2}}};
  const auto found = kTypes.find(word);
  if (found == kTypes.end()) return false;
  *type = found->second;
  return true;
}

Result<Module> parse(std::string text) {
  Module module;
  module.text = std::make_unique<std::string>(std::move(text));
  try {
    Parser(module).run();
  } catch (const Unsupported& error) {
    return unavailable("unsupported PTX: " + error.what + " at line " + std::to_string(error.line));
  }
  return module;
}

}  // namespace assay::ptx
