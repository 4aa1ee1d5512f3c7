find_package(PkgConfig REQUIRED)
pkg_check_modules(OPENBLAS REQUIRED IMPORTED_TARGET openblas)
target_link_libraries(workload_mlp-inference PRIVATE PkgConfig::OPENBLAS)
