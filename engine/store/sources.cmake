target_sources(
  assay_engine
  PRIVATE store/schema.cpp
          store/statement.cpp
          store/store.cpp)
