/* One packet per work-item. The rules lie in constant memory: all work-items read the same rule at the same time. */

uint swap32(uint v) { return as_uint(as_uchar4(v).s3210); }

__kernel __attribute__((reqd_work_group_size(P_LOCAL_SIZE, 1, 1)))
void packet_filter(__constant const uint8 *rule_table, __global const uint4 *restrict headers,
                   __global int *restrict match)
{
    const uint p = (uint)get_global_id(0);
    if (p >= P_PACKETS)
        return;
    const uint ethertype_version = headers[p * 4].s3;                    /* bytes 12-15 */
    const uint4 a = headers[p * 4 + 1], b = headers[p * 4 + 2];          /* bytes 16-47 */
    int found = -1;
    if ((ethertype_version & 0xFFFFFFu) == 0x450008u) {
        const uint protocol = a.y >> 24;                                 /* byte 23 */
        const uint source = swap32((a.z >> 16) | (a.w << 16));           /* bytes 26-29 */
        const uint destination = swap32((a.w >> 16) | (b.x << 16));      /* bytes 30-33 */
        const bool has_ports = protocol == 6 || protocol == 17;
        const uint ports = has_ports ? swap32((b.x >> 16) | (b.y << 16)) : 0; /* bytes 34-37 */
        const uint source_port = ports >> 16, destination_port = ports & 0xFFFFu;
        for (int r = 0; r < P_RULES; ++r) {
            const uint8 rule = rule_table[r];
            const bool hit = (source & rule.s1) == rule.s0 && (destination & rule.s3) == rule.s2 &&
                             source_port >= (rule.s4 & 0xFFFFu) && source_port <= (rule.s4 >> 16) &&
                             destination_port >= (rule.s5 & 0xFFFFu) && destination_port <= (rule.s5 >> 16) &&
                             ((protocol ^ rule.s6) & (rule.s6 >> 8) & 0xFFu) == 0;
            if (hit) {
                found = r;
                break;
            }
        }
    }
    match[p] = found;
}
