target_sources(
  assay_engine
  PRIVATE service/assert_calls.cpp
          service/build.cpp
          service/candidate.cpp
          service/cases.cpp
          service/engine.cpp
          service/grading.cpp
          service/growth.cpp
          service/judge.cpp
          service/limits.cpp
          service/methods_doctor.cpp
          service/methods_grade.cpp
          service/methods_history.cpp
          service/methods_problem.cpp
          service/modeling.cpp
          service/notebook.cpp
          service/one_input.cpp
          service/rejudge.cpp
          service/scripts.cpp
          service/statement.cpp
          service/suite.cpp
          service/turns.cpp
          service/workbench.cpp
          service/yardstick.cpp)
set_source_files_properties(
  service/methods_doctor.cpp service/grading.cpp PROPERTIES COMPILE_DEFINITIONS
                                                            ASSAY_VERSION="${PROJECT_VERSION}")
