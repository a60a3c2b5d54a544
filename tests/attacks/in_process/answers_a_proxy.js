// Attack: an answer that throws what is no error whenever it is looked at.
// Must get: runtime_error or no_answer
function mirror(text) {
  const fail = () => { throw 5; };
  return new Proxy([...text].reverse(), { get: fail, has: fail, ownKeys: fail, getPrototypeOf: fail });
}
