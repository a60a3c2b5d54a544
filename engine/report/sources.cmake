target_sources(
  assay_engine
  PRIVATE report/report_json.cpp)
