target_sources(
  assay_engine
  PRIVATE author/audit.cpp
          author/disagree.cpp
          author/export.cpp
          author/hack.cpp
          author/import.cpp
          author/lint.cpp
          author/lint_answers.cpp
          author/lint_data.cpp
          author/lint_modeling.cpp
          author/lint_mutants.cpp
          author/lint_names.cpp
          author/lint_solutions.cpp
          author/methods.cpp
          author/mutate.cpp
          author/new_problem.cpp
          author/shrink.cpp)
