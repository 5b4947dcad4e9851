// The Board screen: any network, or all of Viseme, on any board in any configuration; the effect is shown at once.

import { useEffect, useState } from 'react'
import type { Answer, Inspection, Payload } from '../../main/api.ts'
import { asFailure, type Failure, invoke } from '../bridge.ts'
import { Figure } from '../components/figure.tsx'
import { bytes, milliseconds } from '../components/format.ts'
import { FailureNotice } from '../components/notice.tsx'
import { texts } from '../texts.ts'
import { ArenaOverTime } from './arena.tsx'
import { CalibrationPoints } from './calibration.tsx'
import { FlashLayout, MemoryMap } from './memory.tsx'
import { Operators } from './operators.tsx'
import { type Choice, Switches } from './switches.tsx'

/** What is inspected: the whole system, a network of the zoo, or a file from the user's disk. */
type Subject =
  | { kind: 'system' }
  | { kind: 'network'; name: string }
  | { kind: 'design'; id: string }
  | { kind: 'file'; name: string; bytes: Uint8Array<ArrayBuffer> }

/** A design of the co-design space, and the configuration it has. */
export interface BoardDesign {
  id: string
  choice: Choice
}

interface Props {
  status: Answer<'status'> | null
  /** The thresholds in use, in words. */
  operatingPoint: string | null
  /** Whether to open the calibration, and go to it. */
  calibration: boolean
  /** What to open with in place of the whole system. */
  design: BoardDesign | null
}

export function BoardScreen({ status, operatingPoint, calibration, design }: Props) {
  const [known, setKnown] = useState<Answer<'boards'> | null>(null)
  const [choice, setChoice] = useState<Choice>(design?.choice ?? { board: 'esp-eye' })
  const [subject, setSubject] = useState<Subject>(
    design ? { kind: 'design', id: design.id } : { kind: 'system' },
  )
  const [inspection, setInspection] = useState<Inspection | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)

  useEffect(() => {
    invoke('boards', {}).then(setKnown, (error) => setFailure(asFailure(error)))
  }, [])

  useEffect(() => {
    let outdated = false
    invoke('inspect', request(choice, subject)).then(
      (found) => {
        if (outdated) return
        setInspection(found)
        setFailure(null)
      },
      (error) => {
        if (outdated) return
        setFailure(asFailure(error))
        setInspection(null)
      },
    )
    return () => {
      outdated = true
    }
  }, [choice, subject])

  const takeFile = async (files: FileList | null) => {
    const [file] = files ?? []
    if (file) setSubject({ kind: 'file', name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) })
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is an extra; the button does the same
    <section
      className="screen wide"
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault()
        void takeFile(event.dataTransfer.files)
      }}
    >
      <h2>{texts.board.title}</h2>
      <div className="panel">
        <div className="fields">
          <label>
            {texts.board.subject}
            <select
              value={subject.kind === 'network' ? subject.name : subject.kind}
              onChange={({ target: { value } }) => setSubject(subjectOf(value, design))}
            >
              <option value="system">{texts.board.system}</option>
              {design && <option value="design">{design.id}</option>}
              {known?.networks.map((name) => (
                <option key={name}>{name}</option>
              ))}
              {subject.kind === 'file' && <option value="file">{subject.name}</option>}
            </select>
          </label>
          {known && <Switches boards={known.boards} choice={choice} onChange={setChoice} />}
          <label className="picker">
            <input
              type="file"
              accept=".tflite"
              onChange={async ({ currentTarget }) => {
                await takeFile(currentTarget.files)
                currentTarget.value = ''
              }}
            />
            <span className="button" aria-hidden="true">
              {texts.board.choose}
            </span>
            <span className="hidden">{texts.board.choose}</span>
          </label>
        </div>
      </div>
      {failure && <FailureNotice failure={failure} />}
      {!inspection && !failure && <p className="hint">{texts.loading}</p>}
      {inspection && <Found inspection={inspection} />}
      {(inspection || failure) && <CalibrationPoints shown={calibration} />}
      {status && (
        <p className="hint">
          {texts.board.operatingPoint}: {operatingPoint}
          <br />
          {texts.board.shell}: {status.shell}
        </p>
      )}
    </section>
  )
}

function subjectOf(value: string, design: BoardDesign | null): Subject {
  if (value === 'system') return { kind: 'system' }
  if (value === 'design' && design) return { kind: 'design', id: design.id }
  return { kind: 'network', name: value }
}

function request(choice: Choice, subject: Subject): Payload<'inspect'> {
  if (subject.kind === 'network') return { choice, network: subject.name }
  if (subject.kind === 'design') return { choice, design: subject.id }
  if (subject.kind === 'file') return { choice, file: { name: subject.name, bytes: subject.bytes } }
  return { choice }
}

function Found({ inspection }: { inspection: Inspection }) {
  const { network } = inspection
  return (
    <>
      <p className={`verdict-line ${inspection.fits ? 'good' : 'bad'}`} role="status">
        <strong>
          {inspection.fits ? texts.board.fits(inspection.title) : texts.board.tooLarge(inspection.title)}
        </strong>
        {[...inspection.problems, ...inspection.warnings].map(({ code, message }) => (
          <span key={code}>{message}</span>
        ))}
      </p>
      {network && (
        <dl className="figures">
          <Figure
            name={texts.cost.latency}
            value={milliseconds(network.latency_ms.estimate)}
            notes={[`${milliseconds(network.latency_ms.low)} – ${milliseconds(network.latency_ms.high)}`]}
          />
          <Figure name={texts.board.arena} value={bytes(network.arena_used_bytes)} />
          <Figure name={texts.board.size} value={bytes(network.model_bytes)} />
          <Figure name={texts.cost.energy} value={`${network.energy_mj.toFixed(1)} mJ`} />
          <Figure
            name={texts.board.stack}
            value={bytes(network.stack.needed)}
            notes={
              network.stack.capacity === null ? [] : [texts.board.stackOf(bytes(network.stack.capacity))]
            }
          />
        </dl>
      )}
      {inspection.assumptions.length > 0 && (
        <section className="hint" aria-label={texts.board.assumptions}>
          {inspection.assumptions.map((sentence) => (
            <p key={sentence}>{sentence}</p>
          ))}
        </section>
      )}
      <h3>{texts.board.memory}</h3>
      <MemoryMap memory={inspection.memory} blocks={inspection.blocks} />
      <h3>{texts.board.flashLayout}</h3>
      <FlashLayout flash={inspection.flash} />
      {network && (
        <>
          <h3>{texts.board.arenaTitle}</h3>
          <ArenaOverTime arena={network.arena} operators={network.operators} />
          <h3>{texts.board.operators}</h3>
          <Operators operators={network.operators} />
        </>
      )}
    </>
  )
}
