/* OpenCL 1.2 has no 64-bit atomics, so a sum grows in two 32-bit halves: the low 16 bits of each value and the rest.
 * A work-group adds at most 65536 rows, which neither half can overflow. A second kernel adds the work-groups' sums. */
#define CAT_(a, b) a##b
#define CAT(a, b) CAT_(a, b)
#define LOAD(i, p) CAT(vload, P_VECTOR_WIDTH)(i, p)
#define STORE(v, i, p) CAT(vstore, P_VECTOR_WIDTH)(v, i, p)

#define PARTS ((P_ROWS + P_ROWS_PER_GROUP - 1) / P_ROWS_PER_GROUP)

#ifdef P_DTYPE_U16
typedef ushort key_type;
#else
typedef uchar key_type;
#endif

typedef struct {
    uint low[P_GROUPS];
    int high[P_GROUPS];
    uint count[P_GROUPS];
} sums;

void add_row(__local sums *s, uint key, int value)
{
    atomic_add(&s->low[key], (uint)value & 0xFFFFu);
    atomic_add(&s->high[key], value >> 16);
    atomic_inc(&s->count[key]);
}

__kernel __attribute__((reqd_work_group_size(P_LOCAL_SIZE, 1, 1)))
void aggregate(__global const key_type *restrict key, __global const int *restrict value,
               __global const uchar *restrict filter, __global long *restrict partial_sums,
               __global uint *restrict partial_counts)
{
    __local sums s;
    for (uint g = get_local_id(0); g < P_GROUPS; g += P_LOCAL_SIZE) {
        s.low[g] = 0;
        s.high[g] = 0;
        s.count[g] = 0;
    }
    barrier(CLK_LOCAL_MEM_FENCE);

    const uint begin = get_group_id(0) * P_ROWS_PER_GROUP;
    const uint end = min(begin + P_ROWS_PER_GROUP, (uint)P_ROWS);
    const uint vectors = (end - begin) / P_VECTOR_WIDTH;
    for (uint v = get_local_id(0); v < vectors; v += P_LOCAL_SIZE) {
        uchar filters[P_VECTOR_WIDTH];
        key_type keys[P_VECTOR_WIDTH];
        int values[P_VECTOR_WIDTH];
        STORE(LOAD(v, filter + begin), 0, filters);
        STORE(LOAD(v, key + begin), 0, keys);
        STORE(LOAD(v, value + begin), 0, values);
        for (int i = 0; i < P_VECTOR_WIDTH; ++i)
            if (filters[i] < P_SELECTIVITY)
                add_row(&s, keys[i], values[i]);
    }
    for (uint row = begin + vectors * P_VECTOR_WIDTH + get_local_id(0); row < end; row += P_LOCAL_SIZE)
        if (filter[row] < P_SELECTIVITY)
            add_row(&s, key[row], value[row]);
    barrier(CLK_LOCAL_MEM_FENCE);

    const size_t out = (size_t)get_group_id(0) * P_GROUPS;
    for (uint g = get_local_id(0); g < P_GROUPS; g += P_LOCAL_SIZE) {
        partial_sums[out + g] = (long)s.high[g] * 65536 + s.low[g];
        partial_counts[out + g] = s.count[g];
    }
}

/* One work-group for each group of rows' keys; its work-items share the partial sums, then join theirs pair by pair. */
__kernel __attribute__((reqd_work_group_size(P_LOCAL_SIZE, 1, 1)))
void add_partials(__global const long *restrict partial_sums, __global const uint *restrict partial_counts,
                  __global long *restrict sum, __global uint *restrict count)
{
    __local long sums_of_items[P_LOCAL_SIZE];
    __local uint counts_of_items[P_LOCAL_SIZE];
    const uint g = get_group_id(0), l = get_local_id(0);
    long total = 0;
    uint rows = 0;
    for (uint part = l; part < PARTS; part += P_LOCAL_SIZE) {
        total += partial_sums[(size_t)part * P_GROUPS + g];
        rows += partial_counts[(size_t)part * P_GROUPS + g];
    }
    sums_of_items[l] = total;
    counts_of_items[l] = rows;
    for (uint width = P_LOCAL_SIZE / 2; width > 0; width /= 2) {
        barrier(CLK_LOCAL_MEM_FENCE);
        if (l < width) {
            sums_of_items[l] += sums_of_items[l + width];
            counts_of_items[l] += counts_of_items[l + width];
        }
    }
    if (l == 0) {
        sum[g] = sums_of_items[0];
        count[g] = counts_of_items[0];
    }
}
