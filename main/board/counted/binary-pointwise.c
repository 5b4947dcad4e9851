// The binary pointwise convolution as an ESP32 would run it (main/inference/operators/binary-pointwise.ts defines it), for
// its instructions to be counted: main/board/counted-kernels.ts. Xtensa has no population count; bits are summed in
// parallel, and the counts of bytes are added over up to 31 words before one multiplication adds the four.

#include <stdint.h>

#define MOST_WORDS 31

/** The bits of one position: set where an activation is at least the threshold. */
void pack_signs(const int8_t *input, int32_t channels, int32_t threshold, uint32_t *bits) {
  while (channels > 0) {
    const int32_t used = channels < 32 ? channels : 32;
    uint32_t word = 0;
    for (int32_t i = 0; i < used; i++) {
      // The sign of the difference, shifted in from the top.
      word = (word >> 1) | (~(uint32_t)(*input++ - threshold) & 0x80000000u);
    }
    *bits++ = word >> (32 - used);
    channels -= used;
  }
}

/** All channels of one position; `shortcut` may be null. */
void multiply_signs(const uint32_t *bits, int32_t words, int32_t channels, const uint32_t *weights,
                    const int32_t *multipliers, const int32_t *offsets, int32_t shift,
                    const int8_t *shortcut, int8_t *output) {
  for (int32_t channel = 0; channel < channels; channel++) {
    int32_t differing = 0;
    const uint32_t *x = bits;
    for (int32_t left = words; left > 0; left -= MOST_WORDS) {
      uint32_t bytes = 0;
      for (int32_t word = left < MOST_WORDS ? left : MOST_WORDS; word > 0; word--) {
        uint32_t v = *x++ ^ *weights++;
        v -= (v >> 1) & 0x55555555u;
        v = (v & 0x33333333u) + ((v >> 2) & 0x33333333u);
        bytes += (v + (v >> 4)) & 0x0f0f0f0fu;
      }
      // Four bytes of up to 248 each.
      const uint32_t halves = (bytes & 0x00ff00ffu) + ((bytes >> 8) & 0x00ff00ffu);
      differing += (halves + (halves >> 16)) & 0xffffu;
    }
    int32_t sum = (multipliers[channel] * differing + offsets[channel]) >> shift;
    if (shortcut) sum += shortcut[channel];
    output[channel] = sum < -128 ? -128 : sum > 127 ? 127 : sum;
  }
}

/** Two 4-bit weights a byte to bytes, the lower first: what TFLM does before it runs a layer of them. */
void unpack_nibbles(const int8_t *packed, int32_t pairs, int8_t *weights) {
  for (int32_t i = 0; i < pairs; i++) {
    const int8_t both = packed[i];
    weights[2 * i] = (int8_t)((uint8_t)both << 4) >> 4;
    weights[2 * i + 1] = both >> 4;
  }
}
