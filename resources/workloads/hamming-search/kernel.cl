/* Two steps: each work-group finds the k nearest of one chunk of codes for one query, then one work-group a query
 * merges the chunks. Both select alike: a histogram of the distances tells which distance the k-th nearest has; nearer
 * ones are all taken, and of those at that distance the first in order. Candidates lie in ascending (distance, index)
 * within a chunk and chunks in order, so "first in order" is "lowest index" both times. */
#define WORDS (P_CODE_BITS / 32)
#define CHUNKS ((P_CODES + P_CHUNK - 1) / P_CHUNK)
#define FAR (P_CODE_BITS + 1)
#define BINS (P_CODE_BITS + 2)

#if WORDS >= 4
typedef uint4 vec;
#define WIDTH 4
#define LOAD vload4
#else
typedef uint2 vec;
#define WIDTH 2
#define LOAD vload2
#endif

uint total(vec v)
{
#if WIDTH == 4
    return v.s0 + v.s1 + v.s2 + v.s3;
#else
    return v.s0 + v.s1;
#endif
}

typedef struct {
    uint histogram[BINS];
    uint nearer[P_LOCAL_SIZE], equal[P_LOCAL_SIZE];
    uint limit, nearer_count;
    uint distance[P_K];
    int index[P_K];
} selection;

void clear_histogram(__local selection *s)
{
    for (uint b = get_local_id(0); b < BINS; b += P_LOCAL_SIZE)
        s->histogram[b] = 0;
    barrier(CLK_LOCAL_MEM_FENCE);
}

/* The distance of the k-th nearest, and how many are nearer than that. All of histogram must be written. */
void find_limit(__local selection *s)
{
    barrier(CLK_LOCAL_MEM_FENCE);
    if (get_local_id(0) == 0) {
        uint seen = 0, d = 0;
        while (d < FAR && seen + s->histogram[d] < P_K)
            seen += s->histogram[d++];
        s->limit = d;
        s->nearer_count = seen;
    }
    barrier(CLK_LOCAL_MEM_FENCE);
}

/* Turns the counts of each work-item into where its first one goes. */
void place(__local selection *s, uint nearer, uint equal)
{
    const uint l = get_local_id(0);
    s->nearer[l] = nearer;
    s->equal[l] = equal;
    barrier(CLK_LOCAL_MEM_FENCE);
    if (l == 0) {
        uint n = 0, e = s->nearer_count;
        for (uint i = 0; i < P_LOCAL_SIZE; ++i) {
            const uint nearer_here = s->nearer[i], equal_here = s->equal[i];
            s->nearer[i] = n;
            s->equal[i] = e;
            n += nearer_here;
            e += equal_here;
        }
    }
    barrier(CLK_LOCAL_MEM_FENCE);
}

void take(__local selection *s, uint distance, int index, uint *nearer, uint *equal)
{
    const uint at = distance < s->limit ? (*nearer)++ : distance == s->limit ? (*equal)++ : P_K;
    if (at < P_K) {
        s->distance[at] = distance;
        s->index[at] = index;
    }
}

/* Writes the selection sorted: the place of an entry is the number of entries before it. Those at the limit already
 * stand in order behind all others. */
void write_sorted(__local selection *s, __global int *indices, __global int *distances)
{
    barrier(CLK_LOCAL_MEM_FENCE);
    for (uint i = get_local_id(0); i < P_K; i += P_LOCAL_SIZE) {
        const uint d = s->distance[i];
        uint rank = i;
        if (i < s->nearer_count) {
            rank = 0;
            for (uint j = 0; j < s->nearer_count; ++j)
                rank += s->distance[j] < d || (s->distance[j] == d && j < i);
        }
        indices[rank] = s->index[i];
        distances[rank] = (int)d;
    }
}

__kernel __attribute__((reqd_work_group_size(P_LOCAL_SIZE, 1, 1)))
void search_chunks(__global const uint *restrict stored, __global const uint *restrict wanted,
                   __global int *restrict candidate_indices, __global int *restrict candidate_distances)
{
    __local selection s;
    __local ushort distance[P_CHUNK];
    __local uint query[WORDS];
    const uint l = get_local_id(0), q = get_global_id(1);
    const uint first = get_group_id(0) * P_CHUNK;
    for (uint w = l; w < WORDS; w += P_LOCAL_SIZE)
        query[w] = wanted[q * WORDS + w];
    clear_histogram(&s);

    for (uint c = l; c < P_CHUNK; c += P_LOCAL_SIZE) {
        uint d = FAR; /* behind the last code */
        if (first + c < P_CODES) {
            vec sum = (vec)(0);
            for (uint w = 0; w < WORDS / WIDTH; ++w)
                sum += popcount(LOAD(w, stored + (size_t)(first + c) * WORDS) ^ LOAD(w, query));
            d = total(sum);
        }
        distance[c] = (ushort)d;
        atomic_inc(&s.histogram[d]);
    }
    find_limit(&s);

    const uint share = P_CHUNK / P_LOCAL_SIZE;
    uint nearer = 0, equal = 0;
    for (uint c = l * share; c < (l + 1) * share; ++c) {
        nearer += distance[c] < s.limit;
        equal += distance[c] == s.limit;
    }
    place(&s, nearer, equal);
    nearer = s.nearer[l];
    equal = s.equal[l];
    for (uint c = l * share; c < (l + 1) * share; ++c)
        take(&s, distance[c], (int)(first + c), &nearer, &equal);
    const size_t out = ((size_t)q * CHUNKS + get_group_id(0)) * P_K;
    write_sorted(&s, candidate_indices + out, candidate_distances + out);
}

__kernel __attribute__((reqd_work_group_size(P_LOCAL_SIZE, 1, 1)))
void merge_chunks(__global const int *restrict candidate_indices, __global const int *restrict candidate_distances,
                  __global int *restrict indices, __global int *restrict distances)
{
    __local selection s;
    const uint l = get_local_id(0), q = get_global_id(1);
    const uint count = CHUNKS * P_K;
    candidate_indices += (size_t)q * count;
    candidate_distances += (size_t)q * count;
    clear_histogram(&s);
    for (uint i = l; i < count; i += P_LOCAL_SIZE)
        atomic_inc(&s.histogram[candidate_distances[i]]);
    find_limit(&s);

    const uint begin = (uint)((ulong)count * l / P_LOCAL_SIZE), end = (uint)((ulong)count * (l + 1) / P_LOCAL_SIZE);
    uint nearer = 0, equal = 0;
    for (uint i = begin; i < end; ++i) {
        nearer += (uint)candidate_distances[i] < s.limit;
        equal += (uint)candidate_distances[i] == s.limit;
    }
    place(&s, nearer, equal);
    nearer = s.nearer[l];
    equal = s.equal[l];
    for (uint i = begin; i < end; ++i)
        take(&s, (uint)candidate_distances[i], candidate_indices[i], &nearer, &equal);
    write_sorted(&s, indices + (size_t)q * P_K, distances + (size_t)q * P_K);
}
