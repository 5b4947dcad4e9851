// Decimal numbers read from bytes without making strings of them. Exact: a whole number below 2^53 times or over a
// power of ten up to 10^22, both exactly representable, is rounded once (W. Clinger, PLDI 1990).

const MOST_EXPONENT = 22
const POWERS = Array.from({ length: MOST_EXPONENT + 1 }, (_, exponent) => Number(`1e${exponent}`))

/** The number written in bytes `from` to `to`; NaN where it is none, or not one of this simple form. */
export function decimal(bytes: Uint8Array, from: number, to: number): number {
  let at = from
  const negative = bytes[at] === 0x2d
  if (negative || bytes[at] === 0x2b) at++
  let whole = 0
  let exponent = 0
  let any = false
  for (; at < to && isDigit(bytes[at]); at++) {
    whole = whole * 10 + bytes[at] - 0x30
    any = true
  }
  if (at < to && bytes[at] === 0x2e) {
    for (at++; at < to && isDigit(bytes[at]); at++) {
      whole = whole * 10 + bytes[at] - 0x30
      exponent--
      any = true
    }
  }
  // Beyond, digits have been lost.
  if (!any || whole > Number.MAX_SAFE_INTEGER) return Number.NaN
  if (at < to && (bytes[at] | 0x20) === 0x65) {
    at++
    const falls = bytes[at] === 0x2d
    if (falls || bytes[at] === 0x2b) at++
    let written = 0
    const start = at
    for (; at < to && isDigit(bytes[at]) && at - start < 5; at++) written = written * 10 + bytes[at] - 0x30
    if (at === start) return Number.NaN
    exponent += falls ? -written : written
  }
  if (at !== to || Math.abs(exponent) > MOST_EXPONENT) return Number.NaN
  const value = exponent < 0 ? whole / POWERS[-exponent] : whole * POWERS[exponent]
  return negative ? -value : value
}

const isDigit = (byte: number): boolean => byte >= 0x30 && byte <= 0x39
