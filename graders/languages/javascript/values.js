// Values on the wire (docs/wire.md): decoders and encoders, built once per load from JSON types.
"use strict";

const MAX_DEPTH = 190; // of `any`; the engine refuses 200
const LOW = -(2n ** 63n), HIGH = 2n ** 63n - 1n;
const LONE_SURROGATE =
  /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

class TreeNode {
  constructor(val = 0, left = null, right = null) {
    this.val = val;
    this.left = left;
    this.right = right;
  }
}

class ListNode {
  constructor(val = 0, next = null) {
    this.val = val;
    this.next = next;
  }
}

// A value is not of the promised type.
class Mismatch extends Error {
  constructor(expected, got) {
    super();
    this.expected = expected;
    this.got = got;
    this.place = "";
  }
  text(whole) {
    const where = this.place ? `${whole}${this.place}: ` : "";
    const hint = this.got === "undefined" && !this.place && whole === "answer" ? ": is a `return` missing?" : "";
    return `${where}expected ${this.expected}, got ${this.got}${hint}`;
  }
}

class Reader {
  constructor(bytes) {
    this.bytes = bytes;
    this.position = 0;
  }
  skip(size) {
    const start = this.position;
    if (start + size > this.bytes.length) throw new Error("a value runs past its frame");
    this.position += size;
    return start;
  }
  u8() { return this.bytes[this.skip(1)]; }
  u16() { return this.bytes.readUInt16LE(this.skip(2)); }
  u32() { return this.bytes.readUInt32LE(this.skip(4)); }
  f64() { return this.bytes.readDoubleLE(this.skip(8)); }
  // A number where that is exact, else a BigInt.
  i64() {
    const at = this.skip(8);
    const high = this.bytes.readInt32LE(at + 4);
    const value = high * 4294967296 + this.bytes.readUInt32LE(at);
    return Number.isSafeInteger(value) ? value : this.bytes.readBigInt64LE(at);
  }
  raw() {
    const size = this.u32(), start = this.skip(size);
    return this.bytes.subarray(start, start + size);
  }
  text() { return this.raw().toString("utf8"); }
  done() { return this.position === this.bytes.length; }
}

// Five bytes are kept free in front for the frame's head.
class Writer {
  constructor() {
    this.bytes = Buffer.allocUnsafe(256);
    this.size = 5;
  }
  room(size) {
    const at = this.size, wanted = at + size;
    if (wanted > this.bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(wanted, 2 * this.bytes.length));
      this.bytes.copy(larger, 0, 0, at);
      this.bytes = larger;
    }
    this.size = wanted;
    return at;
  }
  u8(value) { const at = this.room(1); this.bytes[at] = value; }
  u16(value) { const at = this.room(2); this.bytes.writeUInt16LE(value, at); }
  u32(value) { const at = this.room(4); this.bytes.writeUInt32LE(value, at); }
  f64(value) { const at = this.room(8); this.bytes.writeDoubleLE(value, at); }
  i64(value) {
    const at = this.room(8);
    if (typeof value === "bigint") {
      this.bytes.writeBigInt64LE(value, at);
    } else {
      const high = Math.floor(value / 4294967296);
      this.bytes.writeUInt32LE(value - high * 4294967296, at);
      this.bytes.writeInt32LE(high, at + 4);
    }
  }
  append(raw) { const at = this.room(raw.length); this.bytes.set(raw, at); }
  raw(raw) { this.u32(raw.length); this.append(raw); }
}

// The type as a problem's signature spells it.
function spelling(type) {
  if (typeof type === "string") return type === "linked_list" ? "list" : type;
  const [kind, inner] = Object.entries(type)[0];
  const all = (items) => items.map(spelling).join(", ");
  switch (kind) {
    case "list": return `${spelling(inner)}[]`;
    case "opt": return `${spelling(inner)}?`;
    case "tuple": return `(${all(inner)})`;
    case "map": return `map[${all(inner)}]`;
    case "record": return `{${inner.map(([name, field]) => `${name}: ${spelling(field)}`).join(", ")}}`;
    default: return `${kind}[${spelling(inner)}]`;
  }
}

