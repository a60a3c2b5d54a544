target_sources(
  assay_engine
  PRIVATE runner/channel.cpp
          runner/confine.cpp
          runner/exec.cpp
          runner/init.cpp
          runner/keeper.cpp
          runner/launcher.cpp
          runner/protocol.cpp
          runner/remove_tree.cpp
          runner/runner.cpp
          runner/session.cpp
          runner/slot.cpp
          runner/slot_pool.cpp
          runner/spawner.cpp
          runner/test_run.cpp
          runner/monitor.cpp
          runner/work_box.cpp)
