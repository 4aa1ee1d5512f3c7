#include <gmock/gmock.h>

#include "manifest_fixture.hpp"

namespace assay::catalog {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string replaced(std::string text, const std::string &from, const std::string &to)
{
    const std::size_t at = text.find(from);
    if (at == std::string::npos)
        ADD_FAILURE() << "the sample has no: " << from;
    else
        text.replace(at, from.size(), to);
    return text;
}

class Manifest : public testing::Test {
protected:
    Manifest() { m_folder.write("sample", "kernel.cl", "__kernel void k() {}"); }

    [[nodiscard]] std::string errorOf(const std::string &manifest) const
    {
        const auto workload = m_folder.read(manifest);
        return workload ? "" : workload.error().text();
    }
    [[nodiscard]] Workload good() const
    {
        auto workload = m_folder.read(kGoodManifest);
        if (!workload)
            ADD_FAILURE() << workload.error().text();
        return workload.value_or(Workload());
    }

    TemporaryWorkloads m_folder;
};

TEST_F(Manifest, IsReadWhole)
{
    const Workload workload = good();
    EXPECT_EQ(workload.id, "sample");
    EXPECT_EQ(title(workload.kind), "regular, long-lived kernels");
    EXPECT_EQ(workload.item.name, "element");
    ASSERT_EQ(workload.tensors.size(), 2U);
    EXPECT_EQ(workload.tensors[1].role, TensorRole::Output);
    ASSERT_EQ(workload.implementations.size(), 2U);
    EXPECT_EQ(workload.implementation("opencl")->file, "kernel.cl");
    EXPECT_EQ(workload.implementation("verilog"), nullptr);
    EXPECT_TRUE(workload.implementation("native")->parameters.at(0).allByDefault);
    EXPECT_EQ(workload.sourceHash.size(), 64U);
    EXPECT_FALSE(workload.hasGoldenOutputs());
}

TEST_F(Manifest, TheHashFollowsTheSources)
{
    const std::string before = good().sourceHash;
    EXPECT_EQ(good().sourceHash, before);
    m_folder.write("sample", "kernel.cl", "__kernel void k() { }");
    EXPECT_NE(good().sourceHash, before);
}

TEST_F(Manifest, ShapesAndDTypesFollowTheParameters)
{
    const Workload workload = good();
    const auto parameters =
        workload.complete({{"n", ParameterValue(std::int64_t{10})}, {"dtype", ParameterValue(std::string("int8"))}});
    ASSERT_TRUE(parameters) << parameters.error().text();
    const auto tensors = describeTensors(workload, *parameters);
    ASSERT_TRUE(tensors);
    EXPECT_EQ(tensors->at(0).dtype, DType::I8);
    EXPECT_THAT(tensors->at(0).shape, ElementsAre(10));
    EXPECT_EQ(tensors->at(0).bytes(), 10U);
    EXPECT_EQ(workload.toleranceFor(*parameters).absolute, 0);
    EXPECT_EQ(workload.toleranceFor(workload.defaults()).absolute, 1e-6);
}

TEST_F(Manifest, OperationsSayWhatUnitsDoThemAndInWhatFormat)
{
    EXPECT_EQ(good().operationClass, "") << "no peak counts them";
    EXPECT_EQ(good().precision(good().defaults()), "");
    const std::string unit = "operation_unit = \"op\"\n";
    const auto withClass = [&](const std::string &lines) { return replaced(kGoodManifest, unit, unit + lines); };
    const auto byType = m_folder.read(withClass("operation_class = \"matrix\"\n"
                                                "operation_precision = { parameter = \"dtype\", f32 = \"fp32\", "
                                                "int8 = \"int8\" }\n"));
    ASSERT_TRUE(byType) << byType.error().text();
    EXPECT_EQ(byType->operationClass, "matrix");
    EXPECT_EQ(byType->precision(byType->defaults()), "fp32");
    EXPECT_EQ(byType->precision({{"dtype", ParameterValue(std::string("int8"))}}), "int8");
    const auto fixed = m_folder.read(withClass("operation_class = \"vector\"\noperation_precision = \"fp64\"\n"));
    ASSERT_TRUE(fixed) << fixed.error().text();
    EXPECT_EQ(fixed->precision(fixed->defaults()), "fp64");

    EXPECT_THAT(errorOf(withClass("operation_class = \"tensor\"\noperation_precision = \"fp32\"\n")),
                HasSubstr("none of vector, matrix"));
    EXPECT_THAT(errorOf(withClass("operation_class = \"vector\"\n")), HasSubstr("operation_precision"));
    EXPECT_THAT(errorOf(withClass("operation_class = \"vector\"\noperation_precision = \"f32\"\n")),
                HasSubstr("none of fp64, fp32"));
    EXPECT_THAT(errorOf(withClass("operation_class = \"vector\"\n"
                                  "operation_precision = { parameter = \"dtype\", f32 = \"fp32\" }\n")),
                HasSubstr("'int8'"))
        << "every choice has one";
    EXPECT_THAT(errorOf(withClass("operation_precision = \"fp32\"\n")), HasSubstr("operation_precision"))
        << "it says nothing without a class";
}

TEST_F(Manifest, CompleteChecksNamesRangesAndRequirements)
{
    const Workload workload = good();
    const auto error = [&](const ParameterSet &given) { return workload.complete(given).error().text(); };
    EXPECT_THAT(error({{"dtyp", ParameterValue(std::string("f32"))}}), HasSubstr("Did you mean 'dtype'?"));
    EXPECT_THAT(error({{"n", ParameterValue(std::int64_t{5000})}}), HasSubstr("Allowed: 1 … 4096"));
    EXPECT_EQ(error({{"n", ParameterValue(std::int64_t{7})}}),
              "sample: n must be even (n % 2 == 0 is not met by dtype=f32 n=7)");
    EXPECT_EQ(describe(workload.complete({}).value()), "dtype=f32 n=64");
}

TEST_F(Manifest, OptionsAreEvaluated)
{
    const Workload workload = good();
    const auto options = workload.implementation("opencl")->optionsFor(
        workload.complete({{"n", ParameterValue(std::int64_t{100})}}).value(),
        {{"local_size", ParameterValue(std::int64_t{16})}});
    ASSERT_TRUE(options) << options.error().text();
    const Json launch = Json::parse(*options)["launches"][0];
    EXPECT_EQ(launch["global"].dump(), "[112]");
    EXPECT_DOUBLE_EQ(launch["ratio"].get<double>(), 100.0 / 3);
    EXPECT_EQ(launch["args"].dump(), R"(["x","y"])");
    EXPECT_EQ(workload.implementation("native")->optionsFor({}, {}).value(), "{}");
    EXPECT_THAT(workload.implementation("opencl")->optionsFor({}, {}).error().text(),
                HasSubstr("options of the opencl implementation"));
}

struct WrongManifest {
    const char *from, *to;
    int line;
    const char *reason;
};

// Each case changes one thing of the good manifest.
const WrongManifest kWrong[] = {
    {"assay.workload/1", "assay.workload/9", 1, "schema is 'assay.workload/9'; this Assay reads 'assay.workload/1'"},
    {"schema = \"assay.workload/1\"", "", 1, "the manifest: 'schema' is missing"},
    {"id = \"sample\"", "id = \"Sample\"", 2, "id 'Sample' may only have small letters, digits and . _ -"},
    {"id = \"sample\"", "id = \"other\"", 2, "id 'other' must be the folder's name, 'sample'"},
    {"kind = \"regular\"", "kind = \"regulr\"", 4, "Did you mean 'regular'?"},
    {"title = \"A sample\"", "titel = \"A sample\"", 3, "unknown key 'titel'. Did you mean 'title'?"},
    {"title = \"A sample\"", "title = 4", 3, "'title' must be a text"},
    {"title = \"A sample\"", "title = \"A sample", 3, ""},
    {"\"2*n\"", "\"2*m\"", 6, "'operations': formula \"2*m\" names 'm', which is not a declared parameter"},
    {"\"2*n\"", "\"2*\"", 6, "column 3: expected a number, a name or '('"},
    {"\"8*n\"", "\"n - 64\"", 8, "'minimal_bytes' is 0 at the default parameters; it must be above 0"},
    {"\"8*n\"", "\"8 / (n - 64)\"", 8,
     "at the default parameters, formula \"8 / (n - 64)\", column 3: division by zero"},
    {"per_query = \"n\"", "per_query = \"n\"\ncount = 3", 13, "[item]: unknown key 'count'"},
    {"name = \"n\"", "name = \"N\"", 15, "a parameter's name has small letters"},
    {"type = \"integer\"", "type = \"int\"", 16, "which is none of integer, real, text. Did you mean 'integer'?"},
    {"default = 64", "default = 5000", 17, "the default: parameter 'n': '5000' is outside its range"},
    {"default = 64", "default = \"64\"", 17, "parameter 'n': the default must be a whole number"},
    {"min = 1", "min = 5000", 18, "min = 5000 is above max = 4096"},
    {"max = 4096\n", "", 14, "parameter 'n': 'max' is missing"},
    {"max = 4096", "max = 4096\nsweep = [16, 8192]", 20, "the sweep: parameter 'n': '8192' is outside its range"},
    {"max = 4096", "max = 4096\npower_of_two = 1", 20, "'power_of_two' must be true or false"},
    {"name = \"dtype\"", "name = \"n\"", 23, "there is already a parameter of this name"},
    {"choices = [\"f32\", \"int8\"]", "choices = [\"f32\", \"f 16\"]", 26, "the choice 'f 16' may only have letters"},
    {"choices = [\"f32\", \"int8\"]\n", "", 22, "a text parameter needs choices"},
    {"int8 = \"i8\" }", "int8 = \"int8\" }", 32, "a dtype is one of f32, f64, i8, u8"},
    {", int8 = \"i8\" }", " }", 32, "tensor 'x', 'dtype': 'int8' is missing"},
    {"int8 = \"i8\" }", "int8 = \"i8\", f64 = \"f64\" }", 32, "tensor 'x', 'dtype': unknown key 'f64'"},
    {"parameter = \"dtype\"", "parameter = \"n\"", 32, "'n' is not a declared parameter with choices"},
    {"shape = [\"n\"]", "shape = [\"n / 3\"]", 33, "the extent n / 3 is 21.33"},
    {"shape = [\"n\"]", "shape = []", 33, "a shape has 1 to 6 extents"},
    {"shape = [\"n\"]", "shape = [\"nn\"]", 33, "Did you mean 'n'?"},
    {"low = -1, high = 1 }", "low = 2, high = 1 }", 34, "low = 2 is above high = 1"},
    {"low = -1, high = 1 }", "low = -1 }", 34, "tensor 'x', 'generator': 'high' is missing"},
    {"low = -1, high = 1 }", "low = -1, high = 1, mean = 0 }", 34, "unknown key 'mean'"},
    {"generator = { kind = \"uniform\", low = -1, high = 1 }\n", "", 29, "random bytes are not usable reals"},
    {"{ kind = \"uniform\", low = -1, high = 1 }", "{ kind = \"file\", file = \"x.bin\" }", 34,
     "there is no file 'x.bin' in the workload's folder"},
    {"{ kind = \"uniform\", low = -1, high = 1 }", "{ kind = \"file\", file = \"../x.bin\" }", 34,
     "'../x.bin' must lie in the workload's folder"},
    {"{ kind = \"uniform\", low = -1, high = 1 }", "{ kind = \"file\", file = \"kernel.cl\" }", 34,
     "kernel.cl holds 20 bytes, the tensor needs 256"},
    {"{ kind = \"uniform\", low = -1, high = 1 }", "{ kind = \"normal\", mean = 0, deviation = -1 }", 34,
     "the deviation -1 is below 0"},
    {"{ kind = \"uniform\", low = -1, high = 1 }", "{ kind = \"zipf\", low = 0, high = 1e7, exponent = 1 }", 34,
     "at most 1048576 are possible"},
    {"role = \"output\"", "role = \"input\"", 37, "random bytes are not usable reals"},
    {"meaning = \"the output\"", "meaning = \"the output\"\ngenerator = { kind = \"zero\" }", 43,
     "an output has no generator"},
    {"meaning = \"the output\"", "meaning = \"the output\"\ngolden = \"kernel.cl\"", 29,
     "needs a generator of kind file or zero"},
    {"\"n % 2 == 0\"", "\"n % 2 == 1\"", 45, "the default parameters do not meet \"n % 2 == 1\""},
    {"reason = \"n must be even\"", "", 44, "a requirement: 'reason' is missing"},
    {"absolute = 1e-6", "absolute = -1", 49, "'absolute' must be 0 or more"},
    {"reason = \"rounding\"", "", 48, "a tolerance above 0 needs a 'reason'"},
    {"[tolerance.int8]", "[tolerance.int]", 52, "[tolerance]: unknown key 'int'. Did you mean 'int8'?"},
    {"kind = \"opencl\"", "kind = \"opncl\"", 67, "Did you mean 'opencl'?"},
    {"kind = \"opencl\"", "kind = \"verilog\"", 66, "verilog implementation: 'entry' is missing"},
    {"kind = \"opencl\"", "kind = \"native\"", 67, "there is already an implementation of this kind"},
    {"file = \"kernel.cl\"", "file = \"kernal.cl\"", 68, "there is no 'kernal.cl' in the workload's folder"},
    {"kind = \"native\"", "kind = \"native\"\nfile = \"native.cpp\"", 57, "it has no file"},
    {"name = \"variant\"", "name = \"how\"", 55, "declares its variants"},
    {"name = \"local_size\"", "name = \"n\"", 71, "there is already a parameter of this name"},
    {"name = \"local_size\"", "name = \"local_size\"\nalias = [\"n\"]", 72,
     "there is already a parameter that is called 'n'"},
    {"name = \"local_size\"", "name = \"local_size\"\nalias = [\"Local\"]", 72, "an alias has small letters"},
    {"\"n % local_size == 0\"", "\"n % lokal_size == 0\"", 78, "Did you mean 'local_size'?"},
    {"\"=ceil(n / local_size) * local_size\"", "\"=ciel(n)\"", 82,
     "opencl implementation, options: formula \"ciel(n)\""},
    {"ratio = \"=n / 3\"", "ratio = 2020-01-01", 82, "dates and times are not possible here"},
};

TEST_F(Manifest, MistakesAreNamedWithFileLineAndReason)
{
    const std::string file = (m_folder.root() / "sample" / "workload.toml").string();
    for (const auto &wrong : kWrong) {
        const std::string error = errorOf(replaced(kGoodManifest, wrong.from, wrong.to));
        EXPECT_THAT(error, HasSubstr(file + ":" + std::to_string(wrong.line) + ": "))
            << wrong.from << " → " << wrong.to;
        EXPECT_THAT(error, HasSubstr(wrong.reason)) << wrong.from << " → " << wrong.to;
    }
}

TEST_F(Manifest, AnotherKindMayBeForOtherParametersThanTheDefaults)
{
    const auto opencl = m_folder.read(replaced(kGoodManifest, "n % local_size == 0", "n > 100"));
    ASSERT_TRUE(opencl) << opencl.error().text();
    EXPECT_EQ(*opencl->implementations[1].requirements[0].condition.evaluate(opencl->defaults()), 0);
}

TEST_F(Manifest, AParameterMayHaveOtherNames)
{
    const auto workload =
        m_folder.read(replaced(kGoodManifest, "name = \"local_size\"", "name = \"local_size\"\nalias = [\"ls\"]"));
    ASSERT_TRUE(workload) << workload.error().text();
    const ParameterSpec &spec = workload->implementations[1].parameters[0];
    EXPECT_TRUE(spec.answersTo("ls"));
    EXPECT_TRUE(spec.answersTo("local_size"));
    EXPECT_FALSE(spec.answersTo("local"));
}

TEST_F(Manifest, AllMistakesAreListedInTheOrderOfTheFile)
{
    const std::string manifest =
        replaced(replaced(kGoodManifest, "n % local_size == 0", "n %"), "title = \"A sample\"", "title = 3");
    const std::string file = (m_folder.root() / "sample" / "workload.toml").string();
    const std::string error = errorOf(manifest);
    EXPECT_THAT(error, testing::StartsWith(file + ":3: the manifest: 'title' must be a text\n" + file + ":78: "));
}

TEST_F(Manifest, OneMistakeIsNotReportedTwice)
{
    const std::string error = errorOf(replaced(kGoodManifest, "max = 4096", "max = \"4096\""));
    EXPECT_EQ(error.find('\n'), std::string::npos) << error;
}

TEST_F(Manifest, AMissingFolderIsSaid)
{
    EXPECT_THAT(readWorkload(m_folder.root() / "nowhere").error().text(), HasSubstr("nowhere/workload.toml"));
}

const char *const kGolden = R"(schema = "assay.workload/1"
id = "golden"
title = "Golden outputs"
kind = "bit-level"
summary = "Answers from a file."
operations = "n"
operation_unit = "op"
minimal_bytes = "2*n"
[[parameter]]
name = "n"
type = "integer"
default = 4
min = 1
max = 4
meaning = "elements"
[[tensor]]
name = "x"
role = "input"
dtype = "u8"
shape = ["n"]
generator = { kind = "file", file = "x.bin" }
meaning = "input"
[[tensor]]
name = "y"
role = "output"
dtype = "u8"
shape = ["n"]
golden = "y.bin"
meaning = "output"
)";

