target_sources(
  assay_engine
  PRIVATE model/names.cpp
          model/problem.cpp
          model/score_line.cpp)
