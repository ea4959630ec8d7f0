import { printable } from '../../lib/printable.ts'
import type { DocumentRef, Edit, JsonObject, ReportedEvidence, Resource } from '../../model.ts'
import { titleOf } from '../text/text.ts'
import type { Severity } from '../words.ts'
import type { Fix } from './fixes.ts'

const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g

/**
 * The name of a file as a URI reference (RFC 3986): relative names stay relative, without `.` at their front, as
 * code scanning matches them with the files of a repository; an absolute one becomes `file:///...`.
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

/** What an entry of a report is about. */
export interface Finding {
  /** Id of the control, or the code of a notice. */
  id: string
  resource?: Resource
  container?: string
  path?: string
}

/** Containers go by their names, and objects of a List by theirs: what is put before them must not rename them. */
const stablePath = (path: string): string =>
  path.replace(/^(?:\/items\/\d+)+/, '').replace(/\/((?:init|ephemeral)?containers)\/\d+/i, '/$1')

/**
 * Words by which a finding is known again in a later report: the same wherever its lines have gone, whatever its
 * verdict is now, and across versions of its API group.
 */
export const fingerprintOf = ({ id, resource, container, path }: Finding): string => {
  const { apiVersion = '', kind = '', namespace = '', name = '' } = resource ?? {}
  const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.lastIndexOf('/')) : ''
  return JSON.stringify([id, group, kind, namespace, name, container ?? '', stablePath(path ?? '')])
}

/** Where the input was one stream, which a report gives no name. */
const STREAM = 'stdin'

const LEVELS: Record<Severity, string> = { error: 'error', warning: 'warning', info: 'note' }

/** A message in which nothing from the input is a link: what stands in brackets before parentheses would be one. */
export const message = (text: string): JsonObject => ({
  text: text.split('\n').map(printable).join('\n').replaceAll('](', '] ('),
})

const artifact = (file: string | undefined): JsonObject => ({ uri: fileUri(file ?? STREAM) })

const place = (file: string | undefined, line: number | undefined): JsonObject => ({
  artifactLocation: artifact(file),
  ...(line === undefined ? {} : { region: { startLine: line } }),
})

const logical = ({ kind, namespace, name }: Resource, container: string | undefined): JsonObject => {
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

/** One result before it is written: its text, and where it belongs. */
export interface Found extends Finding {
  severity: Severity
  text: string
  document?: DocumentRef
  file?: string
  line?: number
  evidence?: readonly ReportedEvidence[]
  fix?: Fix
  /** Why somebody asked for it to be as it is. */
  accepted?: string
  properties?: JsonObject
}

const replacement = ({ line, column, endLine, endColumn, text }: Edit): JsonObject => ({
  deletedRegion: { startLine: line, startColumn: column, endLine, endColumn },
  ...(text === '' ? {} : { insertedContent: { text } }),
})

const fixJson = ({ changes, edits }: Fix): JsonObject => ({
  description: { text: `Harden: ${[...new Set(changes.map(({ control }) => control))].join(', ')}` },
  artifactChanges: [{ artifactLocation: artifact(changes[0]?.document.file), replacements: edits.map(replacement) }],
})

const related = (evidence: readonly ReportedEvidence[], document: DocumentRef | undefined): JsonObject[] =>
  evidence
    .filter(({ line }) => line !== undefined)
    .map(({ text, line, file }, id) => ({
      id,
      physicalLocation: place(file ?? document?.file, line),
      message: message(text),
    }))

const subjectOf = ({ resource, container }: Finding): string => {
  if (resource === undefined) return ''
  return `${titleOf({ resource })}${container === undefined ? '' : `, container "${container}"`}: `
}

/** A result as SARIF has it. */
export const resultJson = (found: Found, ruleIndex: number, fingerprint: string): JsonObject => {
  const { id, severity, text, document, resource, container, file, line, evidence = [], fix, accepted } = found
  const evident = related(evidence, document)
  return {
    ruleId: id,
    ruleIndex,
    level: LEVELS[severity],
    message: message(`${subjectOf(found)}${text}`),
    locations: [
      {
        physicalLocation: place(file ?? document?.file, line ?? document?.line),
        ...(resource === undefined ? {} : { logicalLocations: [logical(resource, container)] }),
      },
    ],
    ...(evident.length === 0 ? {} : { relatedLocations: evident }),
    partialFingerprints: { 'casehardFinding/v1': fingerprint },
    ...(fix === undefined || fix.edits.length === 0 ? {} : { fixes: [fixJson(fix)] }),
    ...(accepted === undefined
      ? {}
      : { suppressions: [{ kind: 'external', status: 'accepted', justification: printable(accepted) }] }),
    ...(found.properties === undefined ? {} : { properties: found.properties }),
  }
}
