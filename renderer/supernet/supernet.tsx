// The SuperNet screen: a stream of queries, the SubNets chosen, the buffer over time, and every cache beside the others.

import { useEffect, useState } from 'react'
import type { Answer, Payload } from '../../main/api.ts'
import { asFailure, type Failure, invoke } from '../bridge.ts'
import { bytes } from '../components/format.ts'
import { FailureNotice } from '../components/notice.tsx'
import { texts } from '../texts.ts'
import { BufferOverTime, LatencyAgainstBound, ServedSubnets } from './plots.tsx'
import { Settings } from './settings.tsx'
import './supernet.css'
import { CacheTable, SubnetTable, signedPercent } from './tables.tsx'

export type Request = Payload<'supernet-serve'>
export type Served = Answer<'supernet-serve'>

const FIRST: Omit<Request, 'supernet'> = {
  board: 'esp32-s3-eye',
  bufferShare: 1,
  period: 10,
  policy: 'strict-accuracy',
  cache: 'sushi',
  stream: 'bursty',
  queries: 300,
  seed: 1,
}

const HYPOTHETICAL = 'fpga-like'

export function SupernetScreen() {
  const [known, setKnown] = useState<Answer<'supernets'> | null>(null)
  const [request, setRequest] = useState<Request | null>(null)
  const [served, setServed] = useState<Served | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  const [working, setWorking] = useState(false)

  useEffect(() => {
    invoke('supernets', {}).then(
      (answer) => {
        setKnown(answer)
        setRequest({ ...FIRST, supernet: answer.supernets[0] })
      },
      (error) => setFailure(asFailure(error)),
    )
  }, [])

  useEffect(() => {
    if (request === null) return
    let outdated = false
    setWorking(true)
    invoke('supernet-serve', request)
      .then(
        (answer) => {
          if (outdated) return
          setServed(answer)
          setFailure(null)
        },
        (error) => {
          if (outdated) return
          setFailure(asFailure(error))
          setServed(null)
        },
      )
      .finally(() => {
        if (!outdated) setWorking(false)
      })
    return () => {
      outdated = true
    }
  }, [request])

  return (
    <section className="screen wide supernet" aria-busy={working}>
      <h2>{texts.supernet.title}</h2>
      <p className="hint">{texts.supernet.about}</p>
      {known && request && <Settings known={known} request={request} onChange={setRequest} />}
      {failure && <FailureNotice failure={failure} />}
      {!served && !failure && <p className="hint">{texts.supernet.working}</p>}
      {served && request && (
        <>
          <p className="hint" role="status">
            {working
              ? texts.supernet.working
              : texts.supernet.buffer(bytes(served.buffer_bytes), bytes(served.free_bytes))}{' '}
            {texts.supernet.accuracyOf(served.accuracy_set)}
            {request.board === HYPOTHETICAL && ` ${texts.supernet.hypothetical}`}
          </p>
          <Verdict served={served} />
          <ServedSubnets served={served} />
          <LatencyAgainstBound served={served} />
          <BufferOverTime served={served} />
          <CacheTable served={served} />
          <SubnetTable served={served} />
        </>
      )}
    </section>
  )
}

/** What the cache shown gains over none, in one sentence. */
function Verdict({ served: { caches, detail } }: { served: Served }) {
  const [none] = caches
  const shown = caches.find(({ cache }) => cache === detail.cache) ?? none
  const best = caches.find(({ cache }) => cache === 'oracle')
  const change = ({ summary }: typeof none, of: 'latency_ms' | 'off_chip_bytes') =>
    signedPercent(summary[of] / none.summary[of] - 1)
  return (
    <p className="verdict">
      {texts.supernet.verdict(
        texts.supernet.caches[shown.cache],
        change(shown, 'latency_ms'),
        change(shown, 'off_chip_bytes'),
        best && change(best, 'latency_ms'),
      )}
    </p>
  )
}
