/* Compiles the contract as C11: a backend may be written in C. */
#include "plugins/abi/assay_plugin.h"

_Static_assert(sizeof(assay_error) == 4 + 4 + ASSAY_ERROR_TEXT, "assay_error");
_Static_assert(sizeof(assay_param) == 40, "assay_param");

size_t assayPluginTableSizeInC(void);
size_t assayPluginTableSizeInC(void)
{
    return sizeof(assay_plugin);
}
