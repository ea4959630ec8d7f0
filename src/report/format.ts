import { printable } from '../lib/printable.ts'
import type { Cause, DocumentRef, ReportedEvidence } from '../model.ts'
import { stepsOf } from '../pointer.ts'

/** Formats a place in the input as `file:line`. */
export const formatPlace = (document: DocumentRef, line: number): string =>
  printable(`${document.file ?? 'stdin'}:${line}`)

/** Formats evidence with its place on one line. */
export const formatEvidence = ({ source, text, line, file }: ReportedEvidence, document: DocumentRef): string => {
  const place = line === undefined ? source : formatPlace(file === undefined ? document : { ...document, file }, line)
  return `${place}: ${printable(text)}`
}

const PLAIN_KEY = /^[A-Za-z_][\w-]*$/

/**
 * Formats a JSON Pointer as the results of KRM functions write a field, e.g. `spec.containers[0].image`; a key with a dot
 * or a slash is in brackets, as in messages of the API server: `metadata.annotations[example.com/key]`.
 */
export const formatFieldPath = (pointer: string): string =>
  stepsOf(pointer)
    .map((step, i) => (PLAIN_KEY.test(step) ? `${i === 0 ? '' : '.'}${step}` : `[${step}]`))
    .join('')

/** The severity of an entry of a report. */
export type Severity = 'error' | 'warning' | 'info'

/** Returns the severity of a held change: one held by stance or exemption is as the configuration intends. */
export const severityOf = (cause: Cause): Severity => (cause === 'stance' || cause === 'exemption' ? 'info' : 'warning')

/** Two ways to set a stance. */
export interface StanceOption {
  /** The flag of a profile that differs from the present one only in stance, if there is one. */
  flag?: string
  /** The line of the configuration, and its file. */
  setting: string
}

/**
 * Formats how to set another stance than that of the profile of a run. Only `restricted` has sibling profiles that differ
 * in stance alone; for any other profile they would turn other controls on and off as well.
 * @param control id of the control
 */
export const formatStanceOption = (stance: 'cautious' | 'enforce', profile: string, control: string): StanceOption => ({
  ...(profile === 'restricted' ? { flag: `--profile ${stance === 'enforce' ? 'strict' : stance}` } : {}),
  setting: `${control}: ${stance} in casehard.yaml`,
})
