target_link_libraries(workload_aes-ctr PRIVATE OpenSSL::Crypto)
