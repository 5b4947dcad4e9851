// Permission handlers. The DevTools protocol cannot ask a handler at the moment of the request: each permission is put
// to the handlers before an origin is shown and when a handler changes, and Chromium is told the answers. Every other
// origin, and every permission not listed here, is denied.

import type { Connection } from './connection.ts'
import { fromPageUrl } from './origins.ts'
import type { WebContents } from './web-contents.ts'

interface Details {
  isMainFrame: boolean
  requestingUrl: string
  securityOrigin?: string
  mediaTypes?: ('video' | 'audio')[]
  mediaType?: 'video' | 'audio'
}

export type RequestHandler = (
  webContents: WebContents,
  permission: string,
  callback: (granted: boolean) => void,
  details: Details,
) => void
export type CheckHandler = (
  webContents: WebContents | null,
  permission: string,
  requestingOrigin: string,
  details: Details,
) => boolean

export interface PermissionHandlers {
  request: RequestHandler | null
  check: CheckHandler | null
}

/** Chromium's name (Browser.PermissionType) and Electron's, with the kind of media where there is one. */
const PERMISSIONS: [chromium: string, electron: string, media?: 'video' | 'audio'][] = [
  ['videoCapture', 'media', 'video'],
  ['audioCapture', 'media', 'audio'],
  ['displayCapture', 'display-capture'],
  ['geolocation', 'geolocation'],
  ['notifications', 'notifications'],
  ['clipboardReadWrite', 'clipboard-read'],
  ['clipboardSanitizedWrite', 'clipboard-sanitized-write'],
  ['idleDetection', 'idle-detection'],
  ['midi', 'midi'],
  ['midiSysex', 'midiSysex'],
  ['sensors', 'sensors'],
  ['localFonts', 'local-fonts'],
  ['durableStorage', 'persistent-storage'],
  ['wakeLockScreen', 'screen-wake-lock'],
]

/** The permissions, in Chromium's names, that the handlers grant to a page. Without handlers Electron grants all. */
export async function grantedPermissions(
  { request, check }: PermissionHandlers,
  webContents: WebContents,
  pageUrl: string,
): Promise<string[]> {
  const requestingUrl = fromPageUrl(pageUrl)
  const origin = /^[^:]+:\/\/[^/?#]*/.exec(requestingUrl)?.[0] ?? ''
  const granted: string[] = []
  for (const [chromium, electron, media] of PERMISSIONS) {
    const details: Details = {
      isMainFrame: true,
      requestingUrl,
      ...(media ? { mediaTypes: [media], mediaType: media, securityOrigin: `${origin}/` } : {}),
    }
    if (check && !check(webContents, electron, `${origin}/`, details)) continue
    const answer = request
      ? await new Promise<boolean>((resolve) => request(webContents, electron, resolve, details))
      : true
    if (answer) granted.push(chromium)
  }
  return granted
}

/** Denies everything to every origin; grants are made per origin afterwards. */
export async function denyAllPermissions(connection: Connection): Promise<void> {
  await connection.send('Browser.grantPermissions', { permissions: [] })
}

/** Grants to the origin of `pageUrl` exactly what the handlers grant. */
export async function applyPermissions(
  connection: Connection,
  handlers: PermissionHandlers,
  webContents: WebContents,
  pageUrl: string,
): Promise<void> {
  const origin = URL.parse(pageUrl)?.origin ?? 'null'
  if (origin === 'null') return
  const permissions = await grantedPermissions(handlers, webContents, pageUrl)
  await connection.send('Browser.grantPermissions', { origin, permissions })
}
