// Attack: writes to files of memory that others read: by number, by /proc, by a wider mapping, by unsealing.
// Must get: accepted
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <string>
#ifndef F_ADD_SEALS
#define F_ADD_SEALS 1033
#endif
__attribute__((constructor)) static void change(void) {
  if (open("/proc/self/mem", O_RDWR) >= 0 || open("/proc/self/exe", O_RDWR) >= 0) _exit(__LINE__);
  for (int fd = 0; fd < 64; ++fd) {
    struct stat facts;
    char path[64];
    if (fstat(fd, &facts) != 0 || !S_ISREG(facts.st_mode)) continue;
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    if (pwrite(fd, "x", 1, 0) == 1 || open(path, O_RDWR) >= 0 || fcntl(fd, F_ADD_SEALS, 0) == 0) _exit(__LINE__);
    if (mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0) != MAP_FAILED) _exit(__LINE__);
  }
}
std::string mirror(const std::string& text) { return std::string(text.rbegin(), text.rend()); }
