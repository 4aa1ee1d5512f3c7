/* A message is cut into P_SEGMENTS parts counted from its end; each work-item takes one part, eight bytes at a time
 * through tables in local memory, and the parts are joined by multiplying with x^(8 * bytes) modulo the polynomial. */
#define POLYNOMIAL 0xEDB88320u
#define SEGMENT_BYTES (((P_MESSAGE_BYTES + 8 * P_SEGMENTS - 1) / (8 * P_SEGMENTS)) * 8)

uint times_x(uint r) { return (r >> 1) ^ (POLYNOMIAL & (0u - (r & 1u))); }

uint multiply(uint a, uint b)
{
    uint product = 0;
    for (uint bit = 0x80000000u; bit != 0; bit >>= 1) {
        product ^= (a & bit) ? b : 0u;
        b = times_x(b);
    }
    return product;
}

/* x^(8 * bytes): appends that many zero bytes to a CRC it is multiplied with. */
uint shift_of_bytes(uint bytes)
{
    uint result = 0x80000000u;
    for (uint square = 0x00800000u; bytes != 0; bytes >>= 1) {
        if (bytes & 1u)
            result = multiply(result, square);
        square = multiply(square, square);
    }
    return result;
}

void make_tables(__local uint *tables)
{
    for (uint b = get_local_id(0); b < 256; b += P_LOCAL_SIZE) {
        uint r = b;
        for (int bit = 0; bit < 8; ++bit)
            r = times_x(r);
        tables[b] = r;
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    for (uint b = get_local_id(0); b < 256; b += P_LOCAL_SIZE) {
        uint r = tables[b];
        for (int k = 1; k < 8; ++k) {
            r = (r >> 8) ^ tables[r & 0xFFu];
            tables[k * 256 + b] = r;
        }
    }
    barrier(CLK_LOCAL_MEM_FENCE);
}

uint update(uint r, __global const uchar *data, long size, __local const uint *t)
{
    for (; size >= 8; size -= 8, data += 8) {
        const uint2 w = as_uint2(vload8(0, data)) ^ (uint2)(r, 0u);
        r = t[1792 + (w.x & 0xFFu)] ^ t[1536 + ((w.x >> 8) & 0xFFu)] ^ t[1280 + ((w.x >> 16) & 0xFFu)] ^
            t[1024 + (w.x >> 24)] ^ t[768 + (w.y & 0xFFu)] ^ t[512 + ((w.y >> 8) & 0xFFu)] ^
            t[256 + ((w.y >> 16) & 0xFFu)] ^ t[w.y >> 24];
    }
    for (; size > 0; --size, ++data)
        r = (r >> 8) ^ t[(r ^ *data) & 0xFFu];
    return r;
}

/* The register after one part. Zero bytes before a message change nothing, so a part may begin before it. */
uint part_register(__global const uchar *message, int part, __local const uint *tables)
{
    const long end = (long)P_MESSAGE_BYTES - (long)(P_SEGMENTS - 1 - part) * SEGMENT_BYTES;
    const long begin = end - SEGMENT_BYTES;
    if (end <= 0)
        return 0;
    return begin <= 0 ? update(0xFFFFFFFFu, message, end, tables) : update(0, message + begin, end - begin, tables);
}

__kernel __attribute__((reqd_work_group_size(P_LOCAL_SIZE, 1, 1)))
void crc32(__global const uchar *restrict data, __global uint *restrict crc)
{
    __local uint tables[2048];
    __local uint parts[P_LOCAL_SIZE];
    __local uint first_shift;
    const uint l = get_local_id(0);
    make_tables(tables);
    if (l == 0)
        first_shift = P_SEGMENTS > 1 ? shift_of_bytes(SEGMENT_BYTES) : 0;
    barrier(CLK_LOCAL_MEM_FENCE);

    const ulong total = (ulong)P_MESSAGES * P_SEGMENTS;
    for (ulong base = get_group_id(0) * (ulong)P_LOCAL_SIZE; base < total; base += get_global_size(0)) {
        const ulong i = base + l;
        __global const uchar *message = data + i / P_SEGMENTS * P_MESSAGE_BYTES;
        parts[l] = i < total ? part_register(message, (int)(i % P_SEGMENTS), tables) : 0;
        barrier(CLK_LOCAL_MEM_FENCE);
        uint shift = first_shift;
        for (uint width = 1; width < P_SEGMENTS; width *= 2) {
            if (l % (2 * width) == 0)
                parts[l] = multiply(parts[l], shift) ^ parts[l + width];
            shift = multiply(shift, shift);
            barrier(CLK_LOCAL_MEM_FENCE);
        }
        if (i < total && l % P_SEGMENTS == 0)
            crc[i / P_SEGMENTS] = ~parts[l];
        barrier(CLK_LOCAL_MEM_FENCE);
    }
}
