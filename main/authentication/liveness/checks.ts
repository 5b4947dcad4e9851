// The names of the signs of life that are looked for.

/** What camera and microphone gave by themselves (passive.ts). */
export const passiveChecks = ['moving', 'not-repeated', 'camera-name', 'sound-band', 'sound-level'] as const

/** What the presentation as a whole shows (presence.ts). */
export const presenceChecks = ['challenge', 'depth', 'same-face', 'no-jump', 'voice-length'] as const
