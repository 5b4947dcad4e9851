// Which sizes of pictures are taken: checked before anything is decoded, as a few bytes may declare any.

/** Pixels of the largest picture. */
export const MAXIMUM_PIXELS = 64_000_000
const MAXIMUM_SIDE = 20_000
const MAXIMUM_ASPECT = 20

/** Throws Error with the reason. Sizes in pixels. */
export function requireShape(width: number, height: number): void {
  const size = `${width} x ${height} pixels`
  if (!(width > 0 && height > 0)) throw new Error(`it is ${size}`)
  if (width * height > MAXIMUM_PIXELS) throw new Error(`${size} are more than ${MAXIMUM_PIXELS}`)
  if (Math.max(width, height) > MAXIMUM_SIDE) throw new Error(`a side of ${size} exceeds ${MAXIMUM_SIDE}`)
  if (Math.max(width, height) > MAXIMUM_ASPECT * Math.min(width, height)) {
    throw new Error(`${size} are longer than ${MAXIMUM_ASPECT} to 1`)
  }
}
