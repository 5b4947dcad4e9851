// Depth of a face that moves: how far its landmarks are from one plane seen from several sides. Under a scaled orthographic
// camera two views of a plane differ by an affine map, and what is left after the best one is depth (parallax).

import type { Landmarks } from '../../face/image.ts'
import { interEyeDistance } from '../../face/quality.ts'

/**
 * Root mean square distance of `seen` from the best affine image of `home`, as a share of the eyes' distance in `home`:
 * 0 for any view of a plane.
 */
export function parallax(home: Landmarks, seen: Landmarks): number {
  const mean = (of: (point: { x: number; y: number }) => number, points: Landmarks) =>
    points.reduce((sum, point) => sum + of(point), 0) / points.length
  const centred = (points: Landmarks) => {
    const [x, y] = [mean((point) => point.x, points), mean((point) => point.y, points)]
    return points.map((point) => ({ x: point.x - x, y: point.y - y }))
  }
  const [from, to] = [centred(home), centred(seen)]
  const product = (a: (at: number) => number, b: (at: number) => number) =>
    from.reduce((sum, _, at) => sum + a(at) * b(at), 0)
  const [x, y] = [(at: number) => from[at].x, (at: number) => from[at].y]
  const [xx, xy, yy] = [product(x, x), product(x, y), product(y, y)]
  const determinant = xx * yy - xy * xy
  if (!(determinant > 1e-9)) return 0 // points on one line say nothing of depth
  /** What is left of one coordinate after the best linear combination of both: least squares. */
  const left = (of: (at: number) => number): number => {
    const [xt, yt] = [product(x, of), product(y, of)]
    const [a, b] = [(xt * yy - yt * xy) / determinant, (yt * xx - xt * xy) / determinant]
    return product(of, of) - a * xt - b * yt
  }
  const squares =
    Math.max(
      0,
      left((at) => to[at].x),
    ) +
    Math.max(
      0,
      left((at) => to[at].y),
    )
  return Math.sqrt(squares / home.length) / Math.max(1, interEyeDistance(home))
}

/** Parallax of a movement: that which a tenth of its frames exceed, so that single bad landmarks do not count. */
export function depthOf(home: Landmarks, frames: readonly Landmarks[]): number {
  const sorted = frames.map((seen) => parallax(home, seen)).sort((a, b) => a - b)
  return sorted[Math.floor(0.9 * sorted.length)] ?? 0
}
