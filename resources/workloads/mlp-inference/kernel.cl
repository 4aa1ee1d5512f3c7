/* One work-group takes P_REQUESTS_PER_GROUP requests through all layers; activations stay in local memory. */
#define CAT_(a, b) a##b
#define CAT(a, b) CAT_(a, b)
#if P_VECTOR_WIDTH == 1
#define VEC(type) type
#define LOAD(i, p) (p)[i]
#define STORE(v, i, p) (p)[i] = (v)
#else
#define VEC(type) CAT(type, P_VECTOR_WIDTH)
#define LOAD(i, p) CAT(vload, P_VECTOR_WIDTH)(i, p)
#define STORE(v, i, p) CAT(vstore, P_VECTOR_WIDTH)(v, i, p)
#endif

#ifdef P_DTYPE_F32
typedef float element;
typedef float sum_type;
typedef VEC(float) vec;
#define WIDEN(v) (v)
#define MULTIPLY_ADD(a, b, c) fma((vec)(a), (b), (c))
#define HIDDEN(s, shift) fmax((s), (vec)(0.0f))
#else
typedef char element;
typedef int sum_type;
typedef VEC(int) vec;
#define WIDEN(v) CAT(convert_, VEC(int))(v)
#define MULTIPLY_ADD(a, b, c) ((vec)(a) * (b) + (c))
#define HIDDEN(s, shift) clamp(((s) + (vec)(1 << ((shift) - 1))) >> (shift), (vec)(0), (vec)(127))
#endif

#define R P_REQUESTS_PER_GROUP
#ifdef P_NETWORK_784_256_128_10
#define INPUTS 784
#define OUTPUTS 10
#define WIDEST_HIDDEN 256
#else
#define INPUTS 16
#define OUTPUTS 5
#define WIDEST_HIDDEN 64
#endif

/* y[r][o] for all outputs of a layer; neighbouring work-items read neighbouring weights. */
inline void hidden_layer(__local const sum_type *x, int stride, int in, int out, __global const element *weights,
                         __global const sum_type *biases, int shift, __local sum_type *y)
{
    for (int o = get_local_id(0); o < out / P_VECTOR_WIDTH; o += P_LOCAL_SIZE) {
        vec sums[R];
        for (int r = 0; r < R; ++r)
            sums[r] = LOAD(o, biases);
        for (int i = 0; i < in; ++i) {
            const vec weight = WIDEN(LOAD(o, weights + i * out));
            for (int r = 0; r < R; ++r)
                sums[r] = MULTIPLY_ADD(x[r * stride + i], weight, sums[r]);
        }
        for (int r = 0; r < R; ++r)
            STORE(HIDDEN(sums[r], shift), o, y + r * WIDEST_HIDDEN);
    }
    barrier(CLK_LOCAL_MEM_FENCE);
}

inline void last_layer(__local const sum_type *x, int in, __global const element *weights,
                       __global const sum_type *biases, int requests, __global sum_type *y)
{
    for (int e = get_local_id(0); e < requests * OUTPUTS; e += P_LOCAL_SIZE) {
        const int r = e / OUTPUTS, o = e % OUTPUTS;
        sum_type sum = biases[o];
        for (int i = 0; i < in; ++i)
            sum += x[r * WIDEST_HIDDEN + i] * weights[i * OUTPUTS + o];
        y[e] = sum;
    }
}

__kernel __attribute__((reqd_work_group_size(P_LOCAL_SIZE, 1, 1))) void
mlp(__global const element *restrict x, __global const element *restrict w, __global const sum_type *restrict b,
    __global sum_type *restrict y)
{
    __local sum_type inputs[R * INPUTS];
    __local sum_type first[R * WIDEST_HIDDEN];
    __local sum_type second[R * WIDEST_HIDDEN];
    const int request = get_group_id(0) * R;
    const int requests = min(R, P_BATCH - request);

    for (int e = get_local_id(0); e < R * INPUTS; e += P_LOCAL_SIZE)
        inputs[e] = e < requests * INPUTS ? x[(size_t)request * INPUTS + e] : 0;
    barrier(CLK_LOCAL_MEM_FENCE);

#ifdef P_NETWORK_784_256_128_10
    hidden_layer(inputs, INPUTS, 784, 256, w, b, 11, first);
    hidden_layer(first, WIDEST_HIDDEN, 256, 128, w + 200704, b + 256, 10, second);
    last_layer(second, 128, w + 233472, b + 384, requests, y + (size_t)request * OUTPUTS);
#else
    hidden_layer(inputs, INPUTS, 16, 64, w, b, 8, first);
    hidden_layer(first, WIDEST_HIDDEN, 64, 32, w + 1024, b + 64, 9, second);
    hidden_layer(second, WIDEST_HIDDEN, 32, 32, w + 3072, b + 96, 9, first);
    last_layer(first, 32, w + 4096, b + 128, requests, y + (size_t)request * OUTPUTS);
#endif
}
