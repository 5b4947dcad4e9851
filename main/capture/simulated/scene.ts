// What surrounds a simulated face: a room behind it, hair, neck and shoulders. Colours 0..255, RGB.
// Shapes of the body are given in the face model's window (pixels), so that they move with the head.

import type { Random } from './random.ts'

/** The part of the window's plane that a figure (head and body) may cover, in window pixels. */
export const FIGURE = { left: -85, top: -12, width: 270, height: 190 } as const

export type Colour = readonly [number, number, number]

/** Smooth step from 0 (x <= low) to 1 (x >= high). */
export function ramp(low: number, high: number, x: number): number {
  const t = Math.min(Math.max((x - low) / (high - low), 0), 1)
  return t * t * (3 - 2 * t)
}

const mix = (a: number, b: number, share: number): number => a + (b - a) * share

export function mixColour(a: Colour, b: Colour, share: number): Colour {
  return [mix(a[0], b[0], share), mix(a[1], b[1], share), mix(a[2], b[2], share)]
}

/** An RGB colour of hue 0..1, saturation 0..1 and value 0..255. */
function hsv(hue: number, saturation: number, value: number): Colour {
  const channel = (shift: number): number => {
    const k = (shift + hue * 6) % 6
    return value * (1 - saturation * Math.max(0, Math.min(k, 4 - k, 1)))
  }
  return [channel(5), channel(3), channel(1)]
}

/** Pixels per sample in which a room, which is out of focus, is drawn before it is enlarged. */
const ROOM_STEP = 4

/** A room out of focus: a wall with a soft gradient and some furniture. RGB floats of width x height. */
export function drawRoom(width: number, height: number, random: Random): Float32Array {
  const columns = width / ROOM_STEP + 1
  const rows = height / ROOM_STEP + 1
  const colourAt = furnish(random)
  const coarse = new Float32Array(columns * rows * 3)
  for (let at = 0; at < columns * rows; at++) {
    coarse.set(colourAt((at % columns) / (columns - 1), Math.floor(at / columns) / (rows - 1)), at * 3)
  }
  const data = new Float32Array(width * height * 3)
  for (let y = 0; y < height; y++) {
    const down = (y % ROOM_STEP) / ROOM_STEP
    for (let x = 0; x < width; x++) {
      const across = (x % ROOM_STEP) / ROOM_STEP
      const from = (Math.floor(y / ROOM_STEP) * columns + Math.floor(x / ROOM_STEP)) * 3
      for (let c = 0; c < 3; c++) {
        const at = from + c
        const below = at + columns * 3
        const upper = mix(coarse[at], coarse[at + 3], across)
        data[(y * width + x) * 3 + c] = mix(upper, mix(coarse[below], coarse[below + 3], across), down)
      }
    }
  }
  return data
}

/** Colour of a random room at (x, y), both 0..1. */
function furnish(random: Random): (x: number, y: number) => Colour {
  const wall = hsv(random.uniform(), random.uniform(0.03, 0.18), random.uniform(90, 215))
  const shade = mixColour(wall, [40, 40, 48], random.uniform(0.1, 0.45))
  const slope = random.uniform(-1, 1)
  const pieces = Array.from({ length: 2 + random.integer(4) }, () => ({
    x: random.uniform(),
    y: random.uniform(0.05, 1),
    halfWidth: random.uniform(0.06, 0.25),
    halfHeight: random.uniform(0.1, 0.5),
    blur: random.uniform(0.01, 0.03),
    colour: hsv(random.uniform(), random.uniform(0.05, 0.28), random.uniform(35, 225)),
    strength: random.uniform(0.35, 0.9),
  }))
  const waves = Array.from({ length: 4 }, () => ({
    u: random.normal(0, 6),
    v: random.normal(0, 5),
    phase: random.uniform(0, 2 * Math.PI),
    strength: random.uniform(0, 0.05),
  }))
  return (x, y) => {
    let colour = mixColour(wall, shade, ramp(0, 1, y + slope * (x - 0.5)))
    for (const piece of pieces) {
      const { blur, halfWidth, halfHeight } = piece
      const inside =
        (1 - ramp(halfWidth - blur, halfWidth + blur, Math.abs(x - piece.x))) *
        (1 - ramp(halfHeight - blur, halfHeight + blur, Math.abs(y - piece.y)))
      colour = mixColour(colour, piece.colour, inside * piece.strength)
    }
    let light = 1
    for (const { u, v, phase, strength } of waves) light += strength * Math.sin(u * x + v * y + phase)
    return [colour[0] * light, colour[1] * light, colour[2] * light]
  }
}

