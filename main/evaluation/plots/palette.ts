// Colours of the curves: at least 3:1 against the ground of either scheme; the dashes tell them apart without colour.
// Hues: M. Okabe & K. Ito, "Color Universal Design", 2008, darkened for a light ground.

import type { SystemName } from '../systems.ts'

export interface Stroke {
  colour: string
  /** Of `stroke-dasharray`; undefined is a full line. */
  dashes?: string
}

const both = (light: string, dark: string) => `light-dark(${light}, ${dark})`

export const GENUINE = both('#0b7a55', '#3ccf9d')
export const IMPOSTOR = both('#c2410c', '#ff9a62')

const SYSTEM_COLOURS: Record<SystemName, string> = {
  face: both('#0068b4', '#5ab4ff'),
  voice: both('#b34700', '#ffa25e'),
  fused: both('#0b7a55', '#3ccf9d'),
}
/** Of the run that is shown, then of those laid over it. */
const RUN_DASHES = [undefined, '7 4', '2 3', '10 3 2 3', '4 2 1 2 1 2']

/** How a system's curve is drawn, in the run of that order. */
export function strokeOf(system: SystemName, run = 0): Stroke {
  return { colour: SYSTEM_COLOURS[system], dashes: RUN_DASHES[run % RUN_DASHES.length] }
}
