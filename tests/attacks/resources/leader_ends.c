// Attack: ends the first thread, by which processes are measured, and lets another take memory.
// Must get: memory_limit
// Problem: mirror-at-leisure
#include <pthread.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <string>
static void* take(void*) {
  for (;;) {
    void* at = mmap(0, 1 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (at == MAP_FAILED) pause();
    memset(at, 1, 1 << 20);
  }
}
std::string mirror(const std::string& text) {
  pthread_t other;
  pthread_create(&other, 0, take, 0);
  syscall(SYS_exit, 0);
  return text;
}
