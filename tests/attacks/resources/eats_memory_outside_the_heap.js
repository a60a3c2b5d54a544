// Attack: takes memory that the engine of the language does not count as its heap: buffers, views, compiled code's.
// Must get: memory_limit or runtime_error
// Problem: mirror-at-leisure
function mirror(text) {
  const kept = [];
  for (;;) {
    kept.push(Buffer.alloc(1 << 22, 1), new Uint8Array(new SharedArrayBuffer(1 << 22)).fill(1));
    new Uint8Array(new WebAssembly.Memory({ initial: 64 }).buffer).fill(1);
  }
}
