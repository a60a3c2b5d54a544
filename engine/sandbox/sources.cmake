target_sources(
  assay_engine
  PRIVATE sandbox/box_user.cpp
          sandbox/cgroup.cpp
          sandbox/drop.cpp
          sandbox/filter.cpp
          sandbox/kernel_file.cpp
          sandbox/landlock.cpp
          sandbox/namespaces.cpp
          sandbox/root.cpp
          sandbox/turns.cpp
          sandbox/usage.cpp)
