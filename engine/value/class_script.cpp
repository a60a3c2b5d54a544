#include "value/class_script.hpp"

#include <algorithm>

#include "base/bytes.hpp"
#include "value/display.hpp"
#include "value/wire.hpp"

namespace assay {

int ClassShape::find(std::string_view method) const {
  for (std::size_t i = 0; i < methods.size(); ++i) {
    if (methods[i].name == method) return static_cast<int>(i);
  }
  return -1;
}

Result<std::string> encode_script(const ClassShape& shape, const ClassScript& script) {
  ByteWriter out;
  ASSAY_TRY(const std::string head,
            encode_arguments(shape.constructor.parameters, script.constructor));
  out.append(head);
  out.put(static_cast<std::uint32_t>(script.calls.size()));
  for (const ClassCall& call : script.calls) {
    const Signature& method = shape.methods[static_cast<std::size_t>(call.method)];
    out.put(static_cast<std::uint16_t>(call.method));
    Result<std::string> arguments = encode_arguments(method.parameters, call.arguments);
    if (!arguments.ok()) return std::move(arguments).status().in(method.name);
    out.append(*arguments);
  }
  return std::move(out).bytes();
}

Result<ClassScript> decode_script(const ClassShape& shape, std::string_view bytes) {
  ClassScript script;
  ASSAY_TRY(script.constructor, take_arguments(shape.constructor.parameters, &bytes));
  ByteReader head(bytes);
  const auto count = head.get<std::uint32_t>();
  bytes = head.rest();
  for (std::uint32_t i = 0; i < count; ++i) {
    ByteReader reader(bytes);
    const auto method = reader.get<std::uint16_t>();
    bytes = reader.rest();
    if (!reader.ok() || method >= shape.methods.size()) {
      return invalid_argument("call " + std::to_string(i) + ": no such method");
    }
    ClassCall call{method, {}};
    ASSAY_TRY(call.arguments, take_arguments(shape.methods[method].parameters, &bytes));
    script.calls.push_back(std::move(call));
  }
  if (!head.ok() || !bytes.empty()) return invalid_argument("not the script of a class");
  return script;
}

Result<std::string> encode_results(const ClassShape& shape, const ClassScript& script,
                                   const Values& results) {
  ByteWriter out;
  out.put(static_cast<std::uint32_t>(script.calls.size()));
  for (std::size_t i = 0; i < script.calls.size(); ++i) {
    const Signature& method = shape.methods[static_cast<std::size_t>(script.calls[i].method)];
    if (!method.returns) continue;
    Status status = encode(*method.returns, results[i], out);
    if (!status.ok()) return std::move(status).in(method.name);
  }
  return std::move(out).bytes();
}

Result<Values> decode_results(const ClassShape& shape, const ClassScript& script,
                              std::string_view bytes) {
  ByteReader head(bytes);
  if (head.get<std::uint32_t>() != script.calls.size() || !head.ok()) {
    return invalid_argument("another number of results than of calls");
  }
  bytes = head.rest();
  WireCaps caps = kAnswerCaps;  // for all of them together
  Values results;
  for (const ClassCall& call : script.calls) {
    const Signature& method = shape.methods[static_cast<std::size_t>(call.method)];
    Value result;
    if (method.returns) {
      Result<Value> taken = take(*method.returns, &bytes, caps);
      if (!taken.ok()) return std::move(taken).status().in(method.name);
      result = std::move(*taken);
      caps.values -= std::min(caps.values, count_values(result));
    }
    results.push_back(std::move(result));
  }
  if (!bytes.empty()) return invalid_argument("bytes are left over after the results");
  return results;
}

std::string display(const ClassShape& shape, const ClassCall& call) {
  std::string text = shape.methods[static_cast<std::size_t>(call.method)].name + "(";
  const char* separator = "";
  for (const auto& [name, value] : call.arguments.as<Record>()->fields) {
    text += separator + display(value);
    separator = ", ";
  }
  return text + ")";
}

}  // namespace assay
