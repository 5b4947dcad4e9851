import { describe, expect, it } from 'vitest'
import { grantedPermissions, type RequestHandler } from '../../main/stand-in/permissions.ts'
import { WebContents } from '../../main/stand-in/web-contents.ts'

const PAGE = 'https://app.fixture.invalid/index.html'
const granted = (request: RequestHandler | null, check: null | (() => boolean) = null) =>
  grantedPermissions({ request, check }, new WebContents(null), PAGE)

describe('permission handlers', () => {
  it('grant everything where there are none, as in Electron', async () => {
    expect(await granted(null)).toEqual(
      expect.arrayContaining(['videoCapture', 'audioCapture', 'geolocation']),
    )
  })

  it('are asked for camera and microphone apart, with the own scheme as their origin', async () => {
    const asked: unknown[] = []
    const result = await granted((_contents, permission, answer, details) => {
      if (permission === 'media')
        asked.push([details.mediaTypes, details.requestingUrl, details.securityOrigin])
      setTimeout(() => answer(permission === 'media' && details.mediaTypes?.[0] === 'audio'))
    })
    expect(result).toEqual(['audioCapture'])
    expect(asked).toEqual([
      [['video'], 'fixture://app/index.html', 'fixture://app/'],
      [['audio'], 'fixture://app/index.html', 'fixture://app/'],
    ])
  })

  it('both have to agree', async () => {
    expect(
      await granted(
        (_contents, _permission, answer) => answer(true),
        () => false,
      ),
    ).toEqual([])
    expect(
      await granted(
        (_contents, _permission, answer) => answer(false),
        () => true,
      ),
    ).toEqual([])
  })
})
