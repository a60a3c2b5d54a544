target_sources(
  assay_engine
  PRIVATE base/digest.cpp
          base/file.cpp
          base/median.cpp
          base/status.cpp
          base/text.cpp)
