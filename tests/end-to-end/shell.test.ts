// What the shell promises about the window, whatever screens it shows.

import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ElectronApplication, expect, type Page, test } from '@playwright/test'
import { applicationRoot } from '../../main/application-root.ts'
import { CONTENT_SECURITY_POLICY } from '../../main/window-protocol.ts'
import { cameraFile, microphoneFile, plainImage } from './devices.ts'
import { screenshots } from './screenshots.ts'
import { executable, noShell, onElectron, pageOrigin } from './shell.ts'
import { launch, windowOf } from './viseme.ts'

/** A colour that 8 bits of YCbCr hold to half a step. */
const SHOWN = [205, 90, 40]

/** One second of 1 kHz at half of full scale, 16 kHz. */
const tone = Float32Array.from(
  { length: 16_000 },
  (_, i) => 0.5 * Math.sin((2 * Math.PI * 1000 * i) / 16_000),
)

// One window for all: nothing here changes what is stored, and a window takes longer to open than a test.
let folder: string
let viseme: ElectronApplication
let page: Page

test.beforeAll(async () => {
  test.skip(noShell !== null, noShell ?? '')
  folder = mkdtempSync(join(tmpdir(), 'viseme-shell-'))
  const camera = cameraFile(folder, Array(15).fill(plainImage(SHOWN[0], SHOWN[1], SHOWN[2])))
  const microphone = microphoneFile(folder, tone)
  viseme = await launch(folder, { devices: { camera, microphone }, environment: {} })
  page = await windowOf(viseme)
})

test.afterAll(async () => {
  await viseme?.close()
  if (folder) rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
})

test('the window opens at its size, under its name, without complaints', async () => {
  const complaints: string[] = []
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(error.message))
  await page.reload()
  await expect(page).toHaveTitle('Viseme')
  expect(await page.evaluate(() => [innerWidth, innerHeight])).toEqual([1280, 800])
  expect(viseme.windows()).toHaveLength(1)
  await screenshots(page, 'start')
  expect(complaints).toEqual([])
})

test('the page is a secure context of its own origin, without Node', async () => {
  const seen = await page.evaluate(() => ({
    origin: location.origin,
    secure: isSecureContext,
    node: [typeof Reflect.get(window, 'require'), typeof Reflect.get(window, 'process')],
    bridge: Object.keys(Reflect.get(window, 'viseme')).sort(),
  }))
  expect(seen).toEqual({
    origin: pageOrigin,
    secure: true,
    node: ['undefined', 'undefined'],
    bridge: ['invoke', 'onProgress', 'version'],
  })
})

test('the policy is served with every file, and lets nothing inline or foreign run', async () => {
  const policy = await page.evaluate(async () =>
    (await fetch('/index.html')).headers.get('content-security-policy'),
  )
  expect(policy).toBe(CONTENT_SECURITY_POLICY)
  const violations = await page.evaluate(async () => {
    const reported: string[] = []
    const heard = new Promise<string[]>((resolve) =>
      document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) => {
        if (reported.push(`${effectiveDirective} ${blockedURI}`) === 3) resolve(reported)
      }),
    )
    const script = document.createElement('script')
    script.textContent = 'window.inlineRan = true'
    document.head.append(script)
    // In a task of the page's own: DevTools lifts the policy for the evaluation that this test runs in.
    setTimeout(() => {
      try {
        // biome-ignore lint/security/noGlobalEval: the policy has to refuse it
        globalThis.eval('window.inlineRan = true')
      } catch {}
      fetch('https://example.com/').catch(() => {})
    })
    return heard
  })
  expect(violations.sort()).toEqual([
    'connect-src https://example.com/',
    'script-src eval',
    'script-src-elem inline',
  ])
  expect(await page.evaluate(() => 'inlineRan' in window)).toBe(false)
})

test('a path that leads out of the built files is not served', async () => {
  const statuses = await page.evaluate(() =>
    Promise.all(
      ['/..%2f..%2fpackage.json', '/%2e%2e/%2e%2e/package.json', '/missing.js'].map(
        async (path) => (await fetch(path)).status,
      ),
    ),
  )
  expect(statuses).toEqual([404, 404, 404])
})

test('the camera is granted, and its colour arrives exact to 1', async () => {
  const colour = await page.evaluate(async () => {
    const video = document.createElement('video')
    video.muted = true
    video.srcObject = await navigator.mediaDevices.getUserMedia({ video: true })
    await video.play()
    const canvas = new OffscreenCanvas(video.videoWidth, video.videoHeight)
    const context = canvas.getContext('2d')!
    context.drawImage(video, 0, 0)
    const { data } = context.getImageData(canvas.width >> 1, canvas.height >> 1, 1, 1)
    return [...data.slice(0, 3)]
  })
  for (const [channel, value] of colour.entries())
    expect(Math.abs(value - SHOWN[channel])).toBeLessThanOrEqual(1)
})

