// Decoding of textures and surfaces.

#include <algorithm>

#include "sim/function_decoder.hpp"
#include "sim/texture.hpp"

namespace assay::sim {

using Kind = ptx::Operand::Kind;
using ptx::Operand;

Geometry FunctionDecoder::geometry() {
  constexpr std::pair<std::string_view, Geometry> kWords[] = {
      {"1d", Geometry::d1},   {"2d", Geometry::d2},   {"3d", Geometry::d3},
      {"a1d", Geometry::a1d}, {"a2d", Geometry::a2d}, {"cube", Geometry::cube}};
  for (const auto& [word, geometry] : kWords) {
    if (took(word)) return geometry;
  }
  unsupported();
}

// [object, {coordinates}]: the object's slot; the coordinates go to `slots`.
Slot FunctionDecoder::object(const Operand& address, std::vector<Slot>* slots) {
  if (address.kind != Kind::address || address.items.size() != 2) unsupported();
  const Operand& list = address.items[1];
  if (list.kind == Kind::vector) {
    for (const Operand& item : list.items) slots->push_back(source(item, 4));
  } else {
    slots->push_back(source(list, 4));
  }
  return source(address.items[0], 8);
}

// tex{.level,.grad}.geometry.v4.type.type {d}, [object, {coordinates}]{, level}: one level is all
// that arrays have here.
void FunctionDecoder::texture() {
  const Geometry geometry = this->geometry();
  took("level");
  took("grad");
  took("base");
  if (!took("v4") || !rest_.empty() || o_.types != 2 || o_.type[0].bits != 32) unsupported();
  std::vector<Slot> slots;
  if (operand(0).items.size() != 4) unsupported();
  for (const Operand& item : operand(0).items) slots.push_back(destination(item, 4));
  const Slot handle = object(operand(1), &slots);
  constexpr std::size_t kNeeded[] = {1, 2, 3, 2, 3, 3};
  const std::size_t given = slots.size() - 4;
  if (given < kNeeded[static_cast<std::size_t>(geometry)] || given > 4) unsupported();
  Inst& inst = emit(run_texture);
  inst.a = handle;
  inst.elements = static_cast<u8>(given);
  inst.imm = static_cast<i64>(geometry);
  inst.flags = o_.type[1].kind == 'f' ? 0 : 1;
  inst.list = static_cast<u32>(code_.slots.size());
  code_.slots.insert(code_.slots.end(), slots.begin(), slots.end());
  around_.touch_global(1);  // the least that a texel has
}

// suld.b.geometry{.vec}.type.beyond {d}, [object, {coordinates}]; sust the other way round
void FunctionDecoder::surface() {
  const bool loads = o_.op == Op::suld;
  const Geometry geometry = this->geometry();
  if (!took("b") || o_.types != 1 || geometry == Geometry::cube) unsupported();
  const u32 elements = took("v2") ? 2 : took("v4") ? 4 : 1;
  const Beyond beyond = took("clamp") ? Beyond::clamp : took("zero") ? Beyond::zero : Beyond::trap;
  took("trap");
  if (!rest_.empty()) unsupported();
  const u32 bytes = o_.type[0].bytes(), stride = std::max(bytes, 2u);
  const Operand& values = operand(loads ? 0 : 1);
  const std::vector<Operand> single(1, values);
  const std::vector<Operand>& items = values.kind == Kind::vector ? values.items : single;
  if (items.size() != elements) unsupported();
  std::vector<Slot> slots;
  for (const Operand& item : items) {
    slots.push_back(loads ? destination(item, stride) : source(item, stride));
  }
  const Slot handle = object(operand(loads ? 1 : 0), &slots);
  constexpr std::size_t kNeeded[] = {1, 2, 3, 2, 3};
  if (slots.size() - elements < kNeeded[static_cast<std::size_t>(geometry)]) unsupported();
  Inst& inst = emit(loads ? run_surface_load : run_surface_store);
  inst.a = handle;
  inst.size = static_cast<u8>(bytes);
  inst.stride = static_cast<u8>(stride);
  inst.elements = static_cast<u8>(elements);
  inst.imm = static_cast<i64>(geometry) | static_cast<i64>(beyond) << 4;
  inst.list = static_cast<u32>(code_.slots.size());
  code_.slots.insert(code_.slots.end(), slots.begin(), slots.end());
  around_.touch_global(bytes);
}

}  // namespace assay::sim
