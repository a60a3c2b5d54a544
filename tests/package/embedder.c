/* Grades one right and one wrong answer with an installed Assay; prints the two verdicts. */
#include <assay.h>
#include <stdio.h>
#include <string.h>

static int graded(assay_engine *engine, const char *source, const char *verdict) {
  char params[512];
  char *report;
  int as_expected;

  snprintf(params, sizeof params,
           "{\"problem\": \"add-up\", \"language\": \"python\", \"source\": \"%s\"}", source);
  report = assay_call(engine, "grade/run", params);
  if (report == NULL) {
    fprintf(stderr, "%s\n", assay_last_error());
    return 0;
  }
  as_expected = strstr(report, verdict) != NULL;
  assay_free(report);
  return as_expected;
}

int main(int argc, char **argv) {
  char options[4096];
  assay_engine *engine;
  int right, wrong;

  if (argc != 2) return 2;
  snprintf(options, sizeof options, "{\"banks\": [\"%s\"]}", argv[1]);
  engine = assay_open(options);
  if (engine == NULL) {
    fprintf(stderr, "%s\n", assay_last_error());
    return 1;
  }
  right = graded(engine, "def add_up(a, b): return a + b", "\"verdict\":\"accepted\"");
  wrong = graded(engine, "def add_up(a, b): return 0", "\"verdict\":\"wrong_answer\"");
  assay_close(engine);
  printf("right %s, wrong %s\n", right ? "accepted" : "not accepted",
         wrong ? "not accepted" : "accepted");
  return right && wrong ? 0 : 1;
}