test('the microphone is granted, and its tone arrives', async () => {
  const peakHz = await page.evaluate(async () => {
    const audio = { echoCancellation: false, noiseSuppression: false, autoGainControl: false }
    const stream = await navigator.mediaDevices.getUserMedia({ audio })
    const context = new AudioContext()
    await context.resume()
    const analyser = new AnalyserNode(context, { fftSize: 8192 })
    context.createMediaStreamSource(stream).connect(analyser)
    const spectrum = new Float32Array(analyser.frequencyBinCount)
    for (let attempt = 0; attempt < 50; attempt++) {
      await new Promise((resolve) => setTimeout(resolve, 100))
      analyser.getFloatFrequencyData(spectrum)
      const loudest = spectrum.indexOf(Math.max(...spectrum))
      if (spectrum[loudest] > -40) return (loudest * context.sampleRate) / analyser.fftSize
    }
    return null
  })
  expect(peakHz).not.toBeNull()
  expect(Math.abs(peakHz! - 1000)).toBeLessThan(20)
})

test('other permissions are denied', async () => {
  const outcomes = await page.evaluate(async () => ({
    geolocation: await new Promise((resolve) =>
      navigator.geolocation.getCurrentPosition(
        () => resolve('granted'),
        (error) => resolve(error.code),
      ),
    ),
    notifications: await Notification.requestPermission(),
  }))
  expect(outcomes).toEqual({ geolocation: 1, notifications: 'denied' })
})

test('what other permissions there are is refused: clipboard, screen, MIDI', async () => {
  const outcomes = await page.evaluate(async () => {
    const refused = async (ask: () => unknown): Promise<string> => {
      try {
        const tooLong = new Promise((_, reject) =>
          setTimeout(() => reject(new Error('asked the user')), 5000),
        )
        await Promise.race([ask(), tooLong])
        return 'granted'
      } catch (error) {
        return (error as Error).name
      }
    }
    const state = async (name: string) =>
      (await navigator.permissions.query({ name: name as PermissionName }).catch(() => null))?.state ?? 'none'
    return {
      clipboard: await refused(() => navigator.clipboard.readText()),
      screen: await refused(() => navigator.mediaDevices.getDisplayMedia({ video: true })),
      midi: await refused(() => navigator.requestMIDIAccess({ sysex: true })),
      granted: (
        await Promise.all(
          ['geolocation', 'notifications', 'midi', 'clipboard-read', 'background-sync', 'push'].map(
            async (name) => `${name} ${await state(name)}`,
          ),
        )
      ).filter((text) => text.endsWith(' granted')),
    }
  })
  for (const asked of ['clipboard', 'screen', 'midi'] as const)
    expect([asked, outcomes[asked]]).toEqual([
      asked,
      expect.stringMatching(
        /^(NotAllowedError|SecurityError|NotSupportedError|AbortError|InvalidStateError)$/,
      ),
    ])
  expect(outcomes.granted.filter((text) => !text.startsWith('background-sync'))).toEqual([])
})

test('nothing from elsewhere is loaded: picture, script, style, frame, socket, worker', async () => {
  const outcomes = await page.evaluate(async () => {
    const there = 'https://example.com/thing'
    const refused = new Set<string>()
    document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) => {
      if (/example\.com|blob|data/.test(blockedURI)) refused.add(effectiveDirective)
    })
    const add = <K extends keyof HTMLElementTagNameMap>(tag: K, properties: object) =>
      document.body.appendChild(Object.assign(document.createElement(tag), properties))
    const added = [
      add('img', { src: there }),
      add('img', { src: 'data:image/gif;base64,R0lGODlhAQABAAAAACw=' }),
      add('script', { src: there }),
      add('link', { rel: 'stylesheet', href: there }),
      add('iframe', { src: there }),
      add('video', { src: there }),
      add('object', { data: there }),
    ]
    try {
      new WebSocket('wss://example.com/')
    } catch {}
    try {
      new Worker(URL.createObjectURL(new Blob(['postMessage(1)'])))
    } catch {}
    const wanted = [
      'img-src',
      'script-src-elem',
      'style-src-elem',
      'frame-src',
      'media-src',
      'object-src',
      'connect-src',
      'worker-src',
    ]
    for (let tries = 0; tries < 50 && wanted.some((directive) => !refused.has(directive)); tries++)
      await new Promise((resolve) => setTimeout(resolve, 100))
    for (const element of added) element.remove()
    return { missing: wanted.filter((directive) => !refused.has(directive)) }
  })
  expect(outcomes.missing).toEqual([])
  expect(page.frames()).toHaveLength(1)
})

