target_sources(measure_overhead_bench PRIVATE ${CMAKE_SOURCE_DIR}/tests/core/measure/allocation_counter.cpp)