TEST_F(Manifest, GoldenOutputsHoldAtTheDefaults)
{
    m_folder.write("golden", "x.bin", "abcd");
    m_folder.write("golden", "y.bin", "ABCD");
    const auto workload = m_folder.read(kGolden, "golden");
    ASSERT_TRUE(workload) << workload.error().text();
    EXPECT_EQ(workload->item.name, "query");
    EXPECT_EQ(workload->item.perQuery.evaluate({}).value(), 1);
    const auto inputs = generateTensors(*workload, workload->defaults(), 7);
    const auto outputs = goldenOutputs(*workload, workload->defaults());
    ASSERT_TRUE(inputs && outputs);
    EXPECT_EQ(static_cast<char>(inputs->at(0).data[1]), 'b');
    ASSERT_EQ(outputs->size(), 1U);
    EXPECT_EQ(static_cast<char>(outputs->at(0).data[3]), 'D');
    const auto other = goldenOutputs(*workload, {{"n", ParameterValue(std::int64_t{2})}});
    EXPECT_THAT(other.error().text(), HasSubstr("hold for its default parameters only: n=4"));
    EXPECT_EQ(other.error().code, ErrorCode::Unsupported);
}

TEST_F(Manifest, AGoldenFileHasTheOutputsSize)
{
    m_folder.write("golden", "x.bin", "abcd");
    m_folder.write("golden", "y.bin", "ABC");
    const auto workload = m_folder.read(kGolden, "golden");
    EXPECT_THAT(workload ? "" : workload.error().text(),
                HasSubstr("workload.toml:28: tensor 'y': golden file 'y.bin' holds 3 bytes, the tensor has 4"));
}

} // namespace
} // namespace assay::catalog
