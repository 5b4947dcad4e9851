// The operators of a network with what each costs on the board.

import type { Inspection } from '../../main/api.ts'
import { bytes } from '../components/format.ts'
import { texts } from '../texts.ts'

type Operator = NonNullable<Inspection['network']>['operators'][number]

export function Operators({ operators }: { operators: Operator[] }) {
  const total = operators.reduce((sum, { cycles }) => sum + cycles, 0)
  const largest = Math.max(1, ...operators.map(({ cycles }) => cycles))
  return (
    <table className="list compact">
      <thead>
        <tr>
          <th scope="col">#</th>
          <th scope="col">{texts.board.operator}</th>
          <th scope="col">MACs</th>
          <th scope="col">{texts.board.weights}</th>
          <th scope="col">{texts.board.cycles}</th>
          <th scope="col" className="wide-only">
            {texts.board.waiting}
          </th>
          <th scope="col">{texts.board.share}</th>
        </tr>
      </thead>
      <tbody>
        {operators.map(({ index, op, macs, weight_bytes, cycles, ...stalls }) => (
          <tr key={index}>
            <td className="number">{index}</td>
            <th scope="row">{op}</th>
            <td className="number">{macs.toLocaleString('en')}</td>
            <td className="number">{bytes(weight_bytes)}</td>
            <td className="number">{cycles.toLocaleString('en')}</td>
            <td className="number wide-only">
              {(stalls.weight_stall_cycles + stalls.activation_stall_cycles).toLocaleString('en')}
            </td>
            <td>
              <svg viewBox="0 0 100 10" preserveAspectRatio="none" className="share" aria-hidden="true">
                <rect width={(cycles / largest) * 100} height="10" />
              </svg>
              <span className="number">{((cycles / total) * 100).toFixed(1)} %</span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