function describe(value) {
  if (value === null || value === undefined) return String(value);
  if (typeof value === "number" && Number.isInteger(value) && !Number.isSafeInteger(value)) {
    return "a number too large to be exact (use BigInt)";
  }
  if (typeof value === "number") return Number.isInteger(value) ? "an integer" : `the number ${value}`;
  if (value instanceof Promise) return "a Promise (answers must not be asynchronous)";
  if (typeof value?.next === "function" && Symbol.iterator in value) return "a generator (return [...] of it)";
  return typeof value === "object" ? (value.constructor?.name ?? "object") : typeof value;
}

// --- decoding ------------------------------------------------------------------------------------

function decodeList(reader, element) {
  const items = [];
  for (let left = reader.u32(); left > 0; --left) items.push(element(reader));
  return items;
}

function decodeTree(reader) {
  const nodes = [];
  let slot = 0; // where the next child goes: nodes[slot / 2], left if even
  for (let left = reader.u32(); left > 0; --left) {
    const node = reader.u8() ? new TreeNode(reader.i64()) : null;
    if (nodes.length > 0) {
      nodes[slot >> 1][slot % 2 ? "right" : "left"] = node;
      ++slot;
    }
    if (node) nodes.push(node);
  }
  return nodes[0] ?? null;
}

function decodeLinkedList(reader) {
  return decodeList(reader, (r) => r.i64()).reduceRight((next, val) => new ListNode(val, next), null);
}

function decodeAny(reader) {
  switch (reader.u8()) {
    case 0: return null;
    case 1: return reader.u8() !== 0;
    case 2: return reader.i64();
    case 3: return BigInt(reader.text());
    case 4: return reader.f64();
    case 5: return reader.text();
    case 6: return new Uint8Array(reader.raw());
    case 7: case 8: return decodeList(reader, decodeAny);
    case 9: return new Set(decodeList(reader, decodeAny));
    case 10: return mapOrObject(decodeList(reader, (r) => [decodeAny(r), decodeAny(r)]));
    default: throw new Error("no such tag");
  }
}

// What JavaScript would have: an object where all keys are texts.
function mapOrObject(entries) {
  return entries.every(([key]) => typeof key === "string") ? Object.fromEntries(entries) : new Map(entries);
}

// Decodes its elements one at a time, as they are asked for.
function* streamed(bytes, start, count, element) {
  const reader = new Reader(bytes);
  reader.position = start;
  for (; count > 0; --count) yield element(reader);
}

const DECODERS = {
  int: (r) => r.i64(),
  float: (r) => r.f64(),
  bool: (r) => r.u8() !== 0,
  str: (r) => r.text(),
  bytes: (r) => new Uint8Array(r.raw()),
  bigint: (r) => BigInt(r.text()),
  any: decodeAny,
  tree: decodeTree,
  linked_list: decodeLinkedList,
};

function decoder(type) {
  if (typeof type === "string") return DECODERS[type];
  const [kind, inner] = Object.entries(type)[0];
  switch (kind) {
    case "list": { const item = decoder(inner); return (r) => decodeList(r, item); }
    case "set": { const item = decoder(inner); return (r) => new Set(decodeList(r, item)); }
    case "opt": { const item = decoder(inner); return (r) => (r.u8() ? item(r) : null); }
    case "tuple": { const items = inner.map(decoder); return (r) => items.map((item) => item(r)); }
    case "map": {
      const [key, value] = inner.map(decoder);
      return (r) => new Map(decodeList(r, (s) => [key(s), value(s)]));
    }
    case "record": {
      const fields = inner.map(([name, field]) => [name, decoder(field)]);
      return (r) => Object.fromEntries(fields.map(([name, field]) => [name, field(r)]));
    }
    case "stream": {
      const item = decoder(inner);
      return (r) => {
        const count = r.u32(), start = r.position;
        for (let i = 0; i < count; ++i) item(r);
        return streamed(r.bytes, start, count, item);
      };
    }
    default: throw new Error(`no decoder for ${spelling(type)}`);
  }
}

