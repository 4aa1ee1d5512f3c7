// A model library of a later version.
#include "resources/rtl/assay_rtl_model.h"

extern "C" __attribute__((visibility("default"))) const assay_rtl_api *assay_rtl_model_v1()
{
    static assay_rtl_api api{};
    api.struct_size = sizeof api;
    api.abi = ASSAY_RTL_MODEL_ABI + 1;
    return &api;
}
