// What a stated false-match rate needs to be more than an extrapolation: the rule of three, exactly.

/**
 * Independent impostor comparisons without an error that a claim "FMR <= fmr" needs at 95 % confidence:
 * the smallest n with (1 - fmr)^n <= 0.05, about 3 / fmr.
 */
export function comparisonsNeeded(fmr: number): number {
  return Math.ceil(Math.log(0.05) / Math.log1p(-fmr))
}
