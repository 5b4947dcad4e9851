import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromPageUrl, toPageUrl } from '../../main/stand-in/origins.ts'

describe('an own scheme shown as a secure origin', () => {
  it('has a host under .invalid', () => {
    expect(toPageUrl('viseme://app/index.html?a=1#b')).toBe('https://app.viseme.invalid/index.html?a=1#b')
    expect(toPageUrl('viseme://app')).toBe('https://app.viseme.invalid/')
    expect(fromPageUrl('https://app.viseme.invalid')).toBe('viseme://app')
  })

  it('is a secure context that no name server can answer for', () => {
    const { protocol, hostname } = new URL(toPageUrl('viseme://app/'))
    expect([protocol, hostname.split('.').at(-1)]).toEqual(['https:', 'invalid'])
  })

  it('goes there and back', () => {
    const path = fc.webPath().map((p) => (p.startsWith('/') ? p : `/${p}`))
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/), path, (host, p) => {
        const url = `viseme://${host}${p}`
        expect(fromPageUrl(toPageUrl(url))).toBe(url)
      }),
    )
  })

  it('leaves ordinary addresses alone', () => {
    for (const url of ['https://example.com/', 'http://localhost:1/', 'about:blank', 'data:text/html,x']) {
      expect(toPageUrl(url)).toBe(url)
      expect(fromPageUrl(url)).toBe(url)
    }
  })

  it('needs an absolute address', () => {
    expect(() => toPageUrl('index.html')).toThrow('Not an absolute address')
  })
})
