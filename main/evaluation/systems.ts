// The verification systems whose error rates are measured: each modality alone, and both fused.

export const SYSTEMS = ['face', 'voice', 'fused'] as const
export type SystemName = (typeof SYSTEMS)[number]

/** What `of` gives for each system. */
export function perSystem<T>(of: (name: SystemName) => T): Record<SystemName, T> {
  return { face: of('face'), voice: of('voice'), fused: of('fused') }
}
