// Numbers that options take, refused by commander with what would be right.

import { InvalidArgumentError } from 'commander'

/** A parser of whole numbers from `low` to `high`. */
export const wholeFrom = (low: number, high: number) => (text: string) => {
  const value = Number(text)
  if (!/^\d+$/.test(text) || value < low || value > high) {
    throw new InvalidArgumentError(`Give a whole number from ${low} to ${high}.`)
  }
  return value
}

/** The largest seed of the chances that options choose. */
export const LARGEST_SEED = 1_000_000

/** Parses an error rate, above 0 and below 1. */
export function rateBelowOne(text: string): number {
  const rate = Number(text)
  if (!(rate > 0 && rate < 1)) {
    throw new InvalidArgumentError('Give a fraction above 0 and below 1, e.g. 0.001.')
  }
  return rate
}

/** Parses a number above 0. */
export function positiveNumber(text: string): number {
  const value = Number(text)
  if (!(value > 0 && Number.isFinite(value))) throw new InvalidArgumentError('Give a number above 0.')
  return value
}

/** Parses a number that is neither NaN nor infinite. */
export function finiteNumber(text: string): number {
  const value = Number(text)
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('Give a number.')
  return value
}
