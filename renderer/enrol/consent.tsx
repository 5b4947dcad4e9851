// What is kept of a person and for how long, and that they agree.

import { texts } from '../texts.ts'

export function Consent({ agreed, onChange }: { agreed: boolean; onChange: (agreed: boolean) => void }) {
  return (
    <section className="consent" aria-label={texts.consent.title}>
      <h3>{texts.consent.title}</h3>
      <ul>
        {texts.consent.kept.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      <label>
        <input type="checkbox" checked={agreed} onChange={() => onChange(!agreed)} />
        {texts.consent.agree}
      </label>
    </section>
  )
}
