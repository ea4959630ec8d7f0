import type { Json } from '../../src/model.ts'
import { renderFlow, renderScalar } from '../../src/yaml/edit/render.ts'

/** The objects that an exemption applies to. */
export interface Target {
  kind: string
  namespace?: string
  name: string
  container?: string
}

/** What a reader decides about a change, a control or an image; each becomes a part of `casehard.yaml`. */
export type Decision =
  | { type: 'exempt'; control: string; match: Target; reason: string }
  | { type: 'stance'; control: string }
  | { type: 'assume'; control: string }
  | { type: 'image'; image: string; user?: number; root?: string; writable: string[] }

/** Identifies what a decision is about: a later decision about the same replaces it. */
export const keyOf = (decision: Decision): string => {
  if (decision.type === 'image') return `image ${decision.image}`
  if (decision.type !== 'exempt') return `${decision.type} ${decision.control}`
  const { kind, namespace, name, container } = decision.match
  return `exempt ${decision.control} ${JSON.stringify([kind, namespace, name, container])}`
}

const section = (name: string, items: readonly string[]): string =>
  items.length === 0 ? '' : `  ${name}:\n${items.join('')}`

const exemption = ({ control, match, reason }: Decision & { type: 'exempt' }): string =>
  `    - controls: ${renderFlow([control])}
      match: ${renderFlow(match as unknown as Json)}
      reason: ${renderScalar(reason)}
`

const image = ({ image, user, root, writable }: Decision & { type: 'image' }): string =>
  `    - image: ${renderScalar(image)}\n${[
    user === undefined ? '' : `      user: ${user}\n`,
    root === undefined ? '' : `      root: ${renderScalar(root)}\n`,
    writable.length === 0 ? '' : `      writable: ${renderFlow(writable)}\n`,
  ].join('')}`

/** Writes `casehard.yaml` with a profile and decisions, each under its key, in their order. */
export const writeSettings = (profile: string, decisions: readonly Decision[]): string => {
  const assumed = decisions.filter(({ type }) => type === 'assume').map((one) => ('control' in one ? one.control : ''))
  return `apiVersion: casehard.dev/v1
kind: Hardening
metadata:
  name: casehard
spec:
  profile: ${renderScalar(profile)}
${assumed.length === 0 ? '' : `  assume: ${renderFlow(assumed)}\n`}${section(
  'controls',
  decisions.flatMap((one) => (one.type === 'stance' ? [`    ${one.control}: report\n`] : [])),
)}${section(
  'exemptions',
  decisions.flatMap((one) => (one.type === 'exempt' ? [exemption(one)] : [])),
)}${section(
  'images',
  decisions.flatMap((one) => (one.type === 'image' ? [image(one)] : [])),
)}`
}
