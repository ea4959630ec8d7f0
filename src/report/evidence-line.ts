import type { DocumentRef, Evidence } from '../model.ts'
import { printable } from './printable.ts'

/** A place in the input as `file:line`, for people. */
export const placeText = (document: DocumentRef, line: number): string =>
  printable(`${document.file ?? 'stdin'}:${line}`)

/** A piece of evidence with its place, for people, on one line. */
export const evidenceLine = ({ source, text, line, file }: Evidence, document: DocumentRef): string => {
  const place = line === undefined ? source : placeText(file === undefined ? document : { ...document, file }, line)
  return `${place}: ${printable(text)}`
}
