// The frame of the window: navigation on the left, one screen on the right.

import { lazy, Suspense, useState } from 'react'
import { AuthenticateScreen } from './authenticate/authenticate.tsx'
import type { BoardDesign } from './board/board.tsx'
import { type Failure, useAnswer } from './bridge.ts'
import { useCodesign } from './codesign/use-codesign.ts'
import { ActionButton } from './components/action-button.tsx'
import { useKeptFocus } from './components/kept-focus.ts'
import { FailureNotice } from './components/notice.tsx'
import { EnrolScreen, type Renewal } from './enrol/enrol.tsx'
import { useMeasure } from './measure/use-measure.ts'
import { PeopleScreen, type Removal } from './people/people.tsx'
import { Gate } from './protection/gate.tsx'
import { ProtectionScreen } from './protection/protection.tsx'
import { texts } from './texts.ts'
import { TrialsScreen } from './trials/trials.tsx'

// Screens with plots are loaded when they are first shown: the window can be used sooner.
const BoardScreen = lazy(async () => ({ default: (await import('./board/board.tsx')).BoardScreen }))
const MeasureScreen = lazy(async () => ({ default: (await import('./measure/measure.tsx')).MeasureScreen }))
const NetworksScreen = lazy(async () => ({
  default: (await import('./networks/networks.tsx')).NetworksScreen,
}))
const CodesignScreen = lazy(async () => ({
  default: (await import('./codesign/codesign.tsx')).CodesignScreen,
}))
const PortabilityScreen = lazy(async () => ({
  default: (await import('./portability/portability.tsx')).PortabilityScreen,
}))
const SupernetScreen = lazy(async () => ({
  default: (await import('./supernet/supernet.tsx')).SupernetScreen,
}))

const screens = [
  'authenticate',
  'enrol',
  'people',
  'trials',
  'measure',
  'board',
  'networks',
  'supernet',
  'portability',
  'codesign',
  'protection',
] as const
/** Screens that need nothing of the people stored. */
const WITHOUT_PEOPLE: readonly ScreenName[] = [
  'measure',
  'board',
  'networks',
  'supernet',
  'portability',
  'codesign',
]
export type ScreenName = (typeof screens)[number]

