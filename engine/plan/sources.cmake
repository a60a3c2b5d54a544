target_sources(
  assay_engine
  PRIVATE plan/compile.cpp
          plan/compile_cache.cpp
          plan/compile_errors.cpp
          plan/graders.cpp
          plan/languages.cpp
          plan/plan.cpp
          plan/signature_json.cpp
          plan/tools.cpp)
