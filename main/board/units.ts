// Units of the emulated board as branded numbers: a duration in cycles cannot be passed where milliseconds are meant.

export type Cycles = number & { readonly unit: 'cycles' }
export type Milliseconds = number & { readonly unit: 'ms' }
export type Megahertz = number & { readonly unit: 'MHz' }
export type Millijoules = number & { readonly unit: 'mJ' }

export const cycles = (value: number): Cycles => value as Cycles
export const milliseconds = (value: number): Milliseconds => value as Milliseconds
export const megahertz = (value: number): Megahertz => value as Megahertz
export const millijoules = (value: number): Millijoules => value as Millijoules

/** Duration of `count` cycles at `clock`. */
export const toMilliseconds = (count: Cycles, clock: Megahertz): Milliseconds =>
  milliseconds(count / (clock * 1000))

/** Cycles that pass in `duration` at `clock`. */
export const toCycles = (duration: Milliseconds, clock: Megahertz): Cycles => cycles(duration * clock * 1000)

/** An estimate with the range it is believed to lie in; all three in the same unit. */
export interface Interval<Unit extends number = number> {
  estimate: Unit
  low: Unit
  high: Unit
}

/** `estimate` give or take the fraction `relative`. */
export function interval<Unit extends number>(estimate: Unit, relative: number): Interval<Unit> {
  return {
    estimate,
    low: (estimate * (1 - relative)) as Unit,
    high: (estimate * (1 + relative)) as Unit,
  }
}

/** Applies `convert` to all three values. */
export function mapInterval<From extends number, To extends number>(
  { estimate, low, high }: Interval<From>,
  convert: (value: From) => To,
): Interval<To> {
  return { estimate: convert(estimate), low: convert(low), high: convert(high) }
}
