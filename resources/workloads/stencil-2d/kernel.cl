/* One step for P_VECTOR_WIDTH neighbouring cells. Steps write `other` and `result` by turns, the last one `result`. */
#define CAT_(a, b) a##b
#define CAT(a, b) CAT_(a, b)

#ifdef P_DTYPE_F32
typedef float scalar;
#define SCALAR float
#define UPDATED(self, neighbours) (0.5f * (self) + 0.125f * (neighbours))
#else
typedef int scalar;
#define SCALAR int
#define UPDATED(self, neighbours) ((4 * (self) + (neighbours) + 4) >> 3)
#endif

#if P_VECTOR_WIDTH == 1
#define LOAD(p) (p)[0]
#define STORE(v, p) (p)[0] = (v)
#else
#define LOAD(p) CAT(vload, P_VECTOR_WIDTH)(0, p)
#define STORE(v, p) CAT(vstore, P_VECTOR_WIDTH)(v, 0, p)
#endif

inline scalar cell(__global const scalar *from, int x, int y)
{
    __global const scalar *p = from + (size_t)y * P_WIDTH + x;
    if (x == 0 || y == 0 || x == P_WIDTH - 1 || y == P_HEIGHT - 1)
        return p[0];
    return UPDATED(p[0], (p[-P_WIDTH] + p[P_WIDTH]) + (p[-1] + p[1]));
}

__kernel void jacobi_step(__global const scalar *grid, __global scalar *other, __global scalar *result, int index)
{
    const int last = (P_STEPS - 1 - index) % 2 == 0;
    __global scalar *to = last ? result : other;
    __global const scalar *from = index == 0 ? grid : last ? other : result;
    const int x = get_global_id(0) * P_VECTOR_WIDTH;
    const int y = get_global_id(1);
    const size_t at = (size_t)y * P_WIDTH + x;
    if (x > 0 && x + P_VECTOR_WIDTH < P_WIDTH && y > 0 && y < P_HEIGHT - 1) {
        __global const scalar *p = from + at;
        STORE(UPDATED(LOAD(p), (LOAD(p - P_WIDTH) + LOAD(p + P_WIDTH)) + (LOAD(p - 1) + LOAD(p + 1))), to + at);
        return;
    }
    for (int i = 0; i < P_VECTOR_WIDTH && x + i < P_WIDTH; ++i)
        to[at + i] = cell(from, x + i, y);
}
