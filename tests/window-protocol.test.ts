import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { CONTENT_SECURITY_POLICY, serve } from '../main/window-protocol.ts'
import { temporaryFolder } from './temporary-folder.ts'

function site(): string {
  const folder = join(temporaryFolder(), 'renderer')
  mkdirSync(join(folder, 'assets'), { recursive: true })
  writeFileSync(join(folder, 'index.html'), '<!doctype html>')
  writeFileSync(join(folder, 'assets', 'a b.js'), '1')
  writeFileSync(join(folder, '..', 'secret.txt'), 'secret')
  return folder
}

describe("the window's own protocol", () => {
  it('serves a built file with its type and the policy', async () => {
    const folder = site()
    const page = await serve(new Request('viseme://app/index.html'), folder)
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
    expect(page.headers.get('content-security-policy')).toBe(CONTENT_SECURITY_POLICY)
    expect(await page.text()).toBe('<!doctype html>')
    const script = await serve(new Request('viseme://app/assets/a%20b.js?v=1'), folder)
    expect([script.status, script.headers.get('content-type')]).toEqual([
      200,
      'text/javascript; charset=utf-8',
    ])
  })

  it('serves nothing outside its folder', async () => {
    const folder = site()
    for (const path of [
      '..%2fsecret.txt',
      '%2e%2e%2fsecret.txt',
      'assets/..%2f..%2fsecret.txt',
      '%00',
      '%',
      '',
    ])
      expect((await serve(new Request(`viseme://app/${path}`), folder)).status).toBe(404)
  })

  it('serves one host, and reading only', async () => {
    const folder = site()
    expect((await serve(new Request('viseme://other/index.html'), folder)).status).toBe(404)
    expect((await serve(new Request('viseme://app/index.html', { method: 'POST' }), folder)).status).toBe(405)
  })

  it('lets scripts run from the own origin alone', () => {
    expect(CONTENT_SECURITY_POLICY).toContain("default-src 'none'")
    expect(CONTENT_SECURITY_POLICY).not.toMatch(/unsafe-inline|'unsafe-eval'|https?:|\*/)
  })
})
