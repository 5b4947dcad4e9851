// The window's own origin, viseme://app/: the built renderer and the pictures of the networks' cards, under a strict content
// security policy.

import { readFile } from 'node:fs/promises'
import { extname, join, normalize, sep } from 'node:path'
import type { Protocol } from 'electron'

export const SCHEME = 'viseme'
export const OWN_ORIGIN = `${SCHEME}://app`
export const PAGE = `${OWN_ORIGIN}/index.html`

/** What the page loads comes from the own origin, and nothing is evaluated; camera and microphone are no requests. */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** What the page may ask the user for: own camera and microphone. Listed is what Chromium would else ask about. */
export const PERMISSIONS_POLICY = [
  'camera=(self)',
  'microphone=(self)',
  ...[
    'bluetooth',
    'clipboard-read',
    'display-capture',
    'geolocation',
    'hid',
    'idle-detection',
    'local-fonts',
    'midi',
    'payment',
    'screen-wake-lock',
    'serial',
    'usb',
    'window-management',
    'xr-spatial-tracking',
  ].map((feature) => `${feature}=()`),
].join(', ')

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.json': 'application/json',
}

/** Before `ready`: the scheme has a host, relative addresses, secure-context features and fetch. */
export function setUpScheme(protocol: Protocol): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true } },
  ])
}

interface Folders {
  /** The built renderer: `/`. */
  renderer: string
  /** The networks and their cards, of which pictures are served: `/models/`. */
  models: string
}

/** After `ready`: serves the files of `folders`. */
export function setUpProtocol(protocol: Protocol, folders: Folders): void {
  protocol.handle(SCHEME, (request) => serve(request, folders))
}

/** One file of `folders`: 404 for what is not there, for other hosts, and for paths that lead out of them. */
export async function serve(request: Request, folders: Folders): Promise<Response> {
  const refused = (status: number) => new Response(null, { status })
  if (request.method !== 'GET' && request.method !== 'HEAD') return refused(405)
  const { host, pathname } = new URL(request.url)
  const path = pathOf(folders, pathname)
  if (host !== 'app' || path === null) return refused(404)
  try {
    return new Response(new Uint8Array(await readFile(path)), {
      headers: {
        'content-type': TYPES[extname(path)] ?? 'application/octet-stream',
        'content-security-policy': CONTENT_SECURITY_POLICY,
        'permissions-policy': PERMISSIONS_POLICY,
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
      },
    })
  } catch {
    return refused(404)
  }
}

const MODELS = '/models/'
/** Beside the cards, none deeper. */
const PICTURE = /^(supernet\/)?[\w-]+\.png$/

function pathOf({ renderer, models }: Folders, pathname: string): string | null {
  if (!pathname.startsWith(MODELS)) return safePath(renderer, pathname)
  const path = pathname.slice(MODELS.length)
  return PICTURE.test(path) ? safePath(models, path) : null
}

function safePath(folder: string, pathname: string): string | null {
  try {
    const path = normalize(join(folder, decodeURIComponent(pathname)))
    return path.startsWith(folder + sep) && !path.includes('\0') ? path : null
  } catch {
    return null
  }
}
