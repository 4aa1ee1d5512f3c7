/* AES-128-CTR with one table in local memory: mix[b] is the column that byte b in row 0 becomes; the other rows are
 * rotations of it, and the plain substitution is its second byte. Words are little-endian columns of the state. */
__constant uchar s_box[256] = {
    0x63, 0x7c, 0x77, 0x7b, 0xf2, 0x6b, 0x6f, 0xc5, 0x30, 0x01, 0x67, 0x2b, 0xfe, 0xd7, 0xab, 0x76,
    0xca, 0x82, 0xc9, 0x7d, 0xfa, 0x59, 0x47, 0xf0, 0xad, 0xd4, 0xa2, 0xaf, 0x9c, 0xa4, 0x72, 0xc0,
    0xb7, 0xfd, 0x93, 0x26, 0x36, 0x3f, 0xf7, 0xcc, 0x34, 0xa5, 0xe5, 0xf1, 0x71, 0xd8, 0x31, 0x15,
    0x04, 0xc7, 0x23, 0xc3, 0x18, 0x96, 0x05, 0x9a, 0x07, 0x12, 0x80, 0xe2, 0xeb, 0x27, 0xb2, 0x75,
    0x09, 0x83, 0x2c, 0x1a, 0x1b, 0x6e, 0x5a, 0xa0, 0x52, 0x3b, 0xd6, 0xb3, 0x29, 0xe3, 0x2f, 0x84,
    0x53, 0xd1, 0x00, 0xed, 0x20, 0xfc, 0xb1, 0x5b, 0x6a, 0xcb, 0xbe, 0x39, 0x4a, 0x4c, 0x58, 0xcf,
    0xd0, 0xef, 0xaa, 0xfb, 0x43, 0x4d, 0x33, 0x85, 0x45, 0xf9, 0x02, 0x7f, 0x50, 0x3c, 0x9f, 0xa8,
    0x51, 0xa3, 0x40, 0x8f, 0x92, 0x9d, 0x38, 0xf5, 0xbc, 0xb6, 0xda, 0x21, 0x10, 0xff, 0xf3, 0xd2,
    0xcd, 0x0c, 0x13, 0xec, 0x5f, 0x97, 0x44, 0x17, 0xc4, 0xa7, 0x7e, 0x3d, 0x64, 0x5d, 0x19, 0x73,
    0x60, 0x81, 0x4f, 0xdc, 0x22, 0x2a, 0x90, 0x88, 0x46, 0xee, 0xb8, 0x14, 0xde, 0x5e, 0x0b, 0xdb,
    0xe0, 0x32, 0x3a, 0x0a, 0x49, 0x06, 0x24, 0x5c, 0xc2, 0xd3, 0xac, 0x62, 0x91, 0x95, 0xe4, 0x79,
    0xe7, 0xc8, 0x37, 0x6d, 0x8d, 0xd5, 0x4e, 0xa9, 0x6c, 0x56, 0xf4, 0xea, 0x65, 0x7a, 0xae, 0x08,
    0xba, 0x78, 0x25, 0x2e, 0x1c, 0xa6, 0xb4, 0xc6, 0xe8, 0xdd, 0x74, 0x1f, 0x4b, 0xbd, 0x8b, 0x8a,
    0x70, 0x3e, 0xb5, 0x66, 0x48, 0x03, 0xf6, 0x0e, 0x61, 0x35, 0x57, 0xb9, 0x86, 0xc1, 0x1d, 0x9e,
    0xe1, 0xf8, 0x98, 0x11, 0x69, 0xd9, 0x8e, 0x94, 0x9b, 0x1e, 0x87, 0xe9, 0xce, 0x55, 0x28, 0xdf,
    0x8c, 0xa1, 0x89, 0x0d, 0xbf, 0xe6, 0x42, 0x68, 0x41, 0x99, 0x2d, 0x0f, 0xb0, 0x54, 0xbb, 0x16,
};

#define BLOCKS (((uint)P_BYTES + 15u) / 16u)

uint times_x(uint a) { return ((a << 1) ^ ((a & 0x80u) ? 0x1Bu : 0u)) & 0xFFu; }
uint substitute(__local const uint *mix, uint a) { return (mix[a & 0xFFu] >> 8) & 0xFFu; }

