// Attack: leaves work for after its answer, where it hopes that no clock runs: ticks, microtasks, finalizers.
// Must get: time_limit or accepted
const registry = new FinalizationRegistry(() => { for (;;); });
function mirror(text) {
  for (let i = 0; i < 1e5; ++i) registry.register({}, i);
  process.nextTick(() => { for (;;); });
  queueMicrotask(() => { for (;;); });
  setImmediate(() => { for (;;); });
  return [...text].reverse().join("");
}
