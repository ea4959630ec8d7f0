import type {
  ArtifactLocation,
  Location,
  LogicalLocation,
  Message,
  PhysicalLocation,
  PropertyBag,
  Replacement,
  Result,
  Fix as SarifFix,
} from 'sarif'
import { printable } from '../../lib/printable.ts'
import type { DocumentRef, Edit, ReportedEvidence, Resource } from '../../model.ts'
import type { Severity } from '../format.ts'
import { formatTitle } from '../text/text.ts'
import type { Fix } from './fixes.ts'

const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g

/**
 * Converts the name of a file to a URI reference (RFC 3986). Relative names stay relative, without a leading `./`, because
 * code scanning matches them with the files of a repository; an absolute name becomes `file:///...`.
 */
export const fileUri = (name: string): string => {
  const path = name
    .replace(/^(?:\.\/+)+/, '')
    .replace(LONE_SURROGATE, '\ufffd')
    .split('/')
    .map(encodeURIComponent)
    .join('/')
  if (!path.startsWith('/')) return path
  return `file://${path.replace(/^\/+/, '/')}`
}

/** The parts of a result that identify it in a later report. */
export interface FindingKey {
  /** Id of the control, or the code of a notice. */
  id: string
  resource?: Resource
  container?: string
  path?: string
}

/** Removes the positions of containers and of objects in a List, which change when others are inserted before them. */
const stablePath = (path: string): string =>
  path.replace(/^(?:\/items\/\d+)+/, '').replace(/\/((?:init|ephemeral)?containers)\/\d+/i, '/$1')

/**
 * Returns a fingerprint that stays the same when lines move, when the verdict changes, and in other versions of the API
 * group.
 */
export const fingerprintOf = ({ id, resource, container, path }: FindingKey): string => {
  const { apiVersion = '', kind = '', namespace = '', name = '' } = resource ?? {}
  const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.lastIndexOf('/')) : ''
  return JSON.stringify([id, group, kind, namespace, name, container ?? '', stablePath(path ?? '')])
}

/** The name of an input stream, which has none in a report. */
const STREAM = 'stdin'

const LEVELS: Record<Severity, Result.level> = { error: 'error', warning: 'warning', info: 'note' }

/** Builds a message; breaks up `[text](link)`, so that nothing from the input becomes a link. */
export const message = (text: string): Message & { text: string } => ({
  text: text.split('\n').map(printable).join('\n').replaceAll('](', '] ('),
})

const artifact = (file: string | undefined): ArtifactLocation => ({ uri: fileUri(file ?? STREAM) })

const place = (file: string | undefined, line: number | undefined): PhysicalLocation => ({
  artifactLocation: artifact(file),
  ...(line === undefined ? {} : { region: { startLine: line } }),
})

const logical = ({ kind, namespace, name }: Resource, container: string | undefined): LogicalLocation => {
  const names = [
    ...(namespace === undefined ? [] : [namespace]),
    kind,
    name,
    ...(container === undefined ? [] : [container]),
  ]
  return {
    name: printable(container ?? name),
    fullyQualifiedName: names.map(printable).join('/'),
    kind: container === undefined ? 'object' : 'container',
  }
}

/** An entry of a report on its way to a result. */
export interface SarifEntry extends FindingKey {
  severity: Severity
  text: string
  document?: DocumentRef
  file?: string
  line?: number
  evidence?: readonly ReportedEvidence[]
  fix?: Fix
  /** The reason of an exemption, if it is held by one. */
  accepted?: string
  /** Whether the finding is in the baseline, if there is one. */
  baselineState?: 'new' | 'unchanged'
  properties?: PropertyBag
}

const replacement = ({ line, column, endLine, endColumn, text }: Edit): Replacement => ({
  deletedRegion: { startLine: line, startColumn: column, endLine, endColumn },
  ...(text === '' ? {} : { insertedContent: { text } }),
})

const fixJson = ({ changes, edits }: Fix): SarifFix => ({
  description: { text: `Harden: ${[...new Set(changes.map(({ control }) => control))].join(', ')}` },
  artifactChanges: [{ artifactLocation: artifact(changes[0]?.document.file), replacements: edits.map(replacement) }],
})

/** Reports whether a fix cannot be applied, because the report does not contain all of its text. */
export const isMasked = ({ edits }: Fix): boolean => edits.some(({ masked }) => masked)

const related = (evidence: readonly ReportedEvidence[], document: DocumentRef | undefined): Location[] =>
  evidence
    .filter(({ line }) => line !== undefined)
    .map(({ text, line, file }, id) => ({
      id,
      physicalLocation: place(file ?? document?.file, line),
      message: message(text),
    }))

const formatTarget = ({ resource, container }: FindingKey): string => {
  if (resource === undefined) return ''
  return `${formatTitle({ resource })}${container === undefined ? '' : `, container "${container}"`}: `
}

/** Converts an entry to a SARIF result. */
export const resultJson = (entry: SarifEntry, ruleIndex: number, fingerprint: string): Result => {
  const { id, severity, text, document, resource, container, file, line, evidence = [], fix, accepted } = entry
  const evident = related(evidence, document)
  return {
    ruleId: id,
    ruleIndex,
    level: LEVELS[severity],
    message: message(`${formatTarget(entry)}${text}`),
    locations: [
      {
        physicalLocation: place(file ?? document?.file, line ?? document?.line),
        ...(resource === undefined ? {} : { logicalLocations: [logical(resource, container)] }),
      },
    ],
    ...(evident.length === 0 ? {} : { relatedLocations: evident }),
    ...(entry.baselineState === undefined ? {} : { baselineState: entry.baselineState }),
    partialFingerprints: { 'casehardFinding/v1': fingerprint },
    ...(fix === undefined || fix.edits.length === 0 || isMasked(fix) ? {} : { fixes: [fixJson(fix)] }),
    ...(accepted === undefined
      ? {}
      : { suppressions: [{ kind: 'external', status: 'accepted', justification: printable(accepted) }] }),
    ...(entry.properties === undefined ? {} : { properties: entry.properties }),
  }
}