export function App() {
  const [screen, setScreen] = useState<ScreenName>('authenticate')
  /** Whether the Board screen opens with its calibration. */
  const [calibration, setCalibration] = useState(false)
  /** The design that the Board screen opens. */
  const [boardDesign, setBoardDesign] = useState<BoardDesign | null>(null)
  /** Who is to be enrolled again or give more samples; null: somebody new. */
  const [renewal, setRenewal] = useState<Renewal | null>(null)
  const [removed, setRemoved] = useState<Removal | null>(null)
  const measuring = useMeasure()
  const codesign = useCodesign()
  const status = useAnswer('status')
  const people = useAnswer('people-list')
  const protection = useAnswer('protection')
  // Switches the board on, and is asked last: the window can be used before.
  const operatingPoint = useAnswer('operating-point', protection.value !== null)
  const refresh = () => {
    protection.reload()
    status.reload()
    people.reload()
  }
  const loading = status.loading || people.loading || protection.loading
  useKeptFocus()
  const show = (name: ScreenName, withCalibration = false) => {
    setCalibration(withCalibration)
    setBoardDesign(null)
    setRenewal(null)
    setScreen(name)
  }
  const renew = (wanted: Renewal) => {
    setRenewal(wanted)
    setScreen('enrol')
  }
  /** The store cannot be used before it is unlocked, and somebody has chosen how it is protected. */
  const open = protection.value?.chosen === true && !protection.value.locked
  /** Without its people there is nothing that a screen but the board's could do. */
  const usable = open && (people.value !== null || people.failure === null)
  return (
    <div className="frame">
      <nav aria-label={texts.nav.label}>
        <h1 className="brand">
          <Mark />
          Viseme
        </h1>
        {screens.map((name) => (
          <button
            key={name}
            type="button"
            className="nav-item"
            aria-current={screen === name ? 'page' : undefined}
            onClick={() => show(name)}
          >
            {texts.nav[name]}
          </button>
        ))}
        <p className="nav-foot">
          {protection.value?.chosen && (
            <span
              className={
                protection.value.mode === 'unprotected' ? 'protection-state bad' : 'protection-state'
              }
            >
              {texts.protection.foot[protection.value.mode]}
            </span>
          )}
          {status.value?.board.name ?? ''}
          <br />
          {status.value?.board.settings ?? ''}
          {status.value?.design && (
            <button
              type="button"
              className="quiet active-design"
              aria-label={texts.codesign.active.label(status.value.design.id)}
              onClick={() => show('codesign')}
            >
              {texts.codesign.active.foot(status.value.design.id)}
            </button>
          )}
        </p>
      </nav>
      <main>
        {distinct([status.failure, people.failure, protection.failure]).map((failure) => (
          <FailureNotice
            key={failure.code}
            failure={failure}
            action={
              <ActionButton onClick={refresh} busy={loading}>
                {loading ? texts.failure.retrying : texts.failure.retry}
              </ActionButton>
            }
          />
        ))}
        {usable && screen === 'authenticate' && (
          <AuthenticateScreen
            status={status.value}
            people={people.value?.people ?? null}
            onEnrol={() => show('enrol')}
            onCalibration={() => show('board', true)}
          />
        )}
        {usable && screen === 'enrol' && (
          <EnrolScreen
            key={renewal ? `${renewal.mode} ${renewal.person}` : 'new'}
            renewal={renewal}
            status={status.value}
            onEnrolled={refresh}
            onPeople={() => show('people')}
            onAuthenticate={() => show('authenticate')}
          />
        )}
        {usable && screen === 'people' && (
          <PeopleScreen
            people={people.value?.people ?? null}
            status={status.value}
            removed={removed}
            onRemoved={setRemoved}
            onChanged={refresh}
            onEnrol={() => show('enrol')}
            onRenew={renew}
          />
        )}
        {protection.value && !open && !WITHOUT_PEOPLE.includes(screen) && (
          <Gate protection={protection.value} onChanged={refresh} />
        )}
        {protection.value && usable && screen === 'protection' && (
          <ProtectionScreen protection={protection.value} onChanged={refresh} />
        )}
        <Suspense fallback={<p className="hint">{texts.loading}</p>}>
          {screen === 'measure' && (
            <MeasureScreen
              measuring={measuring}
              inUse={operatingPoint.value?.text ?? null}
              onOperatingPoint={operatingPoint.reload}
            />
          )}
          {screen === 'networks' && <NetworksScreen />}
          {screen === 'supernet' && <SupernetScreen />}
          {screen === 'portability' && (
            <PortabilityScreen
              onBoard={(design) => {
                show('board')
                setBoardDesign(design)
              }}
            />
          )}
          {screen === 'codesign' && (
            <CodesignScreen
              codesign={codesign}
              active={status.value?.design?.id ?? null}
              onActive={() => {
                status.reload()
                operatingPoint.reload()
              }}
              onBoard={(design) => {
                show('board')
                setBoardDesign(design)
              }}
            />
          )}
          {usable && screen === 'trials' && (
            <TrialsScreen
              status={status.value}
              people={people.value?.people ?? null}
              onEnrol={() => show('enrol')}
            />
          )}
          {screen === 'board' && (
            <BoardScreen
              key={boardDesign?.id}
              status={status.value}
              operatingPoint={operatingPoint.value?.text ?? null}
              calibration={calibration}
              design={boardDesign}
            />
          )}
        </Suspense>
      </main>
    </div>
  )
}

/** One failure of each kind. */
function distinct(failures: (Failure | null)[]): Failure[] {
  const byCode = new Map(failures.flatMap((failure) => (failure ? [[failure.code, failure]] : [])))
  return [...byCode.values()]
}

/** The sign of Viseme: lips as a waveform. */
function Mark() {
  return (
    <svg viewBox="0 0 32 32" width="28" height="28" aria-hidden="true">
      <path d="M2 16 C8 6 12 9 16 11 C20 9 24 6 30 16 C24 26 8 26 2 16 Z" className="mark-lips" />
      <path d="M6 16 h4 l2 -3 l3 6 l3 -6 l2 3 h6" className="mark-wave" />
    </svg>
  )
}
