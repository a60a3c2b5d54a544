// Attack: an error whose stack is made without end, when it is looked at and when it is written.
// Must get: time_limit
Error.prepareStackTrace = () => ({ toString() { return "x".repeat(1 << 29); } });
function mirror(text) {
  const error = new Error("x");
  Object.defineProperty(error, "stack", { get() { for (;;); } });
  throw error;
}
