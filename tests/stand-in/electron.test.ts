// The whole stand-in: the fixture application in an installed Chromium, driven as Playwright drives Electron.

import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { _electron, type ElectronApplication, type Page } from '@playwright/test'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { applicationRoot } from '../../main/application-root.ts'
import { findChromium } from '../../main/stand-in/chromium.ts'
import type { Json } from '../../main/stand-in/connection.ts'

const executable = join(applicationRoot(), 'main', 'stand-in', 'electron')
const fixture = join(import.meta.dirname, 'application')

/** The fixture's bridge, as its page sees it. */
declare const window: Json

describe.skipIf(findChromium() === null)('an application on the stand-in (needs Chromium)', () => {
  let folder: string
  let application: ElectronApplication
  let page: Page

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'viseme-stand-in-'))
    application = await _electron.launch({
      executablePath: executable,
      args: [fixture, `--user-data-dir=${folder}`, '--use-fake-device-for-media-stream'],
    })
    page = await application.firstWindow()
    await page.waitForFunction(() => window.loaded)
  })

  afterAll(async () => {
    await application?.close()
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  })

  /** Ends the given process; what it wrote, and its exit status. */
  async function outcome(
    child: ChildProcess,
  ): Promise<{ out: string; errors: string; status: number | null }> {
    let out = ''
    let errors = ''
    child.stdout!.on('data', (text) => {
      out += text
      if (out.includes('loaded')) child.kill('SIGTERM')
    })
    child.stderr!.on('data', (text) => (errors += text))
    const status = await new Promise<number | null>((resolve) => child.on('close', resolve))
    return { out, errors, status }
  }

  it('is itself in the main process', async () => {
    const seen = await application.evaluate(({ app, BrowserWindow }) => ({
      name: app.getName(),
      version: app.getVersion(),
      ready: app.isReady(),
      windows: BrowserWindow.getAllWindows().length,
      node: process.versions.node.split('.')[0],
    }))
    expect(seen).toEqual({ name: 'stand-in-fixture', version: '1.2.3', ready: true, windows: 1, node: '24' })
  })

  it('shows a page of its own secure origin, in its size', async () => {
    const seen = await page.evaluate(() => [location.href, isSecureContext, innerWidth, innerHeight])
    expect(seen).toEqual(['https://app.fixture.invalid/index.html', true, 640, 480])
  })

  it('bridges values, functions and errors, and nothing of Node', async () => {
    const seen = await page.evaluate(() => {
      const { fixture } = window
      const next = fixture.counter()
      let thrown: Json
      try {
        fixture.throws()
      } catch (error) {
        thrown = error
      }
      return {
        version: fixture.version,
        double: fixture.nested.double(21),
        count: [next(), next()],
        kind: fixture.kind(new Float32Array(2)),
        thrown: [thrown instanceof Error, thrown.name, thrown.message, thrown.code],
        frozen: Object.isFrozen(fixture) && Object.isFrozen(fixture.nested),
        node: [typeof window.require, typeof window.process, typeof window.__standInSend],
      }
    })
    expect(seen).toEqual({
      version: 7,
      double: 42,
      count: [1, 2],
      kind: '[object Float32Array]',
      thrown: [true, 'RangeError', 'too far', 'E_FAR'],
      frozen: true,
      node: ['undefined', 'undefined', 'undefined'],
    })
  })

  it('carries binary data and structured values to the main process and back', async () => {
    const same = await page.evaluate(async () => {
      const sent = [
        new Float32Array([1, 2.5]),
        undefined,
        new Date(5),
        new Uint8Array([1, 2]).buffer,
        { $: NaN },
        9n,
      ]
      const back = await window.fixture.invoke('echo', ...sent)
      const describe = (value: Json) => [
        Object.prototype.toString.call(value),
        String(value?.$ ?? value?.[1] ?? value),
      ]
      return [back.map(describe), sent.map(describe)]
    })
    expect(same[0]).toEqual(same[1])
    const sum = await page.evaluate(() => window.fixture.invoke('sum', new Float32Array(100_000).fill(0.5)))
    expect(sum).toBe(50_000)
  })

  it('rejects an invocation as Electron words it', async () => {
    const failure = (channel: string) =>
      page.evaluate((name) => window.fixture.invoke(name).catch((error: Error) => error.message), channel)
    expect(await failure('fail')).toBe("Error invoking remote method 'fail': TypeError: refused")
    expect(await failure('function')).toContain('An object could not be cloned')
    expect(await failure('none')).toBe(
      "Error invoking remote method 'none': Error: No handler registered for 'none'",
    )
  })

  it('knows who calls, and calls back', async () => {
    expect(await page.evaluate(() => window.fixture.invoke('sender'))).toEqual({
      url: 'fixture://app/index.html',
      origin: 'fixture://app',
      id: 1,
    })
    const told = await page.evaluate(
      () =>
        new Promise((resolve) => {
          window.fixture.onTold((value: Uint8Array) => resolve([value.constructor.name, value.length]))
          window.fixture.tell(new Uint8Array(3))
        }),
    )
    expect(told).toEqual(['Uint8Array', 3])
  })

  it('grants what the handlers grant and denies the rest', async () => {
    const outcomes = await page.evaluate(() =>
      Promise.all(
        [{ video: true }, { audio: true }].map((wish) =>
          navigator.mediaDevices.getUserMedia(wish).then(
            () => 'granted',
            (error) => error.name,
          ),
        ),
      ),
    )
    expect(outcomes).toEqual(['granted', 'NotAllowedError'])
  })

  it('asks the handlers again when they change', async () => {
    const camera = () =>
      page.evaluate(() =>
        navigator.mediaDevices.getUserMedia({ video: true }).then(
          () => 'granted',
          (error) => error.name,
        ),
      )
    const answer = (granted: boolean) =>
      application.evaluate(({ session }, decision) => {
        session.defaultSession.setPermissionRequestHandler((_contents, _permission, decide) =>
          decide(decision),
        )
      }, granted)
    await answer(false)
    await expect.poll(camera).toBe('NotAllowedError')
    await answer(true)
    await expect.poll(camera).toBe('granted')
  })

  it('serves workers and answers posts from the own protocol', async () => {
    const seen = await page.evaluate(async () => {
      const worker = new Worker('/worker.js')
      const said = await new Promise((resolve) =>
        worker.addEventListener('message', ({ data }) => resolve(data)),
      )
      const posted = await fetch('/post', { method: 'POST', body: 'grüß' })
      return [said, await posted.text(), posted.headers.get('x-method'), (await fetch('/none')).status]
    })
    expect(seen).toEqual([['https://app.fixture.invalid/worker.js', true], 'grüß', 'POST', 404])
  })

  it('lets the application choose between light and dark', async () => {
    const dark = () => page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches)
    for (const source of ['dark', 'light'] as const) {
      await application.evaluate(({ nativeTheme }, chosen) => {
        nativeTheme.themeSource = chosen
      }, source)
      await expect.poll(dark).toBe(source === 'dark')
    }
  })

  describe('opens what the user chooses in the file chooser:', () => {
    const open = (options: object) => page.evaluate((given) => window.fixture.invoke('open', given), options)
    const choose = async (path: string, options: object) => {
      const asked = page.waitForEvent('filechooser')
      const opened = open(options)
      await (await asked).setFiles(path)
      return opened
    }

    it('a file', async () => {
      const file = join(fixture, 'main.js')
      expect(await choose(file, { filters: [{ name: 'Scripts', extensions: ['js'] }] })).toEqual({
        canceled: false,
        filePaths: [file],
      })
    })

    it.skipIf(process.env.DISPLAY)('nothing, where there is nobody to choose', async () => {
      expect(await open({})).toEqual({ canceled: true, filePaths: [] })
    })

    it('a folder with folders in it', async () => {
      const folder = join(applicationRoot(), 'tests', 'stand-in')
      expect(await choose(folder, { properties: ['openDirectory'] })).toEqual({
        canceled: false,
        filePaths: [folder],
      })
    })
  })

  it('has no keychain and says so', async () => {
    const available = await application.evaluate(({ safeStorage }) =>
      safeStorage.isAsyncEncryptionAvailable(),
    )
    expect(available).toBe(false)
    const attempt = application.evaluate(({ safeStorage }) => safeStorage.encryptStringAsync('secret'))
    await expect(attempt).rejects.toThrow('Encryption is not available')
  })

  it('asks before it navigates, and opens no second window', async () => {
    await page.click('#link')
    await page.click('#popup')
    await page.evaluate(() => {
      location.href = 'about:blank'
    })
    const heard = () => page.evaluate(() => window.fixture?.invoke('heard'))
    const expected = [
      ['will-navigate', 'https://example.com/'],
      ['window-open', 'https://example.com/'],
      ['will-navigate', 'about:blank'],
    ]
    await expect.poll(() => heard().catch(() => null)).toEqual(expected)
    await expect.poll(() => page.url()).toBe('https://app.fixture.invalid/index.html')
    expect(application.windows()).toHaveLength(1)
  })

  it('is one process per user-data folder: a second one knocks and ends', async () => {
    const second = spawn(executable, [fixture, `--user-data-dir=${folder}`, 'knock'])
    expect((await outcome(second)).status).toBe(0)
    await expect
      .poll(() => page.evaluate(() => window.fixture.invoke('heard')))
      .toContainEqual(['second-instance', 'knock'])
  })

  it('opens no port unless it is asked to, and ends in order when it is told to', async () => {
    const own = mkdtempSync(join(tmpdir(), 'viseme-stand-in-'))
    const { out, errors, status } = await outcome(spawn(executable, [fixture, `--user-data-dir=${own}`]))
    expect(out).toBe('loaded fixture://app/index.html\nwill-quit\n')
    expect(errors).toBe('')
    expect(status).toBe(0)
    expect(existsSync(join(own, 'chromium', 'DevToolsActivePort'))).toBe(false)
    expect(existsSync(join(folder, 'chromium', 'DevToolsActivePort'))).toBe(true)
    rmSync(own, { recursive: true, force: true, maxRetries: 5 })
  })

  it('says in one line that there is no browser', async () => {
    const env = { ...process.env, VISEME_CHROMIUM: '/nowhere' }
    const { errors, status } = await outcome(
      spawn(executable, [fixture, `--user-data-dir=${folder}-none`], { env }),
    )
    rmSync(`${folder}-none`, { recursive: true, force: true })
    expect(status).toBe(4)
    expect(errors).toMatch(/^No Chromium or Chrome was found\. .*apt-get install chromium.*\n$/)
  })
})
