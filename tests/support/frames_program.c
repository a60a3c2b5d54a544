/* A test process for the runner's tests, in C and apart from the engine's own code: speaks
   docs/wire.md on descriptor 3.  The first byte of a test's arguments says what to do. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static void write_all(const void *data, size_t size) {
  const char *at = data;
  while (size > 0) {
    ssize_t n = write(3, at, size);
    if (n <= 0) _exit(90);
    at += n;
    size -= (size_t)n;
  }
}

static void send_frame(char type, const void *payload, uint32_t size) {
  uint32_t length = size + 1;
  write_all(&length, 4);
  write_all(&type, 1);
  write_all(payload, size);
}

static void read_all(void *data, size_t size) {
  char *at = data;
  while (size > 0) {
    ssize_t n = read(3, at, size);
    if (n <= 0) _exit(0);
    at += n;
    size -= (size_t)n;
  }
}

static char *receive(char *type, uint32_t *size) {
  uint32_t length;
  read_all(&length, 4);
  read_all(type, 1);
  *size = length - 1;
  char *payload = malloc(length);
  read_all(payload, *size);
  payload[*size] = 0;
  return payload;
}

static void answer(const char *text) { send_frame('A', text, (uint32_t)strlen(text)); }

static void spin(void) {
  for (volatile unsigned long i = 0;; ++i) {
  }
}

static void *spin_thread(void *unused) {
  spin();
  return unused;
}

static void touch(size_t bytes) {
  char *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) _exit(91);
  for (size_t i = 0; i < bytes; i += 4096) memory[i] = 1;
}

static void flood(int fd) {
  static char text[4096];
  memset(text, 'x', sizeof text);
  for (;;) {
    if (write(fd, text, sizeof text) < 0 && errno != EAGAIN) return;
  }
}

static void *touch_and_stay(void *unused) {
  for (int i = 0; i < 64; ++i) touch((size_t)16 << 20);
  for (;;) pause();
  return unused;
}

/* A page of tables for every byte that is read: one of each 2 MiB. */
static void fill_page_tables(void) {
  const size_t size = (size_t)1 << 40;
  volatile char *memory = mmap(NULL, size, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED) _exit(91);
  madvise((void *)memory, size, MADV_NOHUGEPAGE);
  for (size_t at = 0; at < size; at += (size_t)2 << 20) (void)memory[at];
}

static void *stay(void *unused) {
  for (;;) pause();
  return unused;
}

static int counter;

