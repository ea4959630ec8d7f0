import { printable } from '../lib/printable.ts'
import type { Cause, DocumentRef, Held, Report, ReportedEvidence } from '../model.ts'
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

/** Causes that the configuration intends. */
const INTENDED: readonly Cause[] = ['stance', 'exemption']

/**
 * Reports whether somebody has to act on a held change: not if the configuration intends it, or if the input shows that
 * the field is right as it is.
 */
export const needsAction = ({ cause, expected }: Pick<Held, 'cause' | 'expected'>): boolean =>
  expected !== true && !INTENDED.includes(cause)

/**
 * Reports whether a held change is a fault of the manifest on which somebody has to act. What is held because an image is
 * unknown is not: facts about the image settle it.
 */
export const isFault = (held: Pick<Held, 'cause' | 'expected'>): boolean =>
  needsAction(held) && held.cause !== 'unknown'

/** Returns the severity of a held change. */
export const severityOf = (held: Pick<Held, 'cause' | 'expected'>): Severity => (isFault(held) ? 'warning' : 'info')

/** Returns the verdict on changes: those of a check are not made. */
export const verbOf = ({ check }: Pick<Report, 'check'>): string => (check ? 'would change' : 'changed')

/** Two ways to set a stance. */
export interface StanceOption {
  /** The flag of a profile that differs from the present one only in stance, if there is one. */
  flag?: string
  /** The line of the configuration, and its file. */
  setting: string
}

/** A hint names at most this many controls. */
const MOST_CONTROLS = 4

/**
 * Formats how to set another stance than that of the profile of a run. Only `restricted` has sibling profiles that differ
 * in stance alone; for any other profile they would turn other controls on and off as well.
 * @param controls ids of the controls
 */
export const formatStanceOption = (
  stance: 'cautious' | 'enforce',
  profile: string,
  controls: readonly string[],
): StanceOption => {
  const more = controls.length - MOST_CONTROLS
  const settings = controls.slice(0, MOST_CONTROLS).map((control) => `${control}: ${stance}`)
  const list = `${settings.join(', ')}${more > 0 ? ` and ${more} more` : ''}`
  return {
    ...(profile === 'restricted' ? { flag: `--profile ${stance === 'enforce' ? 'strict' : stance}` } : {}),
    setting: `${list} in casehard.yaml`,
  }
}
