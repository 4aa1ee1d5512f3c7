/* A work-group computes a tile of C, each work-item 4 rows × P_VECTOR_WIDTH columns of it; slices of A and B pass
 * through local memory. */
#define CAT_(a, b) a##b
#define CAT(a, b) CAT_(a, b)

#ifdef P_DTYPE_F32
typedef float element;
typedef float sum_type;
typedef CAT(float, P_VECTOR_WIDTH) vec;
#define WIDEN(x) (x)
#define MULTIPLY_ADD(a, b, c) fma((vec)(a), (b), (c))
#else
typedef char element;
typedef int sum_type;
typedef CAT(int, P_VECTOR_WIDTH) vec;
#define WIDEN(x) ((int)(x))
#define MULTIPLY_ADD(a, b, c) ((vec)(a) * (b) + (c))
#endif
#define LOAD(i, p) CAT(vload, P_VECTOR_WIDTH)(i, p)
#define STORE(v, i, p) CAT(vstore, P_VECTOR_WIDTH)(v, i, p)

#define ROWS (4 * P_GROUP)
#define COLS (P_VECTOR_WIDTH * P_GROUP)
#define DEPTH 16

inline void store_row(__global sum_type *c, int row, int col, vec sums)
{
    if (row >= P_M)
        return;
    __global sum_type *to = c + (size_t)row * P_N + col;
    if (col + P_VECTOR_WIDTH <= P_N) {
        STORE(sums, 0, to);
        return;
    }
    sum_type edge[P_VECTOR_WIDTH];
    STORE(sums, 0, edge);
    for (int j = 0; col + j < P_N; ++j)
        to[j] = edge[j];
}

__kernel __attribute__((reqd_work_group_size(P_GROUP, P_GROUP, 1))) void
gemm(__global const element *restrict a, __global const element *restrict b, __global sum_type *restrict c)
{
    __local sum_type left[DEPTH][ROWS]; /* transposed, so that four rows are one load */
    __local sum_type right[DEPTH][COLS];
    const int x = get_local_id(0);
    const int y = get_local_id(1);
    const int item = y * P_GROUP + x;
    const int row0 = get_group_id(1) * ROWS;
    const int col0 = get_group_id(0) * COLS;
    vec s0 = 0, s1 = 0, s2 = 0, s3 = 0;

    for (int p0 = 0; p0 < P_K; p0 += DEPTH) {
        for (int e = item; e < DEPTH * ROWS; e += P_GROUP * P_GROUP) {
            const int i = e / DEPTH, p = e % DEPTH;
            left[p][i] = row0 + i < P_M && p0 + p < P_K ? WIDEN(a[(size_t)(row0 + i) * P_K + p0 + p]) : 0;
        }
        for (int e = item; e < DEPTH * COLS; e += P_GROUP * P_GROUP) {
            const int p = e / COLS, j = e % COLS;
            right[p][j] = p0 + p < P_K && col0 + j < P_N ? WIDEN(b[(size_t)(p0 + p) * P_N + col0 + j]) : 0;
        }
        barrier(CLK_LOCAL_MEM_FENCE);
        for (int p = 0; p < DEPTH; ++p) {
            __local const sum_type *l = &left[p][4 * y];
            const vec r = LOAD(x, right[p]);
            s0 = MULTIPLY_ADD(l[0], r, s0);
            s1 = MULTIPLY_ADD(l[1], r, s1);
            s2 = MULTIPLY_ADD(l[2], r, s2);
            s3 = MULTIPLY_ADD(l[3], r, s3);
        }
        barrier(CLK_LOCAL_MEM_FENCE);
    }

    const int row = row0 + 4 * y;
    const int col = col0 + P_VECTOR_WIDTH * x;
    store_row(c, row, col, s0);
    store_row(c, row + 1, col, s1);
    store_row(c, row + 2, col, s2);
    store_row(c, row + 3, col, s3);
}
