// Serves docs/wire.md on descriptor 3 for JavaScript candidates, one process each.
"use strict";

const fs = require("fs");
const vm = require("vm");
const { createRequire } = require("module");
const { ListNode, Mismatch, Reader, TreeNode, Writer, decoder, encoder } = require("./values.js");

const CHANNEL = 3;
const OUR_FAILURE = 126; // exit status: frames that break the protocol are never the candidate's
const LONGEST_MESSAGE = 2000;

// --- frames --------------------------------------------------------------------------------------

function readExactly(size) {
  const bytes = Buffer.allocUnsafe(size);
  for (let have = 0; have < size;) {
    const got = fs.readSync(CHANNEL, bytes, have, size - have, null);
    if (got === 0) return null;
    have += got;
  }
  return bytes;
}

// {type, payload}, or null when the channel has ended.
function readFrame() {
  const head = readExactly(5);
  if (!head) return null;
  const payload = readExactly(head.readUInt32LE(0) - 1);
  return payload && { type: String.fromCharCode(head[4]), payload };
}

function write(bytes) {
  for (let done = 0; done < bytes.length;) {
    done += fs.writeSync(CHANNEL, bytes, done, bytes.length - done);
  }
}

// The whole frame: its head is the room that a Writer begins with.
function sealed(type, { bytes, size }) {
  bytes.writeUInt32LE(size - 4, 0);
  bytes[4] = type.charCodeAt(0);
  return bytes.subarray(0, size);
}

function send(type, writer) {
  write(sealed(type, writer));
}

function textFrame(text) {
  const out = new Writer();
  out.append(Buffer.from(text, "utf8"));
  return out;
}

function sendText(type, text) {
  send(type, textFrame(text));
}

// --- what went wrong in a candidate's code -------------------------------------------------------

// The source lacks what the problem asks for.
class Missing extends Error {}

// Without halves of surrogate pairs, which no UTF-8 can hold.
function sendable(text) {
  return String(text).replace(/\p{Surrogate}/gu, "\ufffd");
}

function shownText(error) {
  try {
    if (error?.code === "MODULE_NOT_FOUND") {  // further lines name what requires it here
      return sendable(error.message.split("\n")[0]) + ": there are only Node's own modules";
    }
    return sendable(String(error instanceof Error ? error.message : error).slice(0, LONGEST_MESSAGE));
  } catch {
    return "";
  }
}

// The JSON of an `E` or `X` frame.
function failure(error, file, more = {}) {
  let text = shownText(error);
  if (more.syntax && /Unexpected token 'export'|import statement outside|import\.meta/.test(text)) {
    text += ": a solution is a script, not a module; export only what is declared, use require() for `import`";
  }
  if (error instanceof Missing) {
    return JSON.stringify({ syntax: false, type: "", message: text, line: 0, trace: "", ...more });
  }
  const isError = error instanceof Error;
  const type = isError ? sendable(error.constructor?.name ?? "Error") : typeof error;
  const stack = isError ? sendable(error.stack).split("\n") : [];
  // A syntax error begins with its place, other stacks have it in their frames.
  const places = stack.filter((line) => line.includes(file + ":"));
  const line = Number(places[0]?.slice(places[0].indexOf(file + ":")).split(":")[1] ?? 0);
  const head = more.syntax ? stack.slice(0, 3).filter((line) => line.trim()) : [`${type}: ${text}`, ...places];
  const trace = places.length > 0 ? head.join("\n") : "";
  return JSON.stringify({ syntax: false, type, message: text, line, trace, ...more });
}

// --- a loaded candidate --------------------------------------------------------------------------

let load, candidate;

// The source as a script.  What a module exports stands at its top level, which is where we look.
function compiled() {
  const options = { filename: load.file };
  try {
    return new vm.Script(load.source, options);
  } catch (error) {
    if (!error.message.includes("'export'")) throw error;
    const blank = (text) => text.replace(/[^\n]/g, " ");
    const source = load.source
      .replace(/^export\s+(default\s+)?(?=(async\s+)?function\b|class\b|const\b|let\b|var\b)/gm, blank)
      .replace(/^export\s*(\{[\w\s,$]*\}|default\s+[\w$]+)\s*;?\s*$/gm, blank);
    return new vm.Script(source, options);
  }
}

function runSource() {
  const script = compiled();
  globalThis.module = { exports: {} };
  globalThis.exports = globalThis.module.exports;
  globalThis.require = createRequire("/");
  globalThis.TreeNode = TreeNode;
  globalThis.ListNode = ListNode;
  script.runInThisContext();
}

