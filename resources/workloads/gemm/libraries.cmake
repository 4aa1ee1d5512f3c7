find_package(PkgConfig REQUIRED)
pkg_check_modules(OPENBLAS REQUIRED IMPORTED_TARGET openblas)
target_link_libraries(workload_gemm PRIVATE PkgConfig::OPENBLAS)
