// A text in Markdown as elements of the page: what marked finds in it, never HTML of its own.

import { lexer, type Token, type Tokens } from 'marked'
import { createElement, Fragment, type ReactNode } from 'react'
import { texts } from '../texts.ts'

/** Where the paths of a text lead. */
interface Paths {
  /** What a link does, if anything; links that lead nowhere are shown as text. */
  follow: (path: string) => (() => void) | undefined
  /** Address of a picture, if it can be shown; else its description is. */
  picture: (path: string) => string | undefined
}

/** The deepest heading that stands around the text. */
const AROUND = 3

export function Markdown({ text, paths }: { text: string; paths: Paths }) {
  return <Elements tokens={lexer(text)} paths={paths} />
}

function Elements({ tokens = [], paths }: { tokens?: Token[]; paths: Paths }) {
  return tokens.map((token, at) => <Fragment key={at}>{element(token as Tokens.Generic, paths)}</Fragment>)
}

function element(token: Tokens.Generic, paths: Paths): ReactNode {
  const inside = <Elements tokens={token.tokens} paths={paths} />
  switch (token.type) {
    case 'heading':
      return createElement(`h${Math.min(token.depth + AROUND, 6)}`, null, inside)
    case 'paragraph':
      return <p>{inside}</p>
    case 'strong':
      return <strong>{inside}</strong>
    case 'em':
      return <em>{inside}</em>
    case 'codespan':
      return <code>{token.text}</code>
    case 'code':
      return (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways must be reached by keyboard
        <pre tabIndex={0}>
          <code>{token.text}</code>
        </pre>
      )
    case 'list':
      return createElement(
        token.ordered ? 'ol' : 'ul',
        null,
        (token as Tokens.List).items.map((item) => (
          <li key={item.raw}>
            <Elements tokens={item.tokens} paths={paths} />
          </li>
        )),
      )
    case 'table':
      return <MarkdownTable table={token as Tokens.Table} paths={paths} />
    case 'link':
      return <Link onFollow={paths.follow(token.href)}>{inside}</Link>
    case 'image':
      return <Picture address={paths.picture(token.href)} file={token.href} what={token.text} />
    case 'space':
      return null
    case 'text':
      return token.tokens ? inside : token.text
    default:
      return token.text ?? token.raw
  }
}

function Link({ onFollow, children }: { onFollow: (() => void) | undefined; children: ReactNode }) {
  if (!onFollow) return children
  return (
    <button type="button" className="quiet link" onClick={onFollow}>
      {children}
    </button>
  )
}

function Picture({ address, file, what }: { address: string | undefined; file: string; what: string }) {
  if (address === undefined) return <em>{texts.networks.picture(what, file)}</em>
  return <img src={address} alt={what} />
}

function MarkdownTable({ table: { header, rows }, paths }: { table: Tokens.Table; paths: Paths }) {
  const cells = (row: Tokens.TableCell[], Cell: 'td' | 'th') =>
    row.map((cell, column) => (
      <Cell key={column}>
        <Elements tokens={cell.tokens} paths={paths} />
      </Cell>
    ))
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways must be reached by keyboard
    <div className="sideways" tabIndex={0}>
      <table className="list compact">
        {header.some(({ text }) => text !== '') && (
          <thead>
            <tr>{cells(header, 'th')}</tr>
          </thead>
        )}
        <tbody>
          {rows.map((row) => (
            <tr key={row.map(({ text }) => text).join('|')}>{cells(row, 'td')}</tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
