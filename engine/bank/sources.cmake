target_sources(
  assay_engine
  PRIVATE bank/bank.cpp
          bank/expectation.cpp
          bank/fields.cpp
          bank/index.cpp
          bank/load.cpp
          bank/read_about.cpp
          bank/read_check.cpp
          bank/read_kernel.cpp
          bank/read_modeling.cpp
          bank/read_parts.cpp
          bank/read_solutions.cpp
          bank/read_tests.cpp
          bank/read_timing.cpp
          bank/reader.cpp
          bank/walk.cpp)
