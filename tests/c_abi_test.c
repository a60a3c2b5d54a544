/*
 * The C ABI as a strict C99 program sees it: opens a bank, lists it, grades with live events,
 * cancels.  usage: c_abi_test BANK GRADERS.  Prints nothing but failures.
 */
#include <assay.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int failures = 0;

#define CHECK(condition, seen) check((condition) != 0, #condition, (seen), __LINE__)

static void check(int holds, const char *condition, const char *seen, int line) {
  if (holds) return;
  ++failures;
  fprintf(stderr, "c_abi_test.c:%d: not so: %s\n  saw: %s\n  last error: %s\n", line, condition,
          seen == NULL ? "(null)" : seen, assay_last_error());
}

/* Results are compact JSON with sorted keys: enough to look for a member. */
static int has(const char *text, const char *part) {
  return text != NULL && strstr(text, part) != NULL;
}

static int failed_with(const char *code) {
  char member[64];
  sprintf(member, "\"code\":\"%.40s\"", code);
  return has(assay_last_error(), member);
}

static assay_engine *open_bank(const char *bank, const char *graders) {
  char options[4096];
  assay_engine *engine;
  sprintf(options, "{\"banks\": [\"%.1000s\"], \"graders\": \"%.1000s\", \"jobs\": 1}", bank, graders);
  engine = assay_open(options);
  CHECK(engine != NULL, options);
  return engine;
}

static uint64_t start(assay_engine *engine, const char *source) {
  char params[1024];
  uint64_t run;
  sprintf(params, "{\"problem\": \"add-up\", \"language\": \"python\", \"source\": \"%.800s\"}",
          source);
  run = assay_grade_start(engine, params);
  CHECK(run != 0, params);
  return run;
}

static void wrong_use_is_an_error_that_says_what(assay_engine *engine) {
  CHECK(assay_open("{") == NULL && failed_with("invalid_argument"), "");
  CHECK(assay_open("[]") == NULL && failed_with("invalid_argument"), "");
  CHECK(assay_open("{\"bankz\": []}") == NULL && has(assay_last_error(), "bankz"), "");
  CHECK(assay_open("{\"tier\": \"paper\"}") == NULL && failed_with("invalid_argument"), "");
  CHECK(assay_call(NULL, "problem/list", "{}") == NULL && has(assay_last_error(), "engine is NULL"), "");
  CHECK(assay_call(engine, NULL, "{}") == NULL && has(assay_last_error(), "method is NULL"), "");
  CHECK(assay_grade_start(NULL, "{}") == 0 && failed_with("invalid_argument"), "");
  CHECK(assay_wait(NULL, 1) == NULL && assay_next_event(NULL, 1, 0) == NULL, "");
  assay_cancel(NULL, 1);
  char *all = assay_call(engine, "problem/list", NULL);
  CHECK(has(all, "problems"), all);
  assay_free(all);
  CHECK(assay_call(engine, "problem/lits", "{}") == NULL && failed_with("invalid_argument"), "");
  CHECK(assay_call(engine, "problem/list", "no JSON") == NULL && failed_with("invalid_argument"),
        "");
  CHECK(assay_call(engine, "problem/get", "{\"id\": \"none\"}") == NULL && failed_with("not_found"),
        "");
  CHECK(assay_grade_start(engine, "{") == 0 && failed_with("invalid_argument"), "");
  CHECK(assay_next_event(engine, 99, 0) == NULL && failed_with("not_found"), "");
  CHECK(assay_wait(engine, 99) == NULL && failed_with("not_found"), "");
}

static void what_nests_too_deep_is_refused(assay_engine *engine) {
  enum { LEVELS = 300000 };
  char *params = malloc(2 * LEVELS + 1);
  if (params == NULL) exit(2);
  memset(params, '[', LEVELS);
  memset(params + LEVELS, ']', LEVELS);
  params[2 * LEVELS] = '\0';
  CHECK(assay_open(params) == NULL && failed_with("invalid_argument"), "");
  CHECK(assay_call(engine, "problem/list", params) == NULL && failed_with("invalid_argument"), "");
  CHECK(has(assay_last_error(), "nests too deep"), "");
  CHECK(assay_grade_start(engine, params) == 0 && has(assay_last_error(), "nests too deep"), "");
  free(params);
}

