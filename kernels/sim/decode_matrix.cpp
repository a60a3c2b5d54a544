// Decoding of matrix instructions and asynchronous copies.

#include <charconv>

#include "sim/async_copy.hpp"
#include "sim/function_decoder.hpp"
#include "sim/matrix.hpp"

namespace assay::sim {

using Kind = ptx::Operand::Kind;
using ptx::Operand;
using ptx::Space;

namespace {

// "m16n8k16"
bool parse_shape(std::string_view word, MatrixShape* shape) {
  const char* at = word.data();
  const char* const end = at + word.size();
  for (const auto& [letter, value] :
       {std::pair{'m', &shape->m}, {'n', &shape->n}, {'k', &shape->k}}) {
    if (at == end || *at != letter) return false;
    const auto read = std::from_chars(at + 1, end, *value);
    if (read.ec != std::errc()) return false;
    at = read.ptr;
  }
  return at == end;
}

bool parse_element(std::string_view word, Element* element) {
  constexpr std::pair<std::string_view, Element> kElements[] = {
      {"f16", Element::f16},  {"bf16", Element::bf16}, {"tf32", Element::tf32},
      {"f64", Element::f64},  {"s8", Element::int8},   {"u8", Element::uint8},
      {"f32", Element::f32},  {"s32", Element::int32}, {"s4", Element::int4},
      {"u4", Element::uint4}, {"b1", Element::bit},    {"e4m3", Element::e4m3},
      {"e5m2", Element::e5m2}};
  for (const auto& [name, known] : kElements) {
    if (name == word) {
      *element = known;
      return true;
    }
  }
  return false;
}

}  // namespace

// An address with its offset added, in a register of 8 bytes.
Slot FunctionDecoder::whole_address(const Operand& address) {
  if (address.kind != Kind::address) unsupported();
  const Operand& base = address.items[0];
  if (base.kind != Kind::reg) return constant(value_of(base) + address.bits, 8);
  const u32 bytes = stride_of(base);
  Slot from = reg(base, 0);
  if (bytes == 4) {
    Opcode widen;
    widen.op = Op::cvt;
    widen.type[0] = {'u', 64, 1};
    widen.type[1] = {'u', 32, 1};
    const Slot wide = scratch(8);
    Inst& inst = emit(handlers().convert(widen, 8, 4));
    inst.d = wide;
    inst.a = from;
    inst.stride = 8;
    inst.size = 4;
    from = wide;
  }
  if (address.bits == 0) return from;
  Opcode add;
  add.op = Op::add;
  add.type[0] = {'u', 64, 1};
  const Slot by = constant(address.bits, 8);
  const Slot sum = scratch(8);
  Inst& inst = emit(handlers().integer(add));
  inst.d = sum;
  inst.a = from;
  inst.b = by;
  return sum;
}

// ldmatrix.sync.aligned.m8n8.xN{.trans}.shared.b16 {d...}, [a]; stmatrix ... [a], {b...};
// movmatrix ... d, a
void FunctionDecoder::matrix_load() {
  took("sync");
  took("aligned");
  const bool transposed = took("trans");
  if (!took("m8n8")) unsupported();
  if (o_.op == Op::movmatrix) {
    const Slot a = source(operand(1), 4);
    const Slot d = destination(operand(0), 4);
    Inst& inst = emit(run_movmatrix);
    inst.flow = Flow::sync;
    inst.flags = kNeedsAll;
    inst.a = a;
    inst.d = d;
    return;
  }
  const bool stores = o_.op == Op::stmatrix;
  const u8 count = took("x4") ? 4 : took("x2") ? 2 : 1;
  took("x1");
  space();
  if (!rest_.empty()) unsupported();
  const Slot a = whole_address(operand(stores ? 0 : 1));
  const Operand& registers = operand(stores ? 1 : 0);
  std::vector<Slot> slots;
  for (const Operand& item : registers.items) {
    slots.push_back(stores ? source(item, 4) : destination(item, 4));
  }
  if (slots.size() != count) unsupported();
  Inst& inst = emit(stores ? run_stmatrix : run_ldmatrix);
  inst.flow = Flow::sync;
  inst.flags = static_cast<u8>(kNeedsAll | (transposed ? 1 : 0));
  inst.elements = count;
  inst.a = a;
  inst.space = Space::shared;
  inst.list = static_cast<u32>(code_.slots.size());
  code_.slots.insert(code_.slots.end(), slots.begin(), slots.end());
  access(inst);
}

namespace {

u32 fragment_registers(const MatrixShape& s, u32 elements, Element element) {
  (void)s;
  const u32 bits = element_bits(element);
  return elements / kLanes / (bits >= 32 ? 1 : 32 / bits);
}

}  // namespace

// mma.sync.aligned.shape.alayout.blayout.d.a.b.c {d}, {a}, {b}, {c}
void FunctionDecoder::matrix_multiply() {
  MatrixShape shape;
  std::vector<Element> elements;
  bool shaped = false;
  for (std::size_t k = 1; k < at_->parts.size(); ++k) {
    const std::string_view word = at_->parts[k];
    Element element;
    if (parse_element(word, &element)) {
      elements.push_back(element);
    } else if (parse_shape(word, &shape)) {
      shaped = true;
    } else if (word == "satfinite") {
      shape.saturates = true;
    } else if (word == "xor") {
      shape.differs = true;
    } else if (word != "sync" && word != "aligned" && word != "row" && word != "col" &&
               word != "and" && word != "popc") {
      unsupported();
    }
  }
  if (!shaped || elements.size() != 4 || shape.n != 8 || (shape.m != 16 && shape.m != 8)) {
    unsupported();
  }
  // The f16 of m8n8k4 lies as Volta had it.
  if (shape.m == 8 && elements[1] == Element::f16) unsupported();
  shape.d = elements[0];
  shape.a = elements[1];
  shape.b = elements[2];
  shape.c = elements[3];
  // Rows of 128 or 256 bits, as the layouts of fragments are made for; doubles come four at a time.
  const u32 bits = element_bits(shape.a);
  const bool doubles = shape.a == Element::f64 && (shape.k == 4 || shape.k == 8 || shape.k == 16);
  const bool narrow = shape.a != Element::f64 && shape.k <= 256 &&
                      (shape.k * bits == 128 || (shape.k * bits == 256 && shape.m == 16));
  if (element_bits(shape.b) != bits || (!doubles && !narrow)) unsupported();
  const u32 sizes[] = {fragment_registers(shape, shape.m * shape.n, shape.d),
                       fragment_registers(shape, shape.m * shape.k, shape.a),
                       fragment_registers(shape, shape.k * shape.n, shape.b),
                       fragment_registers(shape, shape.m * shape.n, shape.c)};
  fragments(run_mma, shape, sizes);
}

// Emits a multiplication whose operands are four lists of registers.
void FunctionDecoder::fragments(Handler handler, const MatrixShape& shape, const u32* sizes) {
  const Element types[] = {shape.d, shape.a, shape.b, shape.c};
  std::vector<Slot> slots;
  for (std::size_t k = 0; k < 4; ++k) {
    const Operand& list = operand(k);
    const std::vector<Operand> single(1, list);
    const std::vector<Operand>& items = list.kind == Kind::vector ? list.items : single;
    if (items.size() != sizes[k]) unsupported();
    const u32 bytes = types[k] == Element::f64 ? 8 : 4;
    for (const Operand& item : items) {
      slots.push_back(k == 0 ? destination(item, bytes) : source(item, bytes));
    }
  }
  Inst& inst = emit(handler);
  inst.flow = Flow::sync;
  inst.flags = kNeedsAll;
  inst.imm = static_cast<i64>(code_.matrices.size());
  inst.list = static_cast<u32>(code_.slots.size());
  code_.slots.insert(code_.slots.end(), slots.begin(), slots.end());
  code_.matrices.push_back(shape);
  code_.facts.back().flops = 2 * shape.m * shape.n * shape.k / kLanes;
}

// wmma.load.a.sync.aligned.layout.shape{.space}.type {r}, [p], ldm
// wmma.store.d...  [p], {r}, ldm
// wmma.mma.sync.aligned.alayout.blayout.shape.dtype{.atype.btype}.ctype d, a, b, c
void FunctionDecoder::wmma() {
  MatrixShape shape;
  std::vector<Element> elements;
  std::vector<std::string_view> words;
  for (std::size_t k = 1; k < at_->parts.size(); ++k) {
    Element element;
    if (parse_element(at_->parts[k], &element)) {
      elements.push_back(element);
    } else if (!parse_shape(at_->parts[k], &shape)) {
      words.push_back(at_->parts[k]);
    }
  }
  if (shape.m == 0 || words.empty() || elements.empty()) unsupported();
  for (const Element element : elements) {
    if (element_bits(element) < 8) unsupported();
  }
  if (words[0] == "mma") {
    shape.d = elements.front();
    shape.c = elements.back();
    if (elements.size() == 4) {
      shape.a = elements[1];
      shape.b = elements[2];
    } else if (elements.size() != 2) {
      unsupported();
    }
    for (const std::string_view word : words) shape.saturates |= word == "satfinite";
    const u32 sizes[] = {wmma_registers(shape, 'd'), wmma_registers(shape, 'a'),
                         wmma_registers(shape, 'b'), wmma_registers(shape, 'c')};
    fragments(run_wmma_mma, shape, sizes);
    return;
  }
  if ((words[0] != "load" && words[0] != "store") || words.size() < 2) unsupported();
  const bool loads = words[0] == "load";
  const char which = words[1][0];
  shape.a = shape.b = shape.c = shape.d = elements[0];
  const Operand& list = operand(loads ? 0 : 1);
  const std::vector<Operand> single(1, list);
  const std::vector<Operand>& items = list.kind == Kind::vector ? list.items : single;
  if (items.size() != wmma_registers(shape, which)) unsupported();
  const u32 bytes = elements[0] == Element::f64 ? 8 : 4;
  std::vector<Slot> slots;
  for (const Operand& item : items) {
    slots.push_back(loads ? destination(item, bytes) : source(item, bytes));
  }
  const Slot address = whole_address(operand(loads ? 1 : 0));
  const Slot leading = source(operand(2), 4);
  bool by_columns = false;
  Space where = Space::generic;
  for (const std::string_view word : words) {
    by_columns |= word == "col";
    if (word.starts_with("shared")) where = Space::shared;
    if (word == "global") where = Space::global;
  }
  Inst& inst = emit(loads ? run_wmma_load : run_wmma_store);
  inst.flow = Flow::sync;
  inst.flags = static_cast<u8>(kNeedsAll | (by_columns ? 1 : 0));
  inst.a = address;
  inst.b = leading;
  inst.space = where;
  inst.size = static_cast<u8>(element_bits(elements[0]) / 8);
  inst.elements = static_cast<u8>(which);
  inst.imm = static_cast<i64>(code_.matrices.size());
  inst.list = static_cast<u32>(code_.slots.size());
  code_.slots.insert(code_.slots.end(), slots.begin(), slots.end());
  code_.matrices.push_back(shape);
  access(inst);
  if (where != Space::global) around_.touch_shared(inst.size);
  if (where != Space::shared) around_.touch_global(inst.size);
}

// cp.async.ca.shared.global [to], [from], bytes{, source bytes}; commit_group; wait_group n;
// wait_all
void FunctionDecoder::async_copy() {
  if (!took("async")) unsupported();
  if (took("bulk")) return bulk_copy();
  if (took("commit_group")) {
    emit(run_copy_commit);
    return;
  }
  if (took("wait_all")) {
    emit(run_copy_wait).imm = -1;
    return;
  }
  if (took("wait_group")) {
    const i64 left = static_cast<i64>(operand(0).bits);
    emit(run_copy_wait).imm = left;
    return;
  }
  if (took("mbarrier")) return copy_arrives();
  took("ca");
  took("cg");
  if ((!took("shared") && !took("shared::cta")) || !took("global") || !rest_.empty()) unsupported();
  const Slot to = whole_address(operand(0));
  const Slot from = whole_address(operand(1));
  const u8 bytes = static_cast<u8>(operand(2).bits);
  const Slot given =
      at_->operands.size() > 3 ? source(operand(3), 4) : constant(operand(2).bits, 4);
  Inst& inst = emit(run_copy_start);
  inst.a = to;
  inst.b = from;
  inst.c = given;
  inst.size = bytes;
  inst.space = Space::global;
  access(inst);
  around_.touch_shared(bytes);
  around_.touch_global(bytes);
}

}  // namespace assay::sim
