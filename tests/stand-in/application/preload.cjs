const { contextBridge, ipcRenderer } = require('electron')

contextBridge.exposeInMainWorld('fixture', {
  version: 7,
  nested: { double: (x) => 2 * x },
  invoke: (channel, ...args) => ipcRenderer.invoke(channel, ...args),
  tell: (value) => ipcRenderer.send('tell', value),
  onTold: (listener) => ipcRenderer.on('told', (_event, value) => listener(value)),
  throws: () => {
    throw Object.assign(new RangeError('too far'), { code: 'E_FAR' })
  },
  kind: (value) => Object.prototype.toString.call(value),
  counter: () => {
    let count = 0
    return () => ++count
  },
  process: process.type,
})
