// Which faces are in the board's frame: face-detect proposes, face-landmarks confirms, looks again where it is in doubt, and
// moves the box a little to where the landmarks say the face is.

import type { LoadedNetwork } from '../board/machine.ts'
import { fitSimilarity, template, transform } from './align.ts'
import type { Detection, FaceMachine } from './detect.ts'
import { detectFaces, suppress } from './detect.ts'
import type { Box, Image, Landmarks } from './image.ts'
import type { RefinedFace } from './landmarks.ts'
import { refineLandmarks } from './landmarks.ts'
import { byProminence, isRival, mainFace, prominence } from './quality.ts'

type FaceFinder = Record<'face-detect' | 'face-landmarks', LoadedNetwork>

/** Chosen on composed frames of the tune people (models/face-detect.md). */
export const finding = {
  /** Confidence from which the detector's cells are candidates: low, since the landmark network decides. */
  candidate: 0.12,
  /** An attempt looks at candidates below this confidence only where those above leave no face: people far behind are such. */
  confident: 0.25,
  /** Log-odds from which the landmark network's first look confirms a face (88 %). */
  confirmed: 2,
  /** Between this and `confirmed` it looks again, in the square that the landmarks of the first look give. */
  doubted: -2,
  /** Log-odds from which the second look confirms. */
  confirmedAgain: 4,
  /** Share in the box of what is usual around the landmarks; the rest is the detector's. */
  landmarks: 0.25,
} as const
type Finding = Record<keyof typeof finding, number>

/** Candidates that are worth a run of the landmark network. */
const MOST_CANDIDATES = 6

/**
 * The box of a face in the 112x112 template of its landmarks: medians over the annotated faces of the train split. Its sides
 * stay upright when the face is tilted, as the annotated boxes nearly do.
 */
const BOX_112 = { centre: { x: 56.4, y: 68.5 }, width: 82.6, height: 100.1 }

/** The box of a typical face with these landmarks. */
export function boxAround(landmarks: Landmarks): Box {
  const toPicture = fitSimilarity(template(112), landmarks)
  const { x, y } = transform(toPicture, BOX_112.centre)
  const scale = Math.hypot(toPicture.a, toPicture.b)
  const [halfWidth, halfHeight] = [(scale * BOX_112.width) / 2, (scale * BOX_112.height) / 2]
  return { x1: x - halfWidth, y1: y - halfHeight, x2: x + halfWidth, y2: y + halfHeight }
}

const between = (a: Box, b: Box, share: number): Box => ({
  x1: a.x1 + share * (b.x1 - a.x1),
  y1: a.y1 + share * (b.y1 - a.y1),
  x2: a.x2 + share * (b.x2 - a.x2),
  y2: a.y2 + share * (b.y2 - a.y2),
})

/** The candidate as a face with precise landmarks; null where the landmark network sees none. Charges the board. */
function confirmed(
  machine: FaceMachine,
  landmarker: LoadedNetwork,
  frame: Image,
  candidate: Detection,
  limits: Finding,
): RefinedFace | null {
  let face = refineLandmarks(machine, landmarker, frame, candidate)
  if (face.faceLogit < limits.doubted) return null
  if (face.faceLogit < limits.confirmed) {
    face = refineLandmarks(machine, landmarker, frame, { ...face, box: boxAround(face.landmarks) })
    if (face.faceLogit < limits.confirmedAgain) return null
  }
  return { ...face, box: between(candidate.box, boxAround(face.landmarks), limits.landmarks) }
}

/** What the detector proposes: confident candidates first, and among these and the others the most prominent first. */
function candidatesIn(
  machine: FaceMachine,
  detector: LoadedNetwork,
  frame: Image,
  limits: Finding,
): Detection[] {
  const ranked = byProminence(detectFaces(machine, detector, frame, limits.candidate), frame)
  return [
    ...ranked.filter(({ score }) => score >= limits.confident),
    ...ranked.filter(({ score }) => score < limits.confident),
  ].slice(0, MOST_CANDIDATES)
}

/** Faces without those that turned out to be one with a better one, best first. Charges the board. */
function distinct(machine: FaceMachine, found: readonly RefinedFace[]): RefinedFace[] {
  machine.work('face landmarks', 'non-maximum-suppression', (found.length * (found.length - 1)) / 2)
  return suppress(found)
}

/** All faces of a frame, faint ones too, best first. */
export function facesIn(
  machine: FaceMachine,
  networks: FaceFinder,
  frame: Image,
  limits: Finding = finding,
): RefinedFace[] {
  const found = candidatesIn(machine, networks['face-detect'], frame, limits)
    .map((candidate) => confirmed(machine, networks['face-landmarks'], frame, candidate, limits))
    .filter((face) => face !== null)
  return distinct(machine, found)
}

/**
 * The most prominent face and its rivals. Candidates are confirmed in turn, and only those that could still be rivals of a
 * confirmed one: most frames then take one run of the landmark network.
 */
export function rivalsIn(
  machine: FaceMachine,
  networks: FaceFinder,
  frame: Image,
  limits: Finding = finding,
): RefinedFace[] {
  const prominent = ({ box }: Detection): number => prominence(box, frame)
  const isConfident = ({ score }: Detection): boolean => score >= limits.confident
  const found: RefinedFace[] = []
  for (const candidate of candidatesIn(machine, networks['face-detect'], frame, limits)) {
    if (found.some(isConfident) && !isConfident(candidate)) break
    const most = Math.max(0, ...found.map(prominent))
    if (!isRival(prominent(candidate), most)) continue
    const face = confirmed(machine, networks['face-landmarks'], frame, candidate, limits)
    if (face) found.push(face)
  }
  return distinct(machine, found)
}

/** The face the frame is about. @throws FaceError as mainFace does */
export const subjectOf = (machine: FaceMachine, networks: FaceFinder, frame: Image): RefinedFace =>
  mainFace(rivalsIn(machine, networks, frame), frame)
