/* A work-item follows one channel; neighbouring work-items read neighbouring readings. */
__kernel void detect(__global const int *restrict x, __global const int *restrict mean_before,
                     __global const long *restrict variance_before, __global uchar *restrict flags,
                     __global int *restrict mean_after, __global long *restrict variance_after)
{
    const int channel = get_global_id(0);
    if (channel >= P_CHANNELS)
        return;
    int mean = mean_before[channel];
    long variance = variance_before[channel];
    for (int t = 0; t < P_SAMPLES; ++t) {
        const size_t i = (size_t)t * P_CHANNELS + channel;
        const int difference = x[i] * 256 - mean;
        const long square = (long)difference * difference;
        flags[i] = square > (long)(P_THRESHOLD * P_THRESHOLD) * variance ? 1 : 0;
        mean += difference >> P_SHIFT;
        variance += (square - variance) >> P_SHIFT;
    }
    mean_after[channel] = mean;
    variance_after[channel] = variance;
}
