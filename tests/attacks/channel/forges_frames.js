// Attack: sits between the harness and its descriptors: reads ahead, changes what is written, and writes frames of its own.
// Must get: no_answer or runtime_error or wrong_answer
const fs = require("fs");
const { readSync, writeSync } = fs;
let armed = false;
fs.readSync = (fd, bytes, ...rest) => {
  const got = readSync(fd, bytes, ...rest);
  armed ||= fd === 3;
  return got;
};
fs.writeSync = (fd, bytes, ...rest) => {
  if (fd === 3 && armed) writeSync(3, Buffer.from([5, 0, 0, 0, 0x41, 0, 0, 0, 0]));
  return writeSync(fd, bytes, ...rest);
};
Buffer.allocUnsafe = (size) => Buffer.alloc(size + 3);
function mirror(text) {
  writeSync(3, Buffer.from([1, 0, 0, 0, 0x72, 1, 0, 0, 0, 0x6c]));
  return [...text].reverse().join("");
}
