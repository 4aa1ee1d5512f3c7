#pragma once

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>

#include "core/plugin/plugin_library.hpp"

namespace assay::opencl {

/// A folder for one test, removed with it.
class TestFolder {
public:
    TestFolder()
    {
        std::string pattern = (std::filesystem::temp_directory_path() / "assay-opencl-XXXXXX").string();
        m_path = ::mkdtemp(pattern.data());
    }
    ~TestFolder()
    {
        std::error_code error;
        std::filesystem::remove_all(m_path, error);
    }
    TestFolder(const TestFolder &) = delete;
    TestFolder &operator=(const TestFolder &) = delete;
    [[nodiscard]] const std::filesystem::path &path() const { return m_path; }

private:
    std::filesystem::path m_path;
};

/// The backend as the runner loads it; once per process, with a cache folder that lives as long.
inline plugin::LoadedPlugin &backend()
{
    static const TestFolder cache;
    static plugin::LoadedPlugin loaded = [] {
        const auto manifest = plugin::readPluginManifest(ASSAY_BUILD_DIR "/lib/assay/plugins/opencl.json");
        if (!manifest)
            throw std::runtime_error(manifest.error().text());
        auto result = plugin::LoadedPlugin::load(*manifest, cache.path());
        if (!result)
            throw std::runtime_error(result.error().text());
        return *result;
    }();
    return loaded;
}

/// A small workload made by a test: kernel source, launches, tensors and parameters.
struct TestWorkload {
    std::string source;
    std::string options;
    std::vector<assay_tensor> tensors;
    std::vector<assay_param> workloadParams, backendParams;
    std::string kind = "opencl";
    std::string entry;

    void addTensor(const char *name, uint32_t role, uint64_t elements, void *data = nullptr)
    {
        assay_tensor tensor{};
        tensor.name = name;
        tensor.dtype = ASSAY_I32;
        tensor.role = role;
        tensor.rank = 1;
        tensor.shape[0] = elements;
        tensor.bytes = elements * sizeof(int32_t);
        tensor.data = data;
        tensors.push_back(tensor);
    }
    void addParam(std::vector<assay_param> &list, const char *name, int64_t value)
    {
        list.push_back({name, ASSAY_PARAM_INT, 0, value, 0, "number"});
    }
    void addText(std::vector<assay_param> &list, const char *name, const char *text)
    {
        list.push_back({name, ASSAY_PARAM_TEXT, 0, 0, 0, text});
    }
};

/// An opened session, closed with this object.
class Opened {
public:
    explicit Opened(const TestWorkload &workload, uint32_t slots = 1, const char *device = nullptr)
    {
        const TestFolder folder;
        const std::string file = folder.path() / "kernel.cl";
        std::ofstream(file) << workload.source;
        const assay_implementation implementation{workload.kind.c_str(), file.c_str(), workload.entry.c_str(),
                                                  workload.options.c_str()};
        const std::string first = firstDevice();
        assay_session_config config{};
        config.struct_size = sizeof config;
        config.slot_count = slots;
        config.device_id = device != nullptr ? device : first.c_str();
        config.workload_id = "test-workload";
        config.workload_params = workload.workloadParams.data();
        config.workload_param_count = static_cast<uint32_t>(workload.workloadParams.size());
        config.backend_params = workload.backendParams.data();
        config.backend_param_count = static_cast<uint32_t>(workload.backendParams.size());
        config.implementations = &implementation;
        config.implementation_count = 1;
        config.tensors = workload.tensors.data();
        config.tensor_count = static_cast<uint32_t>(workload.tensors.size());
        status = backend().table().open(&config, &session, &error);
    }
    ~Opened()
    {
        if (session != nullptr)
            backend().table().close(session);
    }
    Opened(const Opened &) = delete;
    Opened &operator=(const Opened &) = delete;

    /// One whole query with int tensors.
    assay_status query(uint32_t slot, const std::vector<std::vector<int32_t> *> &inputs,
                       const std::vector<std::vector<int32_t> *> &outputs)
    {
        std::vector<assay_tensor> in = views(inputs, ASSAY_TENSOR_INPUT);
        std::vector<assay_tensor> out = views(outputs, ASSAY_TENSOR_OUTPUT);
        const assay_plugin &table = backend().table();
        assay_error local = plugin::emptyError(); // slots may be used by several threads
        assay_status result = table.upload(session, slot, in.data(), static_cast<uint32_t>(in.size()), &local);
        if (result == ASSAY_OK)
            result = table.execute(session, slot, &local);
        if (result == ASSAY_OK)
            result = table.download(session, slot, out.data(), static_cast<uint32_t>(out.size()), &local);
        return result;
    }
    static std::vector<assay_tensor> views(const std::vector<std::vector<int32_t> *> &values, uint32_t role)
    {
        TestWorkload collected;
        for (std::vector<int32_t> *value : values)
            collected.addTensor("t", role, value->size(), value->data());
        return collected.tensors;
    }
    [[nodiscard]] assay_build_info build() const
    {
        assay_build_info info{};
        info.struct_size = sizeof info;
        assay_error wrong = plugin::emptyError();
        EXPECT_EQ(backend().extension<assay_ext_build>(ASSAY_EXT_BUILD)->info(session, &info, &wrong), ASSAY_OK);
        return info;
    }
    [[nodiscard]] std::string text() const { return error.text; }

    assay_session *session = nullptr;
    assay_error error = plugin::emptyError();
    assay_status status = ASSAY_INTERNAL;

private:
    static std::string firstDevice()
    {
        const auto devices = backend().devices();
        return devices ? devices->front().id : "none";
    }
};

} // namespace assay::opencl
