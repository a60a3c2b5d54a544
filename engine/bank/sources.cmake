target_sources(
  assay_engine PRIVATE bank/expectation.cpp bank/fields.cpp bank/read_about.cpp bank/read_solutions.cpp
                       bank/read_tests.cpp bank/reader.cpp bank/bank.cpp)