test('the window goes nowhere else and opens no other', async () => {
  const here = page.url()
  await viseme.evaluate(({ BrowserWindow }) => {
    const refused: string[] = []
    Object.assign(globalThis, { refused })
    // After Viseme's own listener.
    BrowserWindow.getAllWindows()[0].webContents.on('will-navigate', (event, url) => {
      if (event.defaultPrevented) refused.push(url)
    })
  })
  await page.evaluate(() => {
    const add = (id: string, text: string) => {
      const element = Object.assign(document.createElement('a'), { id, textContent: text })
      // Above the screens of the application, so that a real click arrives.
      element.style.cssText = 'position: fixed; left: 0; z-index: 9999; background: white'
      element.style.top = `${30 * document.querySelectorAll('a[id^=away]').length}px`
      return document.body.appendChild(element)
    }
    Object.assign(add('away-blank', 'blank'), { href: 'https://example.com/blank', target: '_blank' })
    Object.assign(add('away-self', 'self'), { href: 'https://example.com/self' })
    add('away-open', 'open').addEventListener('click', () =>
      Object.assign(window, { popup: [window.open('https://example.com/open')] }),
    )
  })
  await page.click('#away-blank')
  await page.click('#away-open')
  // Denied, a window is null (Electron) or closed as soon as it is there (the stand-in).
  const popupGone = () =>
    page.evaluate(() => Reflect.get(window, 'popup').every((w: Window | null) => w === null || w.closed))
  await expect.poll(popupGone).toBe(true)
  await page.click('#away-self')
  await page.evaluate(() => {
    location.href = 'https://example.com/script'
  })
  const refused = () => viseme.evaluate(() => Reflect.get(globalThis, 'refused'))
  await expect.poll(refused).toEqual(['https://example.com/self', 'https://example.com/script'])
  await expect.poll(() => viseme.windows().length).toBe(1)
  expect(page.url()).toBe(here)
  await expect(page).toHaveTitle('Viseme')
})

test('a reload shows the same page', async () => {
  const here = page.url()
  await page.evaluate(() => location.reload())
  await page.waitForFunction(() => document.readyState === 'complete' && 'viseme' in window)
  expect(page.url()).toBe(here)
})

test('a malformed call is refused, and an unknown one has no handler', async () => {
  const replies = await page.evaluate(async () => {
    const { viseme } = window
    return {
      malformed: await viseme.invoke('people-list', { unexpected: 1 }, 'a'),
      wrongType: await viseme.invoke('people-remove', { person: 7 }, 'b'),
      unknown: await viseme.invoke('people-destroy', {}, 'c').catch((error: Error) => error.message),
      nameless: await viseme.invoke('people-list', {}, 7 as never).catch((error: Error) => error.message),
    }
  })
  expect(replies.malformed).toMatchObject({ error: { code: 'bad-payload', next: expect.any(String) } })
  expect(replies.wrongType).toMatchObject({ error: { code: 'bad-payload' } })
  expect(replies.unknown).toContain('No handler registered')
  expect(replies.nameless).toContain('A call has a short name')
})

test('a second start of the same user ends, and leaves the first window alone', async () => {
  const second = spawn(executable, ['--no-sandbox', '.', `--user-data-dir=${join(folder, 'profile')}`], {
    cwd: applicationRoot(),
    env: { ...process.env, VISEME_DATA: join(folder, 'data') },
  })
  let errors = ''
  second.stderr.on('data', (text) => (errors += text))
  const status = await new Promise((resolve) => second.on('close', resolve))
  expect(status).toBe(0)
  expect(errors).toContain('Viseme is running already')
  expect(viseme.windows()).toHaveLength(1)
  expect(await page.title()).toBe('Viseme')
})

test('a page that crashes is reported, and ends the application', async () => {
  const own = await launch(join(folder, 'crash'), { devices: {}, environment: {} })
  const ended = new Promise((resolve) => own.process().on('exit', resolve))
  let errors = ''
  own.process().stderr!.on('data', (text) => (errors += text))
  await windowOf(own)
  await own
    .evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0].webContents.forcefullyCrashRenderer())
    .catch(() => {})
  expect(await ended).toBe(1)
  expect(errors).toContain("The window's page has ended unexpectedly")
})

test('a display that is named but not there leads to the demo', async () => {
  test.skip(process.platform !== 'linux', 'displays have names on Linux')
  const start = spawn(process.execPath, [join(applicationRoot(), 'setup', 'open-window.ts'), '--people=1'], {
    cwd: applicationRoot(),
    env: {
      ...process.env,
      DISPLAY: ':77',
      WAYLAND_DISPLAY: '',
      XDG_CONFIG_HOME: join(folder, 'elsewhere'),
      ...(onElectron ? {} : { ELECTRON_OVERRIDE_DIST_PATH: join(folder, 'none') }),
    },
  })
  let errors = ''
  start.stderr.on('data', (text) => (errors += text))
  expect(await new Promise((resolve) => start.on('close', resolve))).toBe(2)
  expect(errors).toContain('The demo runs instead')
  // The demo's own answer to what it was asked for.
  expect(errors).toContain('Give a whole number from 2')
})

test('the scheme is known to the browser itself', async () => {
  test.skip(!onElectron, 'the stand-in shows viseme: under an https origin; only real Electron registers it')
  expect(await page.evaluate(() => location.protocol)).toBe('viseme:')
  expect(await viseme.evaluate(({ protocol }) => protocol.isProtocolHandled('viseme'))).toBe(true)
})
