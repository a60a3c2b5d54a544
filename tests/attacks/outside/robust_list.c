// Attack: leaves a list of robust futexes that leads into the kernel, and another's, for when the thread ends.
// Must get: accepted
#include <linux/futex.h>
#include <pthread.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <string>
static void* leave(void* where) {
  static struct robust_list_head head;
  head.list.next = (struct robust_list*)where;
  head.futex_offset = -(long)0x100000;
  head.list_op_pending = (struct robust_list*)0xffffffff81000000ul;
  syscall(SYS_set_robust_list, &head, sizeof head);
  syscall(SYS_set_tid_address, (int*)0xffffffff81000000ul);
  return 0;
}
std::string mirror(const std::string& text) {
  static struct robust_list loop = {&loop};
  void* places[] = {(void*)0xffffffff81000000ul, (void*)8, &loop};
  for (void* place : places) {
    pthread_t thread;
    pthread_create(&thread, 0, leave, place);
    pthread_detach(thread);
  }
  return std::string(text.rbegin(), text.rend());
}
