// Attack: files, programs, sockets, threads, signals, reports and native code, by every door that Node has.
// Must get: accepted
const fs = require("fs");
let won = "";
const attempt = (what, action) => {
  try {
    const got = action();
    if (got) won ||= `${what}: ${String(got).slice(0, 60)}`;
  } catch {
    // refused, as it should be
  }
};
for (const path of ["@HOME@/.ssh/id_rsa", "@HOME@/open/notes.txt", "@BANK@/mirror/problem.lua", "@SOURCE@/SECURITY.md", "/etc/passwd",
  "/proc/self/environ", "/proc/1/environ", "/proc/self/maps", "/proc/@BYSTANDER@/environ"]) {
  attempt(`read ${path}`, () => fs.readFileSync(path).length > 0);
}
for (const path of ["@HOME@/open/notes.txt", "@HOME@/new", "/tmp/new", "/dev/shm/new", "new", "/box/new"]) {
  attempt(`write ${path}`, () => fs.writeFileSync(path, "x") ?? true);
  attempt(`link ${path}`, () => fs.symlinkSync("/etc/passwd", path + "-link") ?? true);
  attempt(`remove ${path}`, () => fs.rmSync(path) ?? true);
  attempt(`mode ${path}`, () => fs.chmodSync(path, 0o777) ?? true);
}
const { spawnSync, execSync, fork } = require("child_process");
attempt("spawn", () => spawnSync("/bin/true").pid || false);
attempt("exec", () => execSync("id"));
attempt("fork", () => fork("/dev/null").pid);
for (const pid of [1, process.ppid, -1, 0, -process.ppid, Number("@BYSTANDER@")]) {
  attempt(`signal ${pid}`, () => process.kill(pid, 0));
  attempt(`kill ${pid}`, () => process.kill(pid, "SIGKILL"));
}
attempt("priority", () => require("os").setPriority(process.ppid, 19) ?? true);
attempt("users", () => process.setuid(0) ?? true);
attempt("report", () => process.report.writeReport("/tmp/report.json"));
attempt("heap", () => require("v8").writeHeapSnapshot("/tmp/heap"));
attempt("inspector", () => require("inspector").open(9229, "127.0.0.1", false) ?? require("inspector").url());
attempt("native", () => process.dlopen({ exports: {} }, "/lib/x86_64-linux-gnu/libc.so.6") ?? true);
attempt("environment", () => Object.keys(process.env).find((name) => /ASSAY_BAIT|HOME|XDG/.test(name)));
const net = require("net");
for (const where of [{ port: Number("@PORT@"), host: "127.0.0.1" }, { path: "\0@ABSTRACT@" }]) {
  attempt("connect", () => net.connect(where).on("error", () => {}) && undefined);
}
attempt("listen", () => net.createServer().on("error", () => {}).listen(0) && undefined);
attempt("datagram", () => require("dgram").createSocket("udp4").on("error", () => {}).send("x", Number("@PORT@"), "127.0.0.1"));
if (won) {
  fs.writeSync(2, won);
  process.exit(66);
}
function mirror(text) {
  return [...text].reverse().join("");
}
