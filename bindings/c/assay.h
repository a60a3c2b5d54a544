/*
 * Assay's door for other languages: ten functions, JSON values, opaque handles.
 *
 * Values.  Every `const char *` argument and every result is UTF-8 JSON.  Methods, their
 * parameters and results are those of docs/methods.md.
 *
 * Ownership.  A `char *` that a function returns belongs to the caller, who gives it to
 * assay_free().  assay_last_error() is borrowed and lasts until the thread's next call.
 *
 * Errors.  A function that fails returns NULL or 0; assay_last_error() then says
 * {"code": "not_found", "message": "..."}.  A candidate's failure is a result, not an error.
 *
 * Threads.  One engine may be used from several threads at once; assay_close() alone must be the
 * last call on it.  Assay never forks the host, reaps its children or touches its signal handlers.
 * It starts one helper at the first use that needs it; a SIGCHLD handler may see that it ended.
 */
#ifndef ASSAY_H
#define ASSAY_H

#include <stdint.h>

#if defined(__GNUC__)
#define ASSAY_API __attribute__((visibility("default")))
#else
#define ASSAY_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

#define ASSAY_ABI_VERSION 1 /* rises when an older program would break */
ASSAY_API uint32_t assay_abi_version(void); /* of the library that is loaded */

typedef struct assay_engine assay_engine;

/* Opens an engine.  Options, all optional:
   {"banks": ["problems"], "store": "assay.db", "runner": "/usr/libexec/assay-runner",
    "graders": "/usr/share/assay/graders", "tier": "full", "jobs": 2,
    "fresh": true}
   Without "store" nothing is kept.  "fresh": no test process is forked from a warm parent; each
   begins with an exec and runs one test. */
ASSAY_API assay_engine *assay_open(const char *options);

/* Cancels what still runs, waits for it, and frees the engine.  NULL is fine. */
ASSAY_API void assay_close(assay_engine *engine);

/* Runs one method to its end and returns its result.  NULL for params: {}. */
ASSAY_API char *assay_call(assay_engine *engine, const char *method, const char *params);

/* Starts the method grade/run and returns a run to ask for, never 0 unless it failed. */
ASSAY_API uint64_t assay_grade_start(assay_engine *engine, const char *params);

/* The next event of a run, waiting at most timeout_ms (-1: for ever).  The last one is the report,
   or {"event": "error", "code", "message"}.  NULL when none came in time, and after the last one. */
ASSAY_API char *assay_next_event(assay_engine *engine, uint64_t run, int timeout_ms);

/* Asks a run to stop.  It ends within 100 ms; assay_wait() then fails with code "cancelled". */
ASSAY_API void assay_cancel(assay_engine *engine, uint64_t run);

/* Waits for a run to end, forgets it, and returns its report. */
ASSAY_API char *assay_wait(assay_engine *engine, uint64_t run);

ASSAY_API const char *assay_last_error(void); /* of this thread; "" when the last call succeeded */
ASSAY_API void assay_free(char *text);        /* NULL is fine */

#ifdef __cplusplus
}
#endif
#endif
