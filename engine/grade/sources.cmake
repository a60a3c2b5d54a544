target_sources(
  assay_engine
  PRIVATE grade/bands.cpp
          grade/changed_lines.cpp
          grade/compare.cpp
          grade/decide.cpp
          grade/equality.cpp
          grade/growth.cpp
          grade/kernel.cpp
          grade/limits.cpp
          grade/model_size.cpp
          grade/pairing.cpp
          grade/parts.cpp
          grade/same_row.cpp
          grade/score.cpp
          grade/timing.cpp)
