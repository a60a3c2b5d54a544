#include "value/calls.hpp"

#include "base/bytes.hpp"
#include "value/display.hpp"
#include "value/wire.hpp"

namespace assay {
namespace {

template <class Number>
bool take(std::string_view& bytes, Number& number) {
  ByteReader reader(bytes);
  number = reader.get<Number>();
  bytes = reader.rest();
  return reader.ok();
}

}  // namespace

Result<CallScript> decode_calls(const Signature& constructor, const std::vector<Signature>& methods,
                                std::string_view bytes) {
  CallScript script;
  ASSAY_TRY(script.constructor, take_arguments(constructor.parameters, &bytes));
  std::uint32_t count = 0;
  if (!take(bytes, count) || count > bytes.size()) return invalid_argument("a cut script of calls");
  for (std::uint32_t i = 0; i < count; ++i) {
    std::uint16_t method = 0;
    if (!take(bytes, method) || method >= methods.size()) {
      return invalid_argument("a call of an unknown method");
    }
    ASSAY_TRY(Value arguments, take_arguments(methods[method].parameters, &bytes));
    script.calls.push_back({method, std::move(arguments)});
  }
  if (!bytes.empty()) return invalid_argument("bytes are left over after the calls");
  return script;
}

Result<Values> decode_call_results(const CallScript& script, const std::vector<Signature>& methods,
                                   std::string_view bytes) {
  std::uint32_t count = 0;
  if (!take(bytes, count) || count != script.calls.size()) {
    return invalid_argument("another number of results than of calls");
  }
  Values results;
  for (const Call& call : script.calls) {
    const Signature& method = methods[call.method];
    Value result;
    if (method.returns) {
      const std::vector<Parameter> one = {{.name = "result", .type = *method.returns}};
      ASSAY_TRY(Value record, take_arguments(one, &bytes));
      result = std::move(record.as<Record>()->fields[0].second);
    }
    results.push_back(std::move(result));
  }
  if (!bytes.empty()) return invalid_argument("bytes are left over after the results");
  return results;
}

std::string display(const Call& call, const std::vector<Signature>& methods) {
  std::string text = methods[call.method].name + "(";
  bool first = true;
  for (const auto& [name, value] : call.arguments.as<Record>()->fields) {
    if (!first) text += ", ";
    first = false;
    text += display(value);
  }
  return text + ")";
}

}  // namespace assay