// --- encoding ------------------------------------------------------------------------------------

function encodeInt(value, out) {
  const fits = typeof value === "bigint" ? LOW <= value && value <= HIGH : Number.isSafeInteger(value);
  const got = () => (typeof value === "bigint" ? "a BigInt beyond 64 bits" : describe(value));
  if (!fits) throw new Mismatch("int", got());
  out.i64(value);
}

function encodeStr(value, out) {
  if (typeof value !== "string") throw new Mismatch("str", describe(value));
  if (LONE_SURROGATE.test(value)) throw new Mismatch("str", "text with lone surrogates");
  out.raw(Buffer.from(value, "utf8"));
}

function at(place, encode, value, out) {
  try {
    encode(value, out);
  } catch (error) {
    if (error instanceof Mismatch) error.place = place + error.place;
    throw error;
  }
}

function encodeItems(items, element, out) {
  out.u32(items.length);
  let index = 0;
  try {
    for (; index < items.length; ++index) element(items[index], out);
  } catch (error) {
    if (error instanceof Mismatch) error.place = `[${index}]${error.place}`;
    throw error;
  }
}

function exactArray(value, expected) {
  if (Array.isArray(value)) return value;
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) return value;
  throw new Mismatch(expected, describe(value));
}

function encodeTree(root, out) {
  const slots = [root ?? null], seen = new Set();
  for (let i = 0; i < slots.length; ++i) {
    const node = slots[i];
    if (node === null) continue;
    if (typeof node !== "object" || !("val" in node)) throw new Mismatch("tree", describe(node));
    if (seen.has(node)) throw new Mismatch("tree", "nodes that share a child or form a cycle");
    seen.add(node);
    slots.push(node.left ?? null, node.right ?? null);
  }
  while (slots.length > 0 && slots.at(-1) === null) slots.pop();
  out.u32(slots.length);
  for (const node of slots) {
    out.u8(node === null ? 0 : 1);
    if (node !== null) at(".val", encodeInt, node.val, out);
  }
}

function encodeLinkedList(head, out) {
  const items = [], seen = new Set();
  for (let node = head ?? null; node !== null; node = node.next ?? null) {
    if (typeof node !== "object" || !("val" in node)) throw new Mismatch("list", describe(node));
    if (seen.has(node)) throw new Mismatch("list", "a cycle");
    seen.add(node);
    items.push(node.val);
  }
  encodeItems(items, encodeInt, out);
}

function encodeAny(value, out, depth = 0) {
  const inner = (item, sink) => encodeAny(item, sink, depth + 1);
  if (depth > MAX_DEPTH) throw new Mismatch("a plain value", "one nested too deep");
  if (value === null || value === undefined) return out.u8(0);
  if (typeof value === "boolean") return out.append([1, value ? 1 : 0]);
  if (typeof value === "string") { out.u8(5); return encodeStr(value, out); }
  if (Number.isSafeInteger(value) && !Object.is(value, -0)) { out.u8(2); return out.i64(value); }
  if (typeof value === "number") { out.u8(4); return out.f64(value); }
  if (typeof value === "bigint") {
    const small = LOW <= value && value <= HIGH;
    out.u8(small ? 2 : 3);
    return small ? out.i64(value) : out.raw(Buffer.from(value.toString()));
  }
  if (value instanceof Uint8Array) { out.u8(6); return out.raw(value); }
  if (Array.isArray(value)) { out.u8(7); return encodeItems(value, inner, out); }
  if (value instanceof Set) { out.u8(9); return encodeItems([...value], inner, out); }
  const plain = [Object.prototype, null].includes(Object.getPrototypeOf(value));
  if (typeof value !== "object" || !(plain || value instanceof Map)) {
    throw new Mismatch("a plain value", describe(value));
  }
  const entries = plain ? Object.entries(value) : [...value];
  out.u8(10);
  out.u32(entries.length);
  for (const [key, item] of entries) {
    inner(key, out);
    inner(item, out);
  }
}

