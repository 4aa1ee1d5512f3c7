/* A work-group computes one output: its work-items take groups of 32 weights (P_WEIGHT_BITS words) by turns and add up
 * their parts in local memory. */
#define GROUPS (P_COLS / 32)

inline int weight(const uint *words, int i)
{
    const int word = i * P_WEIGHT_BITS / 32, shift = i * P_WEIGHT_BITS % 32;
    uint field = words[word] >> shift;
    if (shift + P_WEIGHT_BITS > 32)
        field |= words[word + 1] << (32 - shift);
    return (int)(field << (32 - P_WEIGHT_BITS)) >> (32 - P_WEIGHT_BITS);
}

__kernel __attribute__((reqd_work_group_size(P_LOCAL_SIZE, 1, 1))) void
matvec(__global const char *restrict x, __global const uint *restrict weights, __global int *restrict y)
{
    __local int parts[P_LOCAL_SIZE];
    const size_t row = get_group_id(0);
    const int item = get_local_id(0);
    int sum = 0;
    for (int group = item; group < GROUPS; group += P_LOCAL_SIZE) {
        uint words[P_WEIGHT_BITS];
        for (int i = 0; i < P_WEIGHT_BITS; ++i)
            words[i] = weights[(row * GROUPS + group) * P_WEIGHT_BITS + i];
        char activations[32];
        vstore16(vload16(2 * group, x), 0, activations);
        vstore16(vload16(2 * group + 1, x), 1, activations);
#pragma unroll
        for (int i = 0; i < 32; ++i)
            sum += weight(words, i) * activations[i];
    }
    parts[item] = sum;
    for (int half_size = P_LOCAL_SIZE / 2; half_size > 0; half_size /= 2) {
        barrier(CLK_LOCAL_MEM_FENCE);
        if (item < half_size)
            parts[item] += parts[item + half_size];
    }
    if (item == 0)
        y[row] = parts[0];
}