export interface Body {
  skin: Colour
  hair: Colour
  cloth: Colour
  /** Window row at which the hair ends behind the head. */
  hairEnd: number
  /** Half the width of the neck in window pixels. */
  neck: number
  collar: 'round' | 'v' | 'shirt'
}

const grey = ([r, g, b]: Colour): Colour => {
  const luma = 0.3 * r + 0.59 * g + 0.11 * b
  return [luma * 1.03, luma, luma * 0.95]
}

/** What a person wears today, over the skin and hair they always have. */
export function drawBody(skin: Colour, hair: Colour, build: Random, today: Random): Body {
  return {
    skin,
    hair: mixColour(hair, grey(hair), 0.5),
    cloth: hsv(today.uniform(), today.uniform(0.05, 0.5), today.uniform(30, 190)),
    hairEnd: build.uniform() < 0.4 ? build.uniform(100, 135) : build.uniform(50, 66),
    neck: build.uniform(17, 21),
    collar: today.pick(['round', 'v', 'shirt']),
  }
}

/** Middle of the head, window column. */
const MIDDLE = 49.5

/** The body without its head over FIGURE: RGBA floats, opacity 0..1. */
export function drawFigure(body: Body): Float32Array {
  const data = new Float32Array(FIGURE.width * FIGURE.height * 4)
  for (let at = 0; at < data.length; at += 4) {
    const x = ((at / 4) % FIGURE.width) + FIGURE.left
    const y = Math.floor(at / 4 / FIGURE.width) + FIGURE.top
    const { colour, opacity } = bodyAt(body, Math.abs(x - MIDDLE), y)
    data.set(colour, at)
    data[at + 3] = opacity
  }
  return data
}

/** Colour and opacity of the body at distance `u` from its middle and window row `y`. */
function bodyAt(body: Body, u: number, y: number): { colour: Colour; opacity: number } {
  const { skin, cloth } = body
  const shoulders = 1 - ramp(0.97, 1.01, Math.hypot(u / 90, Math.max(0, 192 - y) / 68))
  const neckWidth = body.neck + Math.max(0, y - 112) ** 1.5 * 0.07
  const neck = (1 - ramp(neckWidth - 2, neckWidth + 2, u)) * ramp(84, 90, y)
  const dressed = shoulders * (1 - neckline(body, u, y))
  const opacity = Math.max(shoulders, neck, hairAt(body, u, y))
  const dark = shadow(u, y, body.neck)
  const tone = 0.92 - 0.4 * dark
  const throat: Colour = [skin[0] * tone * 1.01, skin[1] * tone, skin[2] * tone]
  const fold = 1 - 0.14 * Math.cos(u * 0.11) * ramp(130, 175, y)
  const strand = 0.88 + 0.1 * Math.sin(0.55 * u + 0.04 * y) + 0.06 * Math.sin(1.7 * u - 0.1 * y)
  const { hair } = body
  const bare = mixColour(
    [hair[0] * strand, hair[1] * strand, hair[2] * strand],
    throat,
    Math.max(neck, shoulders),
  )
  return { colour: mixColour(bare, [cloth[0] * fold, cloth[1] * fold, cloth[2] * fold], dressed), opacity }
}

/** Darkness of the throat: under the chin and at the sides of the neck. */
function shadow(u: number, y: number, neck: number): number {
  return Math.min(1, 0.9 * (1 - ramp(102, 128, y)) + 0.45 * ramp(0.4 * neck, 1.1 * neck, u))
}

/** 1 where the clothes leave the throat free. */
function neckline({ collar }: Body, u: number, y: number): number {
  if (collar === 'round') return 1 - ramp(0.94, 1.06, Math.hypot(u / 25, (y - 118) / 17))
  const slope = collar === 'v' ? 0.62 : 0.95
  return 1 - ramp(-1.5, 1.5, u - (158 - y) * slope)
}

/** 1 where hair is seen behind the head: a cap that ends at the ears, or hair down to the shoulders. */
function hairAt({ hairEnd }: Body, u: number, y: number): number {
  const isLong = hairEnd > 90
  const side = isLong ? 37 + 3 * ramp(60, 100, y) : 37 - 0.2 * Math.max(0, y - 50)
  const cap = y < 54 ? Math.hypot(u / side, (y - 54) / 50) : u / side
  return (1 - ramp(0.91, 1.03, cap)) * (1 - ramp(hairEnd - (isLong ? 30 : 14), hairEnd, y + 0.012 * u * u))
}
