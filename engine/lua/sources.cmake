target_sources(
  assay_engine
  PRIVATE lua/author_problem.cpp
          lua/checker.cpp
          lua/class_cases.cpp
          lua/conversation.cpp
          lua/convert.cpp
          lua/declare.cpp
          lua/drawings.cpp
          lua/dump.cpp
          lua/generate.cpp
          lua/order.cpp
          lua/process.cpp
          lua/protocol.cpp
          lua/random.cpp
          lua/random_module.cpp
          lua/scan.cpp
          lua/script.cpp
          lua/state.cpp
          lua/summary.cpp
          lua/tensor_module.cpp
          lua/trace.cpp
          lua/watchdog.cpp)
# The same numbers on every machine: no fused multiply-add.
set_source_files_properties(lua/random.cpp PROPERTIES COMPILE_OPTIONS -ffp-contract=off)
