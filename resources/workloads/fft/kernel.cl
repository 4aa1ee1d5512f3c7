/* Stockham's transform, radix 4, the last pass radix 2 when log2(n) is odd. Up to n = 2048 a work-group does all passes
 * of a signal in local memory; longer signals take one launch a pass, through two buffers by turns. */
#define QUARTER (P_N / 4)

inline float2 multiply(float2 a, float2 w) { return (float2)(fma(a.x, w.x, -a.y * w.y), fma(a.x, w.y, a.y * w.x)); }
inline float2 twiddle(int p, int points) { return (float2)(cospi(2.0f * p / points), -sinpi(2.0f * p / points)); }

/* One butterfly of the pass with this stride: flat index f (see pass.hpp) of `from` goes to `to`. */
#define PASS(from, to, stride, f)                                                                                      \
    if ((stride) * 2 == P_N) {                                                                                         \
        for (int h = 0; h < 2; ++h) {                                                                         \
            const int g = (f) + h * QUARTER;                                                                           \
            const float2 a = (from)[g], b = (from)[g + 2 * QUARTER];                                                   \
            (to)[g] = a + b;                                                                                           \
            (to)[g + 2 * QUARTER] = a - b;                                                                             \
        }                                                                                                              \
    } else {                                                                                                           \
        const int p = (f) / (stride);                                                                                  \
        const float2 a = (from)[f], b = (from)[(f) + QUARTER], c = (from)[(f) + 2 * QUARTER],                          \
                     d = (from)[(f) + 3 * QUARTER];                                                                    \
        const float2 sum_ac = a + c, sum_bd = b + d, diff_ac = a - c, diff_bd = b - d;                                 \
        const float2 turned = (float2)(diff_bd.y, -diff_bd.x);                                                         \
        const float2 w1 = twiddle(p, P_N / (stride));                                                                  \
        const float2 w2 = multiply(w1, w1);                                                                            \
        const float2 w3 = multiply(w1, w2);                                                                            \
        const int at = (f) + 3 * p * (stride);                                                                         \
        (to)[at] = sum_ac + sum_bd;                                                                                    \
        (to)[at + (stride)] = multiply(diff_ac + turned, w1);                                                          \
        (to)[at + 2 * (stride)] = multiply(sum_ac - sum_bd, w2);                                                       \
        (to)[at + 3 * (stride)] = multiply(diff_ac - turned, w3);                                                      \
    }

__kernel __attribute__((reqd_work_group_size(P_LOCAL_SIZE, 1, 1))) void
fft(__global const float2 *x, __global float2 *even, __global float2 *odd, __global float2 *y, int pass)
{
#if P_N <= 2048
    __local float2 points[2][P_N];
    const size_t signal = get_group_id(0) * (size_t)P_N;
    for (int i = get_local_id(0); i < P_N; i += P_LOCAL_SIZE)
        points[0][i] = x[signal + i];
    int side = 0;
    for (int stride = 1; stride < P_N; stride *= 4) {
        barrier(CLK_LOCAL_MEM_FENCE);
        for (int f = get_local_id(0); f < QUARTER; f += P_LOCAL_SIZE) {
            PASS(points[side], points[1 - side], stride, f)
        }
        side = 1 - side;
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    for (int i = get_local_id(0); i < P_N; i += P_LOCAL_SIZE)
        y[signal + i] = points[side][i];
#else
    const size_t signal = get_global_id(0) / QUARTER * (size_t)P_N;
    const int f = get_global_id(0) % QUARTER;
    const int stride = 1 << (2 * pass);
    __global const float2 *from = (pass == 0 ? x : pass % 2 == 1 ? even : odd) + signal;
    __global float2 *to = (stride * 4 >= P_N ? y : pass % 2 == 0 ? even : odd) + signal;
    PASS(from, to, stride, f)
#endif
}