// The standard streams by their names, which lead through /proc.
function nameStreams() {
  const streams = { "/dev/stdin": 0, "/dev/stdout": 1, "/dev/stderr": 2, "/dev/fd/0": 0, "/proc/self/fd/0": 0 };
  const own = (path) => typeof path === "string" && Object.hasOwn(streams, path);
  for (const name of ["readFile", "readFileSync", "writeFile", "writeFileSync", "appendFileSync"]) {
    const real = fs[name];
    fs[name] = (path, ...rest) => real(own(path) ? streams[path] : path, ...rest);
  }
  const { openSync, createReadStream } = fs;
  fs.openSync = (path, ...rest) => (own(path) ? streams[path] : openSync(path, ...rest));
  fs.createReadStream = (path, options) => {
    if (!own(path)) return createReadStream(path, options);
    return createReadStream("", { ...(typeof options === "string" ? { encoding: options } : options), fd: streams[path] });
  };
}

// Letters to change, drop or add between two words.
function distance(a, b) {
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; ++i) {
    const row = [i];
    for (let j = 1; j <= b.length; ++j) {
      row[j] = Math.min(row[j - 1] + 1, last[j] + 1, last[j - 1] + (a[i - 1] !== b[j - 1]));
    }
    last = row;
  }
  return last[b.length];
}

// A word that differs in a third of its letters at most; case and underscores count less.
function didYouMean(name, known) {
  const plain = (word) => word.toLowerCase().replaceAll("_", "");
  const near = known.map((word) => [Math.min(distance(name, word), 0.3 + distance(plain(name), plain(word))), word])
    .filter(([edits, word]) => 3 * edits <= Math.max(name.length, word.length))
    .sort(([a], [b]) => a - b);
  return near.length > 0 ? `; did you mean \`${near[0][1]}\`?` : "";
}

// What the source calls `name`: exported, declared at its top level, or a method of its class
// `Solution`, of which each call has one of its own.
function find(name) {
  const { exports } = globalThis.module;
  const found = Object.hasOwn(exports, name) ? exports[name]
    : typeof exports === "function" && exports.name === name ? exports
    : vm.runInThisContext(`typeof ${name} === "undefined" ? undefined : ${name}`);
  if (found === undefined) {
    const declared = load.source.matchAll(/\b(?:function\s*\*?|class|const|let|var)\s+([\w$]+)/g);
    const mine = [...Object.keys(exports), ...Array.from(declared, (match) => match[1])];
    const owner = mine.find((word) => vm.runInThisContext(`typeof ${word}`) === "function"
      && Object.hasOwn(vm.runInThisContext(word).prototype ?? {}, name));
    if (owner === "Solution") {
      const Solution = vm.runInThisContext(owner);
      return (...given) => new Solution()[name](...given);
    }
    if (owner !== undefined) {
      throw new Missing(`\`${name}\` in ${load.file} is a method of \`${owner}\`: it has to be a function of its own`);
    }
    if (mine.includes(name)) {
      throw new Missing(`\`${name}\` in ${load.file} is declared within something else: it has to stand at the top level`);
    }
    throw new Missing(`${load.file} does not define \`${name}\`${didYouMean(name, mine)}`);
  }
  if (typeof found !== "function") {
    throw new Missing(`\`${name}\` in ${load.file} is not a function (${typeof found})`);
  }
  return found;
}

// An argument that is a function: the engine answers its calls.
function callback(index, name, type) {
  const encoders = type.params.map(encoder);
  const result = type.returns === null ? null : decoder(type.returns);
  return (...given) => {
    if (given.length !== encoders.length) {
      throw new TypeError(`${name} takes ${encoders.length} arguments, got ${given.length}`);
    }
    const out = new Writer();
    out.u16(index);
    try {
      encoders.forEach((encode, i) => encode(given[i], out));
    } catch (error) {
      throw error instanceof Mismatch ? new TypeError(`${name}: ${error.text("argument")}`) : error;
    }
    send("C", out);
    const reply = readFrame();
    if (reply?.type === "D") throw new Error(reply.payload.toString("utf8"));
    if (reply?.type !== "R") process.exit(OUR_FAILURE);
    return result ? result(new Reader(reply.payload)) : undefined;
  };
}

function argumentsDecoder(parameters) {
  const decoders = parameters.map(([name, type], index) => {
    if (!type.fn) return decoder(type);
    const call = callback(index, name, type.fn);
    return () => call;
  });
  return (reader) => decoders.map((decode) => decode(reader));
}

