import { describe, expect, it } from 'vitest'
import { simulatedClip } from '../../main/capture/simulated/clip.ts'

const options = { frames: 40, fps: 10 }

describe('simulatedClip', () => {
  const frames = [...simulatedClip(5, 1, options)]

  it('has the frames that were asked for and is the same every time', () => {
    expect(frames).toHaveLength(40)
    const again = simulatedClip(5, 1, options)
    expect(again.next().value).toEqual(frames[0])
    expect(again.next().value).toEqual(frames[1])
  })

  it('moves smoothly: no landmark jumps, and over the clip each travels', () => {
    for (let mark = 0; mark < 5; mark++) {
      const path = frames.map(({ landmarks }) => landmarks[mark])
      const steps = path.slice(1).map(({ x, y }, at) => Math.hypot(x - path[at].x, y - path[at].y))
      expect(Math.max(...steps)).toBeLessThan(4)
      const xs = path.map(({ x }) => x)
      expect(Math.max(...xs) - Math.min(...xs)).toBeGreaterThan(3)
    }
  })

  it('changes a little from frame to frame, the face more than the room', () => {
    const change = (from: number, to: number, inside: boolean): number => {
      const { image, box } = frames[from]
      const other = frames[to].image.data
      let sum = 0
      let count = 0
      for (let at = 0; at < image.data.length; at++) {
        const pixel = Math.floor(at / 3)
        const [x, y] = [pixel % image.width, Math.floor(pixel / image.width)]
        const isInside = x > box.x1 && x < box.x2 && y > box.y1 && y < box.y2
        const isRoom = x < 40 && y < 120
        if (inside ? !isInside : !isRoom) continue
        sum += Math.abs(image.data[at] - other[at])
        count++
      }
      return sum / count
    }
    expect(change(0, 30, true)).toBeGreaterThan(1.3 * change(0, 30, false))
    expect(change(0, 1, true)).toBeLessThan(20)
  })

  it('ends with the blink it began: eyes close and open again', () => {
    const eyeLuma = frames.map(({ image, landmarks }) => {
      const { x, y } = landmarks[0]
      let sum = 0
      for (let dy = -1; dy <= 1; dy++) {
        for (let dx = -3; dx <= 3; dx++) {
          sum += image.data[((Math.round(y) + dy) * image.width + Math.round(x) + dx) * 3 + 1]
        }
      }
      return sum / 21
    })
    const sorted = eyeLuma.toSorted((a, b) => a - b)
    const median = sorted[sorted.length >> 1]
    const closed = eyeLuma.filter((value) => value > median + 8).length
    expect(closed).toBeGreaterThan(0)
    expect(closed).toBeLessThan(12)
  })
})
