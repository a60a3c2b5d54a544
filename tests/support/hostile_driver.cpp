// A libcuda.so.1 whose compiler was taken over: at its first call, as a candidate's PTX would have
// it later, it tries what assay-replay must not be able to do, and answers with what it could.

#include <arpa/inet.h>
#include <dirent.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <string>
#include <thread>

namespace {

// The test's folder, which has a file "secret" and a socket "door"; read when the library is
// opened, while there still is an environment.
std::string folder, mode;
std::string could;

bool read_early() {
  const char* told = std::getenv("ASSAY_SIMULATED_GPU");
  folder = told != nullptr ? told : "";
  const std::size_t at = folder.find('#');
  mode = at == std::string::npos ? "" : folder.substr(at + 1);
  folder = folder.substr(0, at);
  return true;
}
[[maybe_unused]] const bool is_read = read_early();

void attempt(const char* what, bool worked) {
  if (worked) could += std::string(could.empty() ? "" : ", ") + what;
}

bool opens(const std::string& path, int flags) {
  const int fd = ::open(path.c_str(), flags, 0600);
  if (fd >= 0) ::close(fd);
  return fd >= 0;
}

bool lists(const char* path) {
  DIR* const directory = ::opendir(path);
  if (directory != nullptr) ::closedir(directory);
  return directory != nullptr;
}

bool connects() {
  const int fd = ::socket(AF_UNIX, SOCK_STREAM, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, (folder + "/door").c_str(), sizeof address.sun_path - 1);
  return fd >= 0 && ::connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
}

void files() {
  attempt("read a file of the user", opens(folder + "/secret", O_RDONLY));
  attempt("read /etc/passwd", opens("/etc/passwd", O_RDONLY));
  attempt("read its keeper's memory",
          opens("/proc/" + std::to_string(::getppid()) + "/environ", O_RDONLY));
  attempt("list /", lists("/"));
  attempt("list /tmp", lists("/tmp"));
  attempt("make a file", opens(folder + "/made", O_WRONLY | O_CREAT));
  attempt("make a file in /dev/shm", opens("/dev/shm/assay-made", O_WRONLY | O_CREAT));
  attempt("remove a file", ::unlink((folder + "/secret").c_str()) == 0);
  attempt("change a mode", ::chmod((folder + "/secret").c_str(), 0777) == 0);
  attempt("write to a library", opens("/usr/lib/os-release", O_WRONLY));
}

void network() {
  attempt("make an internet socket", ::socket(AF_INET, SOCK_STREAM, 0) >= 0);
  attempt("make a datagram socket", ::socket(AF_INET6, SOCK_DGRAM, 0) >= 0);
  attempt("make a netlink socket", ::socket(AF_NETLINK, SOCK_RAW, 0) >= 0);
  attempt("connect to a socket", connects());
}

void processes() {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(0);
  attempt("fork", child > 0);
  attempt("run a program", [] {
    char name[] = "/bin/true";
    char* const argv[] = {name, nullptr};
    ::execv(name, argv);
    return false;
  }());
  attempt("signal its keeper", ::kill(::getppid(), 0) == 0);
  attempt("trace its keeper", ::ptrace(PTRACE_ATTACH, ::getppid(), 0, 0) == 0);
  attempt("outlive its keeper", ::prctl(PR_SET_PDEATHSIG, 0, 0, 0, 0) == 0);
  attempt("leave its namespaces", ::syscall(SYS_unshare, 0x10000000) == 0);
  attempt("mount", ::syscall(SYS_mount, "none", "/mnt", "tmpfs", 0, nullptr) == 0);
  attempt("use bpf", ::syscall(SYS_bpf, 0, nullptr, 0) >= 0);
}

void powers() {
  attempt("be root", ::geteuid() == 0 || ::setuid(0) == 0);
  attempt("have a home", std::getenv("HOME") != nullptr);
  attempt("know where libraries are looked for", std::getenv("LD_LIBRARY_PATH") != nullptr);
  attempt("gain privileges", ::prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) != 1);
  rlimit core{};
  ::getrlimit(RLIMIT_CORE, &core);
  attempt("leave a core file", core.rlim_max > 1);
  char letter = 'x';
  attempt("push input into a terminal", ::ioctl(0, TIOCSTI, &letter) == 0);
}

// What a driver has to be able to do.
void needs() {
  bool ran = false;
  std::thread([&ran] { ran = true; }).join();
  attempt("NOT start a thread", !ran);
  attempt("NOT read /proc/self/maps", !opens("/proc/self/maps", O_RDONLY));
  attempt("NOT list libraries", !lists("/usr/lib"));
  const int memory = static_cast<int>(::syscall(SYS_memfd_create, "x", 0));
  attempt("NOT make a memory file", memory < 0 || ::ftruncate(memory, 4096) != 0);
  // The call gets through to the descriptor, which is no device.
  attempt("NOT talk to a device", ::ioctl(0, 0xc00846d2UL, nullptr) == 0 || errno == EPERM);
}

}  // namespace

extern "C" {

int cuInit(unsigned) {
  if (mode == "endless") {
    ::prctl(PR_SET_NAME, ("hostile" + folder.substr(folder.size() - 8)).c_str(), 0, 0, 0);
    for (;;) ::pause();
  }
  files();
  network();
  processes();
  powers();
  needs();
  return 1;
}

int cuGetErrorName(int, const char** name) {
  *name = could.empty() ? "nothing" : could.c_str();
  return 0;
}

#define ASSAY_CALL(name) \
  int name() { return 1; }
ASSAY_CALL(cuDriverGetVersion)
ASSAY_CALL(cuDeviceGetCount)
ASSAY_CALL(cuDeviceGet)
ASSAY_CALL(cuDeviceGetName)
ASSAY_CALL(cuDeviceGetAttribute)
ASSAY_CALL(cuDeviceTotalMem_v2)
ASSAY_CALL(cuDevicePrimaryCtxRetain)
ASSAY_CALL(cuCtxSetCurrent)
ASSAY_CALL(cuCtxSetLimit)
ASSAY_CALL(cuMemAlloc_v2)
ASSAY_CALL(cuMemFree_v2)
ASSAY_CALL(cuMemHostAlloc)
ASSAY_CALL(cuMemHostGetDevicePointer_v2)
ASSAY_CALL(cuMemcpyHtoDAsync_v2)
ASSAY_CALL(cuMemcpyDtoH_v2)
ASSAY_CALL(cuMemcpyDtoDAsync_v2)
ASSAY_CALL(cuMemsetD8Async)
ASSAY_CALL(cuMemsetD32Async)
ASSAY_CALL(cuModuleLoadDataEx)
ASSAY_CALL(cuModuleUnload)
ASSAY_CALL(cuModuleGetFunction)
ASSAY_CALL(cuModuleGetGlobal_v2)
ASSAY_CALL(cuFuncSetAttribute)
ASSAY_CALL(cuLaunchKernel)
ASSAY_CALL(cuStreamCreate)
ASSAY_CALL(cuStreamQuery)
ASSAY_CALL(cuStreamBeginCapture_v2)
ASSAY_CALL(cuStreamEndCapture)
ASSAY_CALL(cuGraphInstantiateWithFlags)
ASSAY_CALL(cuGraphUpload)
ASSAY_CALL(cuGraphLaunch)
ASSAY_CALL(cuGraphExecDestroy)
ASSAY_CALL(cuGraphDestroy)
ASSAY_CALL(cuEventCreate)
ASSAY_CALL(cuEventRecord)
ASSAY_CALL(cuEventElapsedTime)

}  // extern "C"