static void a_bank_is_listed(assay_engine *engine) {
  char *list = assay_call(engine, "problem/list", "{}");
  CHECK(has(list, "\"id\":\"add-up\""), list);
  CHECK(strcmp(assay_last_error(), "") == 0, list);
  assay_free(list);
}

static void a_right_submission_is_accepted_case_by_case(assay_engine *engine) {
  const uint64_t run = start(engine, "def add_up(a, b):\\n    return a + b");
  int cases = 0, started = 0, reports = 0;
  char *event, *report;
  while ((event = assay_next_event(engine, run, -1)) != NULL) {
    CHECK(reports == 0, event); /* nothing comes after the report */
    started += has(event, "\"event\":\"started\"");
    cases += has(event, "\"event\":\"case\"");
    reports += has(event, "\"event\":\"result\"");
    assay_free(event);
  }
  CHECK(started == 1, "");
  CHECK(cases >= 18, ""); /* an example, an edge, 16 random ones */
  CHECK(reports == 1, "");
  report = assay_wait(engine, run);
  CHECK(has(report, "\"verdict\":\"accepted\""), report);
  CHECK(has(report, "\"language\":\"python\""), report);
  assay_free(report);
  CHECK(assay_wait(engine, run) == NULL && failed_with("not_found"), "a run is forgotten");
}

static void a_wrong_submission_is_a_result(assay_engine *engine) {
  char *report = assay_wait(engine, start(engine, "def add_up(a, b):\\n    return a - b"));
  CHECK(has(report, "\"verdict\":\"wrong_answer\""), report);
  assay_free(report);
}

static void a_problem_that_is_not_there_ends_the_run(assay_engine *engine) {
  const uint64_t run = assay_grade_start(
      engine, "{\"problem\": \"none\", \"language\": \"python\", \"source\": \"\"}");
  char *event = assay_next_event(engine, run, -1);
  CHECK(has(event, "\"event\":\"error\"") && has(event, "\"code\":\"not_found\""), event);
  assay_free(event);
  CHECK(assay_wait(engine, run) == NULL && failed_with("not_found"), "");
}

/* Answers three tests, then sleeps. */
static const char *sleeper =
    "import time\\nasked = 0\\ndef add_up(a, b):\\n    global asked\\n    asked += 1\\n"
    "    if asked > 3: time.sleep(1000)\\n    return a + b";

static uint64_t start_sleeper(assay_engine *engine) {
  const uint64_t run = start(engine, sleeper);
  char *event;
  int cases = 0;
  while (cases == 0 && (event = assay_next_event(engine, run, -1)) != NULL) {
    cases += has(event, "\"event\":\"case\"");
    assay_free(event);
  }
  CHECK(cases == 1, "");
  return run;
}

static void a_run_can_be_cancelled(assay_engine *engine) {
  const uint64_t run = start_sleeper(engine);
  assay_cancel(engine, run);
  CHECK(assay_wait(engine, run) == NULL && failed_with("cancelled"), "");
}

int main(int argc, char **argv) {
  assay_engine *engine;
  if (argc != 3) return fputs("usage: c_abi_test BANK GRADERS\n", stderr), 2;
  CHECK(assay_abi_version() == ASSAY_ABI_VERSION, "");
  engine = open_bank(argv[1], argv[2]);
  if (engine == NULL) return 1;
  wrong_use_is_an_error_that_says_what(engine);
  what_nests_too_deep_is_refused(engine);
  a_bank_is_listed(engine);
  a_right_submission_is_accepted_case_by_case(engine);
  a_wrong_submission_is_a_result(engine);
  a_problem_that_is_not_there_ends_the_run(engine);
  a_run_can_be_cancelled(engine);

  start_sleeper(engine); /* closing ends it */
  assay_close(engine);
  assay_close(NULL);
  assay_free(NULL);
  return failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
