import { describe, expect, it } from 'vitest'
import { CommandLine, parseArguments } from '../../main/stand-in/command-line.ts'

describe("Electron's command line", () => {
  it('is read as Playwright writes it', () => {
    const words = [
      '--no-sandbox',
      '-r',
      'loader.js',
      '--inspect=0',
      '--remote-debugging-port=0',
      'app',
      'word',
      '--lang=de',
    ]
    expect(parseArguments(words)).toEqual({
      switches: ['--no-sandbox', '--remote-debugging-port=0', '--lang=de'],
      required: ['loader.js'],
      inspect: '0',
      version: false,
      application: 'app',
      rest: ['word', '--lang=de'],
    })
  })

  it('may hold no application', () => {
    expect(parseArguments(['--version'])).toMatchObject({ version: true, application: null })
  })

  it('inspects at the usual port unless told', () => {
    expect(parseArguments(['--inspect', 'app']).inspect).toBe('127.0.0.1:9229')
  })
})

describe('app.commandLine', () => {
  it('keeps the last value of a switch, but adds up lists of features', () => {
    const line = new CommandLine(['--lang=de', '--disable-features=A'])
    line.appendSwitch('lang', 'fr')
    line.appendSwitch('disable-features', 'B,C')
    line.appendSwitch('no-zygote')
    expect(line.words()).toEqual(['--lang=fr', '--disable-features=A,B,C', '--no-zygote'])
    expect(line.hasSwitch('no-zygote')).toBe(true)
    expect(line.getSwitchValue('lang')).toBe('fr')
    line.removeSwitch('lang')
    expect(line.getSwitchValue('lang')).toBe('')
  })

  it('keeps a value with an equals sign whole', () => {
    expect(new CommandLine(['--rules=MAP a=b']).getSwitchValue('rules')).toBe('MAP a=b')
  })
})
