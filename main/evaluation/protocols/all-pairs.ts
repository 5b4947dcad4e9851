// All pairs: every attempt with every later one; each attack with every attempt of the person it claims to be.

import { type Compare, compareAttacks, type Presentation, withoutAttacks } from './presentation.ts'

export function allPairs(attempts: Presentation[], compare: Compare): void {
  const { bonaFide, attacks } = withoutAttacks(attempts)
  for (let i = 0; i < bonaFide.length; i++) {
    for (let j = i + 1; j < bonaFide.length; j++) compare(bonaFide[i], bonaFide[j])
  }
  compareAttacks(attacks, bonaFide, compare)
}
