// The way of a face on the board: frame buffer, detection, landmarks, quality, alignment, embedding.
// Positions come back in pixels of the picture that was given.

import type { LoadedNetwork, Machine } from '../board/machine.ts'
import { alignFace, CROP } from './align.ts'
import type { Detection } from './detect.ts'
import { embedFace } from './embed.ts'
import { facesIn, subjectOf } from './find.ts'
import { boardFrame } from './frame.ts'
import type { Image, Landmarks, Point } from './image.ts'
import type { RefinedFace } from './landmarks.ts'
import type { FaceQuality } from './quality.ts'
import { FaceError, measureQuality, requireUsable } from './quality.ts'

/** The networks of the chain, by the names of their files under models/. */
export const FACE_NETWORKS = ['face-detect', 'face-landmarks', 'face-embed'] as const
export type FaceNetwork = (typeof FACE_NETWORKS)[number]

export interface FaceCapture {
  /** 128 values, unit norm. */
  embedding: Float32Array
  detection: Detection
  quality: FaceQuality
}

/** What a live preview shows. */
export interface FaceInspection {
  /** The face the picture is about; null where there is none or several. */
  detection: Detection | null
  quality: FaceQuality | null
  /** Why no face can be taken from the picture; null where one can. */
  problem: FaceError | null
}

export interface FaceChain {
  networks: Record<FaceNetwork, LoadedNetwork>
  /** All faces, best first, with precise landmarks. */
  detect(picture: Image): Detection[]
  /** The face and its quality without an embedding; refuses nothing. */
  inspect(picture: Image): FaceInspection
  /** Embeds the face of the picture. @throws FaceError */
  capture(picture: Image): FaceCapture
  /** The same by other networks than face-embed, each asked for when it is its turn; an embedding of each. @throws FaceError */
  captureBy(
    picture: Image,
    networks: readonly NetworkInTurn[],
  ): Omit<FaceCapture, 'embedding'> & { embeddings: Float32Array[] }
}

/** A network that takes its place on the board when it is asked for. */
export type NetworkInTurn = () => LoadedNetwork

/** What a chain needs of a board. */
export type ChainMachine = Pick<Machine, 'load' | 'work' | 'invoke' | 'withBuffer'>

/** The aligned RGB crop; the detector's grey frame and the landmark network's crops take turns with it, none is larger. */
const CROP_BYTES = CROP * CROP * 3

/**
 * Puts the three networks on the board, of which one may lie there already. Throws what `machine.load` throws when they
 * do not fit.
 */
export function loadFaceChain(
  machine: ChainMachine,
  models: Record<FaceNetwork, Uint8Array | LoadedNetwork>,
  arena?: string,
): FaceChain {
  const networks = Object.fromEntries(
    FACE_NETWORKS.map((name) => {
      const model = models[name]
      return [name, model instanceof Uint8Array ? machine.load(name, model, arena) : model]
    }),
  ) as Record<FaceNetwork, LoadedNetwork>

  /** The picture as the board holds it, and `then` with room for what is cut out of it. */
  const withFrame = <T>(picture: Image, then: (frame: Image) => T): T =>
    machine.withBuffer('face crop', CROP_BYTES, () => then(boardFrame(picture)))

  const captureBy: FaceChain['captureBy'] = (picture, embedders) =>
    withFrame(picture, (frame) => {
      const face = subjectOf(machine, networks, frame)
      const quality = measureQuality(machine, face.landmarks, face.crop)
      requireUsable(quality)
      const embeddings = embedders.map((embedder) => {
        const network = embedder()
        const side = network.prepared.inputs[0].shape[1]
        return embedFace(machine, network, alignFace(frame, face.landmarks, side))
      })
      return { embeddings, detection: inPicture(face, frame, picture), quality }
    })

  return {
    networks,
    detect: (picture) =>
      withFrame(picture, (frame) =>
        facesIn(machine, networks, frame).map((face) => inPicture(face, frame, picture)),
      ),
    inspect: (picture) =>
      withFrame(picture, (frame) => {
        let face: RefinedFace | null = null
        let quality: FaceQuality | null = null
        let problem: FaceError | null = null
        try {
          face = subjectOf(machine, networks, frame)
          quality = measureQuality(machine, face.landmarks, face.crop)
          requireUsable(quality)
        } catch (error) {
          if (!(error instanceof FaceError)) throw error
          problem = error
        }
        return { detection: face && inPicture(face, frame, picture), quality, problem }
      }),
    capture: (picture) => {
      const { embeddings, ...captured } = captureBy(picture, [() => networks['face-embed']])
      return { embedding: embeddings[0], ...captured }
    },
    captureBy,
  }
}

/** A face of the board's frame in pixels of the picture that was reduced to it. */
function inPicture({ box, score, landmarks }: Detection, frame: Image, picture: Image): Detection {
  const scale = { x: picture.width / frame.width, y: picture.height / frame.height }
  const moved = ({ x, y }: Point): Point => ({
    x: (x + 0.5) * scale.x - 0.5,
    y: (y + 0.5) * scale.y - 0.5,
  })
  const first = moved({ x: box.x1, y: box.y1 })
  const last = moved({ x: box.x2, y: box.y2 })
  return {
    box: { x1: first.x, y1: first.y, x2: last.x, y2: last.y },
    score,
    landmarks: landmarks.map(moved) as unknown as Landmarks,
  }
}
