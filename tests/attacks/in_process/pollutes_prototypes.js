// Attack: has every object, text and error of the process run its code, and carries hidden tests in what is asked of an exception.
// Must get: runtime_error or no_answer
let hidden = "shown";
const tell = () => hidden;
Object.defineProperty(Object.prototype, "toJSON", { get: () => tell, configurable: true });
Object.defineProperty(Object.prototype, "call", { get: () => hidden, set() {}, configurable: true });
Error.prepareStackTrace = (error, frames) => `${hidden}\n at solution.js:1:${hidden}\n`.repeat(50) + frames.length;
Array.prototype[Symbol.iterator] = function* () {
  yield hidden;
};
String.prototype.replace = String.prototype.slice = String.prototype.split = tell;
function mirror(text) {
  hidden = text;
  if (text === "shown") return "nwohs";
  class Told extends Error {
    get message() {
      return hidden;
    }
    get [Symbol.toStringTag]() {
      return hidden;
    }
  }
  Object.defineProperty(Told, "name", { get: tell });
  throw new Proxy(new Told(hidden), { get: (target, name) => (name === "constructor" ? Told : hidden), getPrototypeOf: () => Error.prototype });
}
