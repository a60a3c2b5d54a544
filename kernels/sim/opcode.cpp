#include "sim/opcode.hpp"

#include <unordered_map>

#include "ptx/parser.hpp"

namespace assay::sim {
namespace {

using Words = std::unordered_map<std::string_view, Op>;

const Words& ops() {
  static const Words kOps = {
      {"add", Op::add},
      {"addc", Op::addc},
      {"sub", Op::sub},
      {"subc", Op::subc},
      {"mul", Op::mul},
      {"mad", Op::mad},
      {"madc", Op::madc},
      {"mul24", Op::mul24},
      {"mad24", Op::mad24},
      {"div", Op::div},
      {"rem", Op::rem},
      {"abs", Op::abs},
      {"neg", Op::neg},
      {"min", Op::min},
      {"max", Op::max},
      {"sad", Op::sad},
      {"and", Op::and_},
      {"or", Op::or_},
      {"xor", Op::xor_},
      {"not", Op::not_},
      {"cnot", Op::cnot},
      {"shl", Op::shl},
      {"shr", Op::shr},
      {"shf", Op::shf},
      {"popc", Op::popc},
      {"clz", Op::clz},
      {"bfind", Op::bfind},
      {"brev", Op::brev},
      {"bfe", Op::bfe},
      {"bfi", Op::bfi},
      {"bmsk", Op::bmsk},
      {"fns", Op::fns},
      {"szext", Op::szext},
      {"lop3", Op::lop3},
      {"prmt", Op::prmt},
      {"dp4a", Op::dp4a},
      {"dp2a", Op::dp2a},
      {"vabsdiff2", Op::vabsdiff2},
      {"vabsdiff4", Op::vabsdiff4},
      {"fma", Op::fma},
      {"rcp", Op::rcp},
      {"sqrt", Op::sqrt},
      {"rsqrt", Op::rsqrt},
      {"sin", Op::sin},
      {"cos", Op::cos},
      {"ex2", Op::ex2},
      {"lg2", Op::lg2},
      {"tanh", Op::tanh},
      {"copysign", Op::copysign},
      {"testp", Op::testp},
      {"setp", Op::setp},
      {"set", Op::set},
      {"selp", Op::selp},
      {"slct", Op::slct},
      {"cvt", Op::cvt},
      {"mov", Op::mov},
      {"cvta", Op::cvta},
      {"isspacep", Op::isspacep},
      {"createpolicy", Op::createpolicy},
      {"mapa", Op::mapa},
      {"getctarank", Op::getctarank},
      {"ld", Op::ld},
      {"ldu", Op::ldu},
      {"st", Op::st},
      {"atom", Op::atom},
      {"red", Op::red},
      {"prefetch", Op::prefetch},
      {"prefetchu", Op::prefetch},
      {"cp", Op::cp},
      {"tex", Op::tex},
      {"suld", Op::suld},
      {"sust", Op::sust},
      {"membar", Op::membar},
      {"fence", Op::fence},
      {"mbarrier", Op::mbarrier},
      {"shfl", Op::shfl},
      {"vote", Op::vote},
      {"match", Op::match},
      {"redux", Op::redux},
      {"activemask", Op::activemask},
      {"elect", Op::elect},
      {"bar", Op::bar},
      {"barrier", Op::barrier},
      {"nanosleep", Op::nanosleep},
      {"wmma", Op::wmma},
      {"mma", Op::mma},
      {"ldmatrix", Op::ldmatrix},
      {"stmatrix", Op::stmatrix},
      {"movmatrix", Op::movmatrix},
      {"bra", Op::bra},
      {"brx", Op::brx},
      {"call", Op::call},
      {"ret", Op::ret},
      {"exit", Op::exit},
      {"trap", Op::trap},
      {"brkpt", Op::brkpt},
      {"discard", Op::discard},
      {"applypriority", Op::applypriority},
      {"griddepcontrol", Op::griddepcontrol},
      {"pmevent", Op::pmevent},
      {"setmaxnreg", Op::setmaxnreg},
  };
  return kOps;
}

bool take_round(std::string_view word, Opcode* o) {
  if (word.size() < 2 || word.size() > 3 || word[0] != 'r') return false;
  if (word.size() == 3 && word[2] != 'i') return false;
  switch (word[1]) {
    case 'n':
      o->round = Round::nearest;
      break;
    case 'z':
      o->round = Round::zero;
      break;
    case 'm':
      o->round = Round::down;
      break;
    case 'p':
      o->round = Round::up;
      break;
    default:
      return false;
  }
  o->rounded = true;
  o->round_to_integer = word.size() == 3;
  return true;
}

bool take_compare(std::string_view word, Opcode* o) {
  static const std::unordered_map<std::string_view, Compare> kWords = {
      {"eq", Compare::eq},   {"ne", Compare::ne},   {"lt", Compare::lt},   {"le", Compare::le},
      {"gt", Compare::gt},   {"ge", Compare::ge},   {"lo", Compare::lt},   {"ls", Compare::le},
      {"hi", Compare::gt},   {"hs", Compare::ge},   {"equ", Compare::equ}, {"neu", Compare::neu},
      {"ltu", Compare::ltu}, {"leu", Compare::leu}, {"gtu", Compare::gtu}, {"geu", Compare::geu},
      {"num", Compare::num}, {"nan", Compare::nan}};
  static const std::unordered_map<std::string_view, Join> kJoins = {
      {"and", Join::and_}, {"or", Join::or_}, {"xor", Join::xor_}};
  if (const auto found = kWords.find(word); found != kWords.end()) {
    o->compare = found->second;
    return true;
  }
  if (const auto found = kJoins.find(word); found != kJoins.end()) {
    o->join = found->second;
    return true;
  }
  return false;
}

bool take_flag(std::string_view word, Opcode* o) {
  const std::pair<std::string_view, bool Opcode::*> flags[] = {
      {"ftz", &Opcode::ftz},   {"sat", &Opcode::sat},      {"approx", &Opcode::approx},
      {"full", &Opcode::full}, {"lo", &Opcode::lo},        {"hi", &Opcode::hi},
      {"wide", &Opcode::wide}, {"cc", &Opcode::carry},     {"relu", &Opcode::relu},
      {"NaN", &Opcode::nan},   {"shiftamt", &Opcode::wide}};
  for (const auto& [name, flag] : flags) {
    if (word == name) {
      o->*flag = true;
      return true;
    }
  }
  return false;
}

// Packed: u16x2 and s16x2, f32x2.
bool take_packed(std::string_view word, ptx::Type* type) {
  if (word == "f32x2") {
    *type = {'f', 64, 2};
    return true;
  }
  if (word != "u16x2" && word != "s16x2") return false;
  *type = {word[0], 32, 2};
  return true;
}

}  // namespace

int take_apart(const ptx::Instruction& instruction, Opcode* opcode, std::string_view* rest) {
  const auto found = ops().find(instruction.parts[0]);
  opcode->op = found == ops().end() ? Op::unknown : found->second;
  const bool compares = opcode->op == Op::setp || opcode->op == Op::set;
  int left = 0;
  for (std::size_t k = 1; k < instruction.parts.size(); ++k) {
    const std::string_view word = instruction.parts[k];
    ptx::Type type;
    if (word == "uni" || word.starts_with("L1::") || word.starts_with("L2::")) continue;
    if (compares && take_compare(word, opcode)) continue;
    if (ptx::parse_type(word, &type) || take_packed(word, &type)) {
      if (opcode->types == 6) return -1;
      opcode->type[opcode->types++] = type;
      continue;
    }
    if (take_round(word, opcode) || take_flag(word, opcode)) continue;
    if (left == 12) return -1;
    rest[left++] = word;
  }
  return left;
}

}  // namespace assay::sim