const ENCODERS = {
  int: encodeInt,
  float(value, out) {
    if (typeof value !== "number") throw new Mismatch("float", describe(value));
    out.f64(value);
  },
  bool(value, out) {
    if (typeof value !== "boolean") throw new Mismatch("bool", describe(value));
    out.u8(value ? 1 : 0);
  },
  str: encodeStr,
  bytes(value, out) {
    if (!(value instanceof Uint8Array)) throw new Mismatch("bytes", describe(value));
    out.raw(value);
  },
  bigint(value, out) {
    if (typeof value !== "bigint" && !Number.isSafeInteger(value)) {
      throw new Mismatch("bigint", describe(value));
    }
    out.raw(Buffer.from(BigInt(value).toString()));
  },
  any: (value, out) => encodeAny(value, out),
  tree: encodeTree,
  linked_list: encodeLinkedList,
};

// A map's entries, or null.  A plain object is one, too; its keys are texts even where ints are meant.
function entriesOf(value, keyType) {
  if (value instanceof Map) return [...value];
  const maker = typeof value === "object" && value !== null ? Object.getPrototypeOf(value) : undefined;
  if (maker !== Object.prototype && maker !== null) return null;
  const whole = (key) => keyType === "int" && String(parseInt(key, 10)) === key;
  return Object.entries(value).map(([key, item]) => [whole(key) ? Number(key) : key, item]);
}

function encoder(type) {
  if (typeof type === "string") return ENCODERS[type];
  const [kind, inner] = Object.entries(type)[0], name = spelling(type);
  switch (kind) {
    case "list": {
      const item = encoder(inner);
      return (value, out) => encodeItems(exactArray(value, name), item, out);
    }
    case "opt": return optionalEncoder(encoder(inner), name);
    case "set": {
      const item = encoder(inner);
      return (value, out) => {
        if (!(value instanceof Set)) throw new Mismatch(name, describe(value));
        encodeItems([...value], item, out);
      };
    }
    case "tuple": {
      const items = inner.map(encoder);
      return (value, out) => {
        if (exactArray(value, name).length !== items.length) {
          throw new Mismatch(name, `${value.length} items`);
        }
        items.forEach((item, i) => at(`[${i}]`, item, value[i], out));
      };
    }
    case "map": {
      const [key, item] = inner.map(encoder);
      return (value, out) => {
        const entries = entriesOf(value, inner[0]);
        if (!entries) throw new Mismatch(name, describe(value));
        out.u32(entries.length);
        for (const [k, v] of entries) {
          key(k, out);
          at(`[${String(k).slice(0, 40)}]`, item, v, out);
        }
      };
    }
    case "record": {
      const fields = inner.map(([field, t]) => [field, encoder(t)]);
      return (value, out) => {
        if (typeof value !== "object" || value === null) throw new Mismatch(name, describe(value));
        for (const [field, item] of fields) at(`.${field}`, item, value[field], out);
      };
    }
    case "stream": {
      const item = encoder(inner);
      return (value, out) => {
        if (typeof value?.[Symbol.iterator] !== "function") throw new Mismatch(name, describe(value));
        encodeItems([...value], item, out);
      };
    }
    default: throw new Error(`no encoder for ${name}`);
  }
}

function optionalEncoder(item, name) {
  return (value, out) => {
    if (value === null || value === undefined) return out.u8(0);
    out.u8(1);
    try {
      item(value, out);
    } catch (error) {
      if (error instanceof Mismatch && !error.place) error.expected = name;
      throw error;
    }
  };
}

module.exports = { ListNode, Mismatch, Reader, TreeNode, Writer, decoder, encoder };
