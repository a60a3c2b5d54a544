// Names and words of errors.

#include "cudart/runtime.hpp"

namespace {

struct Words {
  cudaError_t error;
  const char* name;
  const char* text;
};

#define WORDS(error, text) \
  { error, #error, text }
constexpr Words kWords[] = {
    WORDS(cudaSuccess, "no error"),
    WORDS(cudaErrorInvalidValue, "invalid argument"),
    WORDS(cudaErrorMemoryAllocation, "out of memory"),
    WORDS(cudaErrorInitializationError, "initialization error"),
    WORDS(cudaErrorInvalidConfiguration, "invalid configuration argument"),
    WORDS(cudaErrorInvalidPitchValue, "invalid pitch argument"),
    WORDS(cudaErrorInvalidSymbol, "invalid device symbol"),
    WORDS(cudaErrorInvalidMemcpyDirection, "invalid copy direction for memcpy"),
    WORDS(cudaErrorMissingConfiguration, "__global__ function call is not configured"),
    WORDS(cudaErrorInvalidDeviceFunction, "invalid device function"),
    WORDS(cudaErrorNoDevice, "no CUDA-capable device is detected"),
    WORDS(cudaErrorInvalidDevice, "invalid device ordinal"),
    WORDS(cudaErrorInvalidResourceHandle, "invalid resource handle"),
    WORDS(cudaErrorNotReady, "device not ready"),
    WORDS(cudaErrorIllegalAddress, "an illegal memory access was encountered"),
    WORDS(cudaErrorLaunchOutOfResources, "too many resources requested for launch"),
    WORDS(cudaErrorPeerAccessUnsupported, "peer access is not supported between these two devices"),
    WORDS(cudaErrorPeerAccessNotEnabled, "peer access has not been enabled"),
    WORDS(cudaErrorIllegalState, "the operation cannot be performed in the present state"),
    WORDS(cudaErrorGraphExecUpdateFailure,
          "the graph update was not performed because it included changes which violated "
          "constraints specific to instantiated graph update"),
    WORDS(cudaErrorStreamCaptureUnsupported, "operation not permitted when stream is capturing"),
    WORDS(cudaErrorStreamCaptureInvalidated,
          "operation failed due to a previous error during capture"),
    WORDS(cudaErrorAssert, "device-side assert triggered"),
    WORDS(cudaErrorHostMemoryNotRegistered,
          "pointer does not correspond to a registered memory region"),
    WORDS(cudaErrorLaunchFailure, "unspecified launch failure"),
    WORDS(cudaErrorCooperativeLaunchTooLarge, "too many blocks in cooperative launch"),
    WORDS(cudaErrorNotSupported, "operation not supported"),
    WORDS(cudaErrorUnsupportedLimit, "limit is not supported on this architecture"),
    WORDS(cudaErrorUnknown, "unknown error"),
};

const Words& words(cudaError_t error) {
  for (const Words& known : kWords) {
    if (known.error == error) return known;
  }
  static constexpr Words kUnknown = {cudaErrorUnknown, "unrecognized error code",
                                     "unrecognized error code"};
  return kUnknown;
}

}  // namespace

extern "C" {

const char* cudaGetErrorName(cudaError_t error) { return words(error).name; }
const char* cudaGetErrorString(cudaError_t error) { return words(error).text; }

}  // extern "C"
