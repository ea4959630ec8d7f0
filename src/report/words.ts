import { printable } from '../lib/printable.ts'
import type { Cause, DocumentRef, ReportedEvidence } from '../model.ts'
import { stepsOf } from '../pointer.ts'

/** A place in the input as `file:line`, for people. */
export const placeText = (document: DocumentRef, line: number): string =>
  printable(`${document.file ?? 'stdin'}:${line}`)

/** A piece of evidence with its place, for people, on one line. */
export const evidenceLine = ({ source, text, line, file }: ReportedEvidence, document: DocumentRef): string => {
  const place = line === undefined ? source : placeText(file === undefined ? document : { ...document, file }, line)
  return `${place}: ${printable(text)}`
}

const PLAIN_KEY = /^[A-Za-z_][\w-]*$/

/**
 * A JSON Pointer as the results of KRM functions write a field, e.g. `spec.containers[0].image`; a key with a dot or a
 * slash stands in brackets, as in the API server's own messages: `metadata.annotations[example.com/key]`.
 */
export const fieldPath = (pointer: string): string =>
  stepsOf(pointer)
    .map((step, i) => (PLAIN_KEY.test(step) ? `${i === 0 ? '' : '.'}${step}` : `[${step}]`))
    .join('')

/** How much of its reader's attention an entry wants. */
export type Severity = 'error' | 'warning' | 'info'

/** What the profile's stance or an exemption holds is as it was asked for; all else somebody should look at. */
export const severityOf = (cause: Cause): Severity => (cause === 'stance' || cause === 'exemption' ? 'info' : 'warning')

/** How a reader asks for another stance. */
export interface Asking {
  /** A profile that differs from the present one in stance alone, where there is one. */
  flag?: string
  /** What the configuration would say. */
  setting: string
}

/**
 * How a reader of what happened under a profile asks for another stance. Only `restricted` has profiles beside it that
 * differ in stance alone; in the place of any other they would turn other controls on and off as well.
 * @param control the id of the control that is meant
 */
export const askFor = (stance: 'cautious' | 'enforce', profile: string, control: string): Asking => ({
  ...(profile === 'restricted' ? { flag: `--profile ${stance === 'enforce' ? 'strict' : stance}` } : {}),
  setting: `${control}: ${stance} in casehard.yaml`,
})
