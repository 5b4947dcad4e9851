// Names of what can be chosen when a SuperNet is served.

/**
 * What the persistent buffer holds:
 * - `none`: nothing.
 * - `static`: the one SubGraph that saves most when all SubNets are served equally often, for ever.
 * - `state-unaware`: what all SubNets share, for ever; known without looking at a stream.
 * - `most-frequent`: the largest part of the SubNet served most often so far.
 * - `sushi`: the SubGraph nearest to the running average of the served SubNets' (kernels, channels) vectors.
 * - `amortised`: the SubGraph with which the SubNets served lately would have been fastest, its load included.
 */
export const strategies = ['none', 'static', 'state-unaware', 'most-frequent', 'sushi', 'amortised'] as const
export type Strategy = (typeof strategies)[number]

/** The strategies, and the best that knowing the whole stream allows. */
export const caches = [...strategies, 'oracle'] as const
export type CacheName = (typeof caches)[number]

/**
 * - `steady`: always about the middle of the range.
 * - `bursty`: mostly undemanding, with bursts of demanding queries (two-state Markov chain).
 * - `drifting`: from undemanding to demanding and back, slowly.
 * - `adversarial`: turns round exactly when a cache has decided by what came before.
 */
export const streamKinds = ['steady', 'bursty', 'drifting', 'adversarial'] as const
export type StreamKind = (typeof streamKinds)[number]

/** Runs of a network for one attempt: a picture of the face, the 2-s windows of 4 s of speech. */
export const usualRuns = { face: 1, voice: 3 } as const
