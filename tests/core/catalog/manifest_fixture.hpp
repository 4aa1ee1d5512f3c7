#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include <unistd.h>

#include <gtest/gtest.h>

#include "core/catalog/workload.hpp"

namespace assay::catalog {

/// A folder of workloads that is removed at the end of the test.
class TemporaryWorkloads {
public:
    TemporaryWorkloads()
    {
        std::string pattern = (std::filesystem::temp_directory_path() / "assay-catalog-XXXXXX").string();
        if (::mkdtemp(pattern.data()) == nullptr)
            std::abort();
        m_root = pattern;
    }
    ~TemporaryWorkloads() { std::filesystem::remove_all(m_root); }
    TemporaryWorkloads(const TemporaryWorkloads &) = delete;
    TemporaryWorkloads &operator=(const TemporaryWorkloads &) = delete;

    [[nodiscard]] const std::filesystem::path &root() const { return m_root; }

    void write(const std::string &id, const std::string &file, const std::string &content) const
    {
        std::filesystem::create_directories(m_root / id);
        std::ofstream(m_root / id / file, std::ios::binary) << content;
    }

    [[nodiscard]] Result<Workload> read(const std::string &manifest, const std::string &id = "sample") const
    {
        write(id, "workload.toml", manifest);
        return readWorkload(m_root / id);
    }

private:
    std::filesystem::path m_root;
};

/// A small right manifest; line numbers in the tests count from its first line.
inline const std::string kGoodManifest = R"(schema = "assay.workload/1"
id = "sample"
title = "A sample"
kind = "regular"
summary = "One paragraph."
operations = "2*n"
operation_unit = "op"
minimal_bytes = "8*n"

[item]
name = "element"
per_query = "n"

[[parameter]]
name = "n"
type = "integer"
default = 64
min = 1
max = 4096
meaning = "elements"

[[parameter]]
name = "dtype"
type = "text"
default = "f32"
choices = ["f32", "int8"]
meaning = "the number format"

[[tensor]]
name = "x"
role = "input"
dtype = { parameter = "dtype", f32 = "f32", int8 = "i8" }
shape = ["n"]
generator = { kind = "uniform", low = -1, high = 1 }
meaning = "the input"

[[tensor]]
name = "y"
role = "output"
dtype = { parameter = "dtype", f32 = "f32", int8 = "i8" }
shape = ["n"]
meaning = "the output"

[[requirement]]
condition = "n % 2 == 0"
reason = "n must be even"

[tolerance]
absolute = 1e-6
reason = "rounding"

[tolerance.int8]
absolute = 0

[[implementation]]
kind = "native"

[[implementation.parameter]]
name = "variant"
type = "text"
default = "scalar"
choices = ["scalar", "simd"]
all_by_default = true
meaning = "how"

[[implementation]]
kind = "opencl"
file = "kernel.cl"

[[implementation.parameter]]
name = "local_size"
type = "integer"
default = 64
choices = [16, 64]
meaning = "work-items in a group"

[[implementation.requirement]]
condition = "n % local_size == 0"
reason = "whole groups only"

[implementation.options]
launches = [{ kernel = "k", global = ["=ceil(n / local_size) * local_size"], ratio = "=n / 3", args = ["x", "y"] }]
)";

} // namespace assay::catalog
