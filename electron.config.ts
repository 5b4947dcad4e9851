// The window's build (electron-vite): main process, preload and renderer into out/.
// Dependencies of package.json stay outside the main bundle, native ones among them; the preload is one CommonJS
// file, as a sandbox asks. SQL, models and WebAssembly are read from the application's folder and not bundled.

import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'

export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      // The Node of Electron 45, and the pinned one.
      target: 'node24',
      rollupOptions: {
        input: {
          app: 'main/app.ts',
          'capture-worker': 'main/evaluation/capture-worker.ts',
          'figures-worker': 'main/evaluation/figures-worker.ts',
          'measure-worker': 'main/evaluation/measure-worker.ts',
          'desk-worker': 'main/codesign/desk-worker.ts',
        },
        output: { format: 'es' },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      target: 'node24',
      externalizeDeps: false,
      rollupOptions: {
        input: { preload: 'main/preload.ts' },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'renderer',
    plugins: [react()],
    build: {
      outDir: 'out/renderer',
      // Any Chromium that the stand-in may find.
      target: 'chrome120',
      minify: true,
      rollupOptions: { input: 'renderer/index.html' },
    },
  },
})
