/* A work-item computes P_VECTOR_WIDTH neighbouring outputs of a channel; the taps lie in constant memory. */
#define CAT_(a, b) a##b
#define CAT(a, b) CAT_(a, b)
#if P_VECTOR_WIDTH == 1
#define VEC(type) type
#define LOAD(p) (p)[0]
#define STORE(v, p) (p)[0] = (v)
#else
#define VEC(type) CAT(type, P_VECTOR_WIDTH)
#define LOAD(p) CAT(vload, P_VECTOR_WIDTH)(0, p)
#define STORE(v, p) CAT(vstore, P_VECTOR_WIDTH)(v, 0, p)
#endif

#ifdef P_DTYPE_F32
typedef float element;
typedef VEC(float) sums;
#define MULTIPLY_ADD(h, x, sum) fma((sums)(h), (x), (sum))
#define WIDEN(x) (x)
#define FINISH(sum) (sum)
#else
typedef short element;
typedef VEC(int) sums;
#define MULTIPLY_ADD(h, x, sum) ((sums)((int)(h)) * (x) + (sum))
#define WIDEN(x) CAT(convert_, VEC(int))(x)
#define FINISH(sum) CAT(CAT(convert_, VEC(short)), _sat)(((sum) + (1 << 14)) >> 15)
#endif

#define LENGTH (P_SAMPLES + P_TAPS - 1)

__kernel void fir(__global const element *restrict x, __constant element *restrict h, __global element *restrict y)
{
    const size_t t = get_global_id(0) * (size_t)P_VECTOR_WIDTH;
    if (t >= P_SAMPLES)
        return;
    __global const element *from = x + get_global_id(1) * LENGTH + t;
    __global element *to = y + get_global_id(1) * P_SAMPLES + t;
    if (t + P_VECTOR_WIDTH <= P_SAMPLES) {
        sums sum = 0;
        for (int j = 0; j < P_TAPS; ++j)
            sum = MULTIPLY_ADD(h[P_TAPS - 1 - j], WIDEN(LOAD(from + j)), sum);
        STORE(FINISH(sum), to);
        return;
    }
    for (int i = 0; t + i < P_SAMPLES; ++i) { /* the end of a channel that is no whole vector */
        sums sum = 0;
        for (int j = 0; j < P_TAPS; ++j)
            sum = MULTIPLY_ADD(h[P_TAPS - 1 - j], (sums)(from[i + j]), sum);
#if P_VECTOR_WIDTH == 1
        to[i] = FINISH(sum);
#else
        to[i] = FINISH(sum).s0;
#endif
    }
}
