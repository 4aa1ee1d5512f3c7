find_package(ZLIB REQUIRED)
target_link_libraries(workload_crc32 PRIVATE ZLIB::ZLIB)