function functionCandidate() {
  const decode = argumentsDecoder(load.parameters);
  const { changes } = load;  // the index of the argument that is the answer
  const answer = changes === undefined ? load.returns : load.parameters[changes][1];
  const encode = answer === null ? null : encoder(answer);
  let subject;
  const start = () => { subject = find(load.name); };
  const bytes = (value) => {
    const out = new Writer();
    encode(value, out);
    return out.bytes.subarray(5, out.size);
  };
  const prepare = (reader) => {
    const { position } = reader;
    const given = decode(reader);
    // Whether another value than the argument was returned, which nothing was done to.
    const leftAsItCame = (returned) => {
      if (returned === undefined || returned === null || returned === given[changes]) return false;
      reader.position = position;
      const came = bytes(decode(reader)[changes]);
      try {
        return came.equals(bytes(given[changes])) && !came.equals(bytes(returned));
      } catch {
        return false;  // of another type
      }
    };
    return {
      run(out) {
        const result = subject(...given);
        if (encode) encode(changes === undefined ? result : given[changes], out);
        if (changes !== undefined && leftAsItCame(result)) out.append(Buffer.of(1));  // docs/wire.md
      },
      failing: {},
    };
  };
  return { start, prepare };
}

function classCandidate() {
  const decodeFirst = argumentsDecoder(load.parameters);
  const methods = load.methods.map((method) => ({
    ...method,
    decode: argumentsDecoder(method.parameters),
    encode: method.returns === null ? null : encoder(method.returns),
  }));
  let Subject;
  const start = () => { Subject = find(load.name); };
  const prepare = (reader) => {
    const first = decodeFirst(reader), calls = [];
    for (let left = reader.u32(); left > 0; --left) {
      const method = methods[reader.u16()];
      calls.push({ method, given: method.decode(reader) });
    }
    const test = { failing: { call: -1 }, run };
    function run(out) {
      const subject = new Subject(...first);
      out.u32(calls.length);
      calls.forEach(({ method, given }, index) => {
        test.failing.call = index;
        const { name, encode, level } = method;
        if (typeof subject[name] !== "function") {
          const needed = level === undefined ? "" : ` (needed from level ${level})`;
          const mine = [...Object.getOwnPropertyNames(Subject.prototype), ...Object.keys(subject)];
          throw new Missing(`\`${name}\` is not defined${needed}${didYouMean(name, mine)}`);
        }
        const result = subject[name](...given);
        if (!encode) return;
        try {
          encode(result, out);
        } catch (error) {
          if (error instanceof Mismatch) error.whole = `call ${index + 1}, ${name}: `;
          throw error;
        }
      });
    }
    return test;
  };
  return { start, prepare };
}

// Math.random follows the seed (Mulberry32).
function seedRandom(seed) {
  let state = seed >>> 0;
  Math.random = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

function onLoad(payload) {
  load = JSON.parse(payload.toString("utf8"));
  seedRandom(load.seed);
  try {
    compiled();
  } catch (error) {
    return sendText("E", failure(error, load.file, { syntax: true }));
  }
  if (load.kind === "program") return send("l", new Writer());
  candidate = load.kind === "class" ? classCandidate() : functionCandidate();
  try {
    runSource();
    candidate.start();
  } catch (error) {
    return sendText("E", failure(error, load.file));
  }
  send("l", new Writer());
}

// [type, frame]: how the test went.
function answer(test) {
  const out = new Writer();
  try {
    test.run(out);
  } catch (error) {
    if (error instanceof Mismatch) return ["U", textFrame((error.whole ?? "") + error.text("answer"))];
    return ["X", textFrame(failure(error, load.file, test.failing))];
  }
  return ["A", out];
}

// Tests one after the other, all answered at once.
function batch(reader) {
  const answers = [];
  for (let left = reader.u32(); left > 0; --left) {
    const given = new Reader(reader.raw());
    const test = candidate.prepare(given);
    if (!given.done()) throw new Error("bytes are left over after the arguments");
    answers.push(sealed(...answer(test)));
  }
  write(Buffer.concat(answers));
}

// Serves frames until the channel closes.  True: a program is to run, and ends the process itself.
function serve() {
  let test = null;
  for (;;) {
    const frame = readFrame();
    if (!frame) return false;
    if (frame.type === "L") {
      onLoad(frame.payload);
    } else if (frame.type === "T" && load) {
      const reader = new Reader(frame.payload);
      test = load.kind === "program" ? {} : candidate.prepare(reader);
      if (!reader.done()) throw new Error("bytes are left over after the arguments");
      send("r", new Writer());
    } else if (frame.type === "G" && test) {
      if (load.kind === "program") return true;
      send(...answer(test));
      test = null;
    } else if (frame.type === "B" && candidate) {
      const reader = new Reader(frame.payload);
      batch(reader);
      if (!reader.done()) throw new Error("bytes are left over after the tests");
    } else {
      throw new Error(`a frame of type ${frame.type} is out of place`);
    }
  }
}

Error.stackTraceLimit = 16;
let isProgram = false;
try {
  isProgram = serve();
} catch (error) {
  console.error(error);
  process.exit(OUR_FAILURE);
}
if (isProgram) {
  nameStreams();
  runSource();
} else {
  process.exit(0);
}
