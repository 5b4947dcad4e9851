// The workshop of a small part of the default space: three faces, two voices, int8.

import { openWorkshop } from '../../main/codesign/open.ts'
import type { Space } from '../../main/codesign/space.ts'

export const smallWorkshop = (more: (space: Space) => Space = (space) => space) =>
  openWorkshop({
    narrow: (space) =>
      more({
        ...space,
        face: {
          ...space.face,
          networks: ['w0-shallow-48', 'w0-deep-64', 'w2-deep-64', 'w4-deep-64'],
          precisions: ['int8'],
        },
        voice: { ...space.voice, networks: ['w48-d5', 'w96-d5', 'w192-d6'], precisions: ['int8'] },
      }),
  })
