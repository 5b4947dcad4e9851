// The frame of the window: navigation on the left, one screen on the right.

import { useState } from 'react'
import { AuthenticateScreen } from './authenticate/authenticate.tsx'
import { BoardScreen } from './board/board.tsx'
import { useAnswer } from './bridge.ts'
import { FailureNotice } from './components/notice.tsx'
import { EnrolScreen } from './enrol/enrol.tsx'
import { PeopleScreen } from './people/people.tsx'
import { texts } from './texts.ts'

const screens = ['authenticate', 'enrol', 'people', 'board'] as const
export type ScreenName = (typeof screens)[number]

export function App() {
  const [screen, setScreen] = useState<ScreenName>('authenticate')
  const status = useAnswer('status')
  const people = useAnswer('people-list')
  const refresh = () => {
    status.reload()
    people.reload()
  }
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
            onClick={() => setScreen(name)}
          >
            {texts.nav[name]}
          </button>
        ))}
        <p className="nav-foot">
          {status.value?.board.name ?? ''}
          <br />
          {status.value?.board.settings ?? ''}
        </p>
      </nav>
      <main>
        {status.failure && <FailureNotice failure={status.failure} />}
        {people.failure && <FailureNotice failure={people.failure} />}
        {screen === 'authenticate' && (
          <AuthenticateScreen
            status={status.value}
            people={people.value?.people ?? null}
            onEnrol={() => setScreen('enrol')}
          />
        )}
        {screen === 'enrol' && (
          <EnrolScreen
            status={status.value}
            onEnrolled={refresh}
            onAuthenticate={() => setScreen('authenticate')}
          />
        )}
        {screen === 'people' && (
          <PeopleScreen
            people={people.value?.people ?? null}
            status={status.value}
            onChanged={refresh}
            onEnrol={() => setScreen('enrol')}
          />
        )}
        {screen === 'board' && <BoardScreen status={status.value} />}
      </main>
    </div>
  )
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
