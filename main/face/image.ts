// Pictures in memory and the geometry of a face in them. Pixel centres are at integer coordinates.

/** 8-bit picture, row-major, channels interleaved: 1 grey, 3 RGB. */
export interface Image {
  width: number
  height: number
  channels: 1 | 3
  data: Uint8Array
}

export interface Point {
  x: number
  y: number
}

/** As seen in the picture: left eye, right eye, nose tip, left mouth corner, right mouth corner. */
export type Landmarks = readonly [Point, Point, Point, Point, Point]

export interface Box {
  x1: number
  y1: number
  x2: number
  y2: number
}