static void run(const char *arguments, uint32_t size) {
  pthread_t thread;
  char type;
  uint32_t got;
  uint32_t length;
  switch (arguments[0]) {
    case 'e': /* echo */
      send_frame('A', arguments + 1, size - 1);
      return;
    case 'n': { /* how many tests this process has had */
      char text[16];
      snprintf(text, sizeof text, "%d", ++counter);
      answer(text);
      return;
    }
    case 'p': /* prints, then answers */
      printf("on stdout");
      fflush(stdout);
      fprintf(stderr, "on stderr");
      answer("printed");
      return;
    case 'x':
      exit(arguments[1]);
    case 'k':
      raise(arguments[1]);
      answer("survived");
      return;
    case 'a':
      abort();
    case 'l':
      spin();
      return;
    case 't': /* two threads spin */
      pthread_create(&thread, NULL, spin_thread, NULL);
      spin();
      return;
    case 's':
      for (;;) pause();
    case 'z':
      raise(SIGSTOP);
      for (;;) pause();
    case 'm':
      touch((size_t)1 << 30);
      answer("had it");
      return;
    case 'M': /* 48 MiB, then fine */
      touch((size_t)48 << 20);
      answer("had it");
      return;
    case 'R': /* reserves 64 GiB and touches nothing */
      if (mmap(NULL, (size_t)64 << 30, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1,
               0) == MAP_FAILED) {
        answer("refused");
        return;
      }
      answer("had it");
      return;
    case 'o':
      flood(1);
      return;
    case 'O':
      flood(2);
      return;
    case 'X':
      send_frame('X', arguments + 1, size - 1);
      return;
    case 'U':
      send_frame('U', "expected int[], got str", 23);
      return;
    case 'C': { /* asks the host, answers with what it said */
      uint16_t function = 7;
      char call[64];
      memcpy(call, &function, 2);
      memcpy(call + 2, "ask", 3);
      send_frame('C', call, 5);
      char *reply = receive(&type, &got);
      char text[256];
      snprintf(text, sizeof text, "%c:%s", type, reply);
      free(reply);
      answer(text);
      return;
    }
    case 'Q': /* asks the host and does not wait for what it says */
      send_frame('C', "\0\0", 2);
      spin();
      return;
    case 'G': /* asks the host and does something else meanwhile */
      send_frame('C', "\0\0", 2);
      run(arguments + 1, size - 1);
      return;
    case 'T': /* another thread takes memory, after this one has ended */
      pthread_create(&thread, NULL, touch_and_stay, NULL);
      pthread_exit(NULL);
    case 'P':
      fill_page_tables();
      answer("had them");
      return;
    case 'b': { /* a bomb of threads */
      pthread_attr_t small;
      pthread_attr_init(&small);
      pthread_attr_setstacksize(&small, 16384);
      while (pthread_create(&thread, &small, stay, NULL) == 0) {
      }
      exit(92);
    }
    case 'L': /* a frame that claims 4 GiB */
      length = 0xffffffffu;
      write_all(&length, 4);
      write_all("A", 1);
      spin();
      return;
    case '0': /* a frame of no length */
      length = 0;
      write_all(&length, 4);
      spin();
      return;
    case 'q': /* a frame nobody knows */
      send_frame('?', "", 0);
      spin();
      return;
    case 'd': /* answers twice */
      write_all("\4\0\0\0Aone\4\0\0\0Atwo", 16); /* in one piece: both are there at once */
      return;
    case 'c': /* closes the channel, then ends */
      close(3);
      exit(5);
    case 'h': /* half a frame, then ends */
      length = 100;
      write_all(&length, 4);
      write_all("Aabc", 4);
      exit(0);
    case 'D': /* answers, and dies at once */
      answer("last words");
      _exit(9);
    case '3': /* a call of the 32-bit kind, which kills */
#ifdef __x86_64__
      __asm__ volatile("int $0x80" : : "a"(20) : "memory");
#endif
      answer("survived");
      return;
    case 'f':
      answer(fork() < 0 ? strerror(errno) : "forked");
      return;
    default:
      answer("?");
  }
}

int main(int argc, char **argv) {
  if (argc > 1 && strcmp(argv[1], "--early") == 0) {
    char type;
    uint32_t size;
    free(receive(&type, &size));
    send_frame('l', "", 0);
    answer("before any test");
  }
  for (;;) {
    char type;
    uint32_t size;
    char *payload = receive(&type, &size);
    if (type == 'L') {
      if (strcmp(payload, "bad") == 0) {
        const char *report = "{\"syntax\": true, \"type\": \"SyntaxError\", \"message\": \"no\", \"line\": 3}";
        send_frame('E', report, (uint32_t)strlen(report));
      } else if (strcmp(payload, "spin") == 0) {
        spin();
      } else {
        send_frame('l', "", 0);
      }
    } else if (type == 'B') {
      uint32_t left;
      uint32_t length;
      memcpy(&left, payload, 4);
      for (char *at = payload + 4; left > 0; --left, at += length) {
        memcpy(&length, at, 4);
        at += 4;
        run(at, length);
      }
    } else if (type == 'T') {
      char go;
      uint32_t none;
      if (payload[0] == 'w') { /* works while it should decode */
        clock_t until = clock() + CLOCKS_PER_SEC / 5;
        while (clock() < until) {
        }
      }
      if (payload[0] == 'E') answer("early");
      send_frame('r', "", 0);
      free(receive(&go, &none));
      run(payload, size);
    }
    free(payload);
  }
}
