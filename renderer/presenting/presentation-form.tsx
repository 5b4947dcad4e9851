// The part of a screen in which an attempt is prepared and made: where it comes from, what it is made of, and the panel
// with camera, files or a simulated person.

import { SchedulerPanel } from '../scheduler/panel.tsx'
import { texts } from '../texts.ts'
import { FilePicker } from './files.tsx'
import { Gallery } from './gallery.tsx'
import { LivePanel } from './live-panel.tsx'
import { canCascade, MODALITIES, type Options, type Presentation } from './presentation.ts'
import { SimulatedPicker } from './simulated.tsx'
import { SourceChoice } from './source.tsx'

interface Props {
  presentation: Presentation
  /** Told when what was presented before is put aside. */
  onChanged?: () => void
}

export function PresentationForm({ presentation, onChanged }: Props) {
  const { source, samples, options, stage, decides } = presentation
  const busy = stage !== 'idle'
  const { face, voice } = options
  return (
    <>
      <SourceChoice
        value={source}
        disabled={busy || samples.capturing}
        onChange={(next) => {
          presentation.chooseSource(next)
          onChanged?.()
        }}
      />
      <OptionChecks presentation={presentation} disabled={busy} />
      <SchedulerPanel busy={busy} />
      {source === 'live' ? (
        <>
          <LivePanel presentation={presentation} />
          {face && options.challenge && <p className="hint">{texts.live.challengeLimits}</p>}
        </>
      ) : (
        <fieldset className="panel" disabled={busy}>
          {source === 'files' && <FilePicker samples={samples} face={face} voice={voice} />}
          {source === 'simulated' && (
            <SimulatedPicker
              samples={samples}
              faces={Number(decides.face)}
              voices={Number(decides.voice)}
              firstSession={1}
            />
          )}
          <Gallery samples={samples} face={face} voice={voice} />
        </fieldset>
      )}
    </>
  )
}

function OptionChecks({ presentation, disabled }: { presentation: Presentation; disabled: boolean }) {
  const { options, source, change, decides } = presentation
  const movable = source === 'live' && options.face
  const check = (name: keyof Options, usable = true) => (
    <label key={name}>
      <input
        type="checkbox"
        checked={options[name]}
        disabled={!usable}
        onChange={() => change({ [name]: !options[name] })}
      />
      {texts.live[name]}
    </label>
  )
  return (
    <fieldset className="checks" disabled={disabled}>
      <legend>{texts.live.modalities}</legend>
      {MODALITIES.map((modality) => check(modality, decides[modality]))}
      {check('cascade', canCascade(options, source) && !decides.cascade)}
      {check('pace')}
      {movable && check('challenge')}
      {movable && options.voice && options.challenge && <p className="hint">{texts.live.noCascade}</p>}
    </fieldset>
  )
}
