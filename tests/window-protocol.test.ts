import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { CONTENT_SECURITY_POLICY, serve } from '../main/window-protocol.ts'
import { temporaryFolder } from './temporary-folder.ts'

function site(): { renderer: string; models: string } {
  const folder = temporaryFolder()
  const [renderer, models] = [join(folder, 'renderer'), join(folder, 'models')]
  mkdirSync(join(renderer, 'assets'), { recursive: true })
  mkdirSync(join(models, 'supernet'), { recursive: true })
  writeFileSync(join(renderer, 'index.html'), '<!doctype html>')
  writeFileSync(join(renderer, 'assets', 'a b.js'), '1')
  writeFileSync(join(models, 'supernet', 'curves.png'), 'picture')
  writeFileSync(join(models, 'face.tflite'), 'weights')
  mkdirSync(join(models, 'training', 'runs'), { recursive: true })
  writeFileSync(join(models, 'training', 'runs', 'a.png'), 'picture')
  for (const name of ['secret.txt', 'secret.png']) writeFileSync(join(folder, name), 'secret')
  return { renderer, models }
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

  it("serves the pictures of the networks' cards, and nothing else beside them", async () => {
    const folders = site()
    const picture = await serve(new Request('viseme://app/models/supernet/curves.png'), folders)
    expect([picture.status, picture.headers.get('content-type')]).toEqual([200, 'image/png'])
    expect(await picture.text()).toBe('picture')
    for (const path of [
      'models/face.tflite',
      'models/..%2fsecret.png',
      'models/none.png',
      'models/',
      'models/training/runs/a.png',
    ])
      expect((await serve(new Request(`viseme://app/${path}`), folders)).status, path).toBe(404)
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
