/* A work-item prices P_VECTOR_WIDTH neighbouring options; the last one may be left with single options. */
#define CAT_(a, b) a##b
#define CAT(a, b) CAT_(a, b)
#if P_VECTOR_WIDTH == 1
typedef float vec;
#define LOAD(p) (p)[0]
#define STORE(v, p) (p)[0] = (v)
#else
typedef CAT(float, P_VECTOR_WIDTH) vec;
#define LOAD(p) CAT(vload, P_VECTOR_WIDTH)(0, p)
#define STORE(v, p) CAT(vstore, P_VECTOR_WIDTH)(v, 0, p)
#endif

#define NORMAL(x) (0.5f * erfc(-(x) * M_SQRT1_2_F))

#define PRICE(type, load, store)                                                                                       \
    const type s = load(spot + i), k = load(strike + i), r = load(rate + i), v = load(volatility + i),                 \
               t = load(years + i);                                                                                    \
    const type spread = v * sqrt(t);                                                                                   \
    const type d1 = (log(s / k) + (r + 0.5f * v * v) * t) / spread;                                                    \
    const type d2 = d1 - spread;                                                                                       \
    const type discounted = k * exp(-r * t);                                                                           \
    store(s * NORMAL(d1) - discounted * NORMAL(d2), call + i);                                                         \
    store(discounted * NORMAL(-d2) - s * NORMAL(-d1), put + i);

#define LOAD_ONE(p) (p)[0]
#define STORE_ONE(v, p) (p)[0] = (v)

__kernel void black_scholes(__global const float *restrict spot, __global const float *restrict strike,
                            __global const float *restrict rate, __global const float *restrict volatility,
                            __global const float *restrict years, __global float *restrict call,
                            __global float *restrict put)
{
    size_t i = get_global_id(0) * P_VECTOR_WIDTH;
    if (i + P_VECTOR_WIDTH <= P_N) {
        PRICE(vec, LOAD, STORE)
        return;
    }
    for (; i < P_N; ++i) {
        PRICE(float, LOAD_ONE, STORE_ONE)
    }
}
