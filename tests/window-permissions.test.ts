import type { Session } from 'electron'
import { describe, expect, it } from 'vitest'
import { isOwn, setUpPermissions } from '../main/window-permissions.ts'

type Request = (c: unknown, permission: string, answer: (granted: boolean) => void, details: object) => void
type Check = (c: unknown, permission: string, origin: string) => boolean

function handlers(): { request: Request; check: Check } {
  let request: Request
  let check: Check
  setUpPermissions({
    setPermissionRequestHandler: (handler: never) => (request = handler),
    setPermissionCheckHandler: (handler: never) => (check = handler),
  } as unknown as Session)
  return { request: request!, check: check! }
}

describe('permissions of the window', () => {
  const { request, check } = handlers()
  const asked = (permission: string, requestingUrl: string, isMainFrame = true): boolean => {
    let granted: boolean | undefined
    request(null, permission, (answer) => (granted = answer), { requestingUrl, isMainFrame })
    return granted!
  }

  it('are camera and microphone, for the own page', () => {
    expect(asked('media', 'viseme://app/index.html')).toBe(true)
    expect(check(null, 'media', 'viseme://app/')).toBe(true)
  })

  it('are nothing else', () => {
    for (const permission of [
      'geolocation',
      'notifications',
      'display-capture',
      'clipboard-read',
      'openExternal',
    ]) {
      expect(asked(permission, 'viseme://app/index.html')).toBe(false)
      expect(check(null, permission, 'viseme://app/')).toBe(false)
    }
  })

  it('are nobody else’s', () => {
    expect(asked('media', 'https://example.com/')).toBe(false)
    expect(asked('media', 'viseme://app/index.html', false)).toBe(false)
    expect(check(null, 'media', 'https://example.com/')).toBe(false)
  })
})

it('the own origin is exactly one', () => {
  expect(['viseme://app', 'viseme://app/x'].every(isOwn)).toBe(true)
  expect(['viseme://apple/', 'viseme://app.evil/', 'https://app/', '', undefined].some(isOwn)).toBe(false)
})