uint substitute_word(__local const uint *mix, uint w)
{
    return substitute(mix, w) | (substitute(mix, w >> 8) << 8) | (substitute(mix, w >> 16) << 16) |
           (substitute(mix, w >> 24) << 24);
}

void make_keys(__global const uchar *key, __local const uint *mix, __local uint *keys)
{
    const uint4 first = as_uint4(vload16(0, key));
    vstore4(first, 0, keys);
    uint constant_byte = 1;
    for (uint i = 4; i < 44; ++i) {
        uint t = keys[i - 1];
        if (i % 4 == 0) {
            t = substitute_word(mix, rotate(t, 24u)) ^ constant_byte;
            constant_byte = times_x(constant_byte);
        }
        keys[i] = keys[i - 4] ^ t;
    }
}

#define COLUMN(a, b, c, d)                                                                                             \
    (mix[(a) & 0xFFu] ^ rotate(mix[((b) >> 8) & 0xFFu], 8u) ^ rotate(mix[((c) >> 16) & 0xFFu], 16u) ^                  \
     rotate(mix[(d) >> 24], 24u))
#define LAST(a, b, c, d)                                                                                               \
    (substitute(mix, (a)) | (substitute(mix, (b) >> 8) << 8) | (substitute(mix, (c) >> 16) << 16) |                    \
     (substitute(mix, (d) >> 24) << 24))

uint4 encrypt_block(uint4 s, __local const uint *mix, __local const uint *keys)
{
    s ^= vload4(0, keys);
    for (int round = 1; round < 10; ++round)
        s = vload4(round, keys) ^ (uint4)(COLUMN(s.x, s.y, s.z, s.w), COLUMN(s.y, s.z, s.w, s.x),
                                          COLUMN(s.z, s.w, s.x, s.y), COLUMN(s.w, s.x, s.y, s.z));
    return vload4(10, keys) ^ (uint4)(LAST(s.x, s.y, s.z, s.w), LAST(s.y, s.z, s.w, s.x), LAST(s.z, s.w, s.x, s.y),
                                      LAST(s.w, s.x, s.y, s.z));
}

/* start is the counter as it lies in memory; block is added to it as a big-endian 128-bit number. */
uint4 counter_block(uchar16 start, uint block)
{
    const ulong2 halves = as_ulong2(start.s76543210fedcba98);
    const ulong low = halves.y + block;
    const ulong high = halves.x + (low < halves.y ? 1 : 0);
    return as_uint4(as_uchar16((ulong2)(high, low)).s76543210fedcba98);
}

__kernel __attribute__((reqd_work_group_size(P_LOCAL_SIZE, 1, 1)))
void aes_ctr(__global const uchar *restrict key, __global const uchar *restrict counter,
             __global const uchar *restrict plaintext, __global uchar *restrict ciphertext)
{
    __local uint mix[256];
    __local uint keys[44];
    for (uint b = get_local_id(0); b < 256; b += P_LOCAL_SIZE) {
        const uint s = s_box[b], s2 = times_x(s);
        mix[b] = s2 | (s << 8) | (s << 16) | ((s2 ^ s) << 24);
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    if (get_local_id(0) == 0)
        make_keys(key, mix, keys);
    barrier(CLK_LOCAL_MEM_FENCE);

    const uchar16 start = vload16(0, counter);
    /* Neighbouring work-items take neighbouring blocks, so that their loads join. */
    uint block = (uint)(get_group_id(0) * P_LOCAL_SIZE * P_BLOCKS_PER_ITEM + get_local_id(0));
    for (int n = 0; n < P_BLOCKS_PER_ITEM && block < BLOCKS; ++n, block += P_LOCAL_SIZE) {
        const uchar16 stream = as_uchar16(encrypt_block(counter_block(start, block), mix, keys));
        if ((block + 1) * 16u <= P_BYTES) {
            vstore16(vload16(block, plaintext) ^ stream, block, ciphertext);
        } else {
            uchar bytes[16];
            vstore16(stream, 0, bytes);
            for (uint i = block * 16u; i < P_BYTES; ++i)
                ciphertext[i] = plaintext[i] ^ bytes[i % 16u];
        }
    }
}
