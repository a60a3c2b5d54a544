target_sources(
  assay_engine
  PRIVATE model/memory_rule.cpp
          model/names.cpp
          model/problem.cpp
          model/score_line.cpp)
