/* Parameters arrive as P_<NAME>; text parameters as P_<NAME>_<VALUE>. */
#define CAT_(a, b) a##b
#define CAT(a, b) CAT_(a, b)

#ifdef P_DTYPE_F32
typedef float scalar;
#define SCALAR float
#else
typedef int scalar;
#define SCALAR int
#endif

#if P_VECTOR_WIDTH == 1
typedef scalar vec;
#define LOAD(i, p) (p)[i]
#define STORE(v, i, p) (p)[i] = (v)
#else
typedef CAT(SCALAR, P_VECTOR_WIDTH) vec;
#define LOAD(i, p) CAT(vload, P_VECTOR_WIDTH)(i, p)
#define STORE(v, i, p) CAT(vstore, P_VECTOR_WIDTH)(v, i, p)
#endif

__kernel void vector_transform(__global const scalar *restrict x, __global scalar *restrict y)
{
    const size_t i = get_global_id(0);
    if (i >= P_N / P_VECTOR_WIDTH)
        return;
#ifdef P_DTYPE_F32
    STORE(fmax((vec)(0.0f), (vec)(1.5f) * LOAD(i, x) + (vec)(0.25f)), i, y);
#else
    STORE(max((vec)(0), (vec)(3) * LOAD(i, x) - (vec)(7)), i, y);
#endif
}
