// Energy of weight bytes read from outside the chip. Estimate: the flash chip draws its read current while it delivers.
// Source: W25Q32JV datasheet, read current at 80 MHz, about 15 mA; esp-idf's QIO at 80 MHz gives 30 MB/s (facts.md).

import type { Board } from '../board/boards.ts'

const READ_MILLIAMPS = 15
const BYTES_PER_SECOND = 30e6

/** Millijoules of reading `bytes` on `board`. */
export const offChipMillijoules = ({ power }: Pick<Board, 'power'>, bytes: number): number =>
  (power.volts * READ_MILLIAMPS * bytes) / BYTES_PER_SECOND
