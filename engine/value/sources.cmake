target_sources(
  assay_engine
  PRIVATE value/bigint.cpp
          value/bound.cpp
          value/class_script.cpp value/check.cpp
          value/constraints.cpp
          value/decode.cpp
          value/difference.cpp
          value/display.cpp
          value/edge.cpp
          value/encode.cpp
          value/json.cpp
          value/kernel.cpp
          value/metrics.cpp
          value/picture.cpp
          value/scanner.cpp
          value/signature_parser.cpp
          value/table.cpp
          value/tensor.cpp
          value/tensor_compare.cpp
          value/type.cpp
          value/utf8.cpp
          value/value.cpp)
