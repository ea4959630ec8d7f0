import type { ImageFacts } from '../model.ts'
import type { ExemptionSnippet, WeighedVerdict, WeighedWorkload } from './explanation.ts'

const PLAIN = /^(?!(?:true|false|yes|no|on|off|null|y|n)$)[a-z][\w-]*$/i

/** A word as YAML of any version reads it back. */
const word = (text: string): string => (PLAIN.test(text) ? text : JSON.stringify(text))

const flow = (fields: Readonly<Record<string, string | undefined>>): string =>
  Object.entries(fields)
    .flatMap(([key, value]) => (value === undefined || value === '' ? [] : [`${key}: ${word(value)}`]))
    .join(', ')

/** The exemptions that would hold all changes which are only assumed, as lines of YAML; none where there are none. */
export const exemptionLines = (verdicts: readonly WeighedVerdict[]): string[] => {
  const groups = new Map<string, { controls: Set<string>; match: ExemptionSnippet['match'] }>()
  for (const { exemption, confidence } of verdicts) {
    if (exemption === undefined || confidence !== 'assumed') continue
    const key = JSON.stringify(exemption.match)
    const group = groups.get(key) ?? { controls: new Set(), match: exemption.match }
    for (const control of exemption.controls) group.controls.add(control)
    groups.set(key, group)
  }
  if (groups.size === 0) return []
  const items = [...groups.values()].flatMap(({ controls, match }) => [
    `    - controls: [${[...controls].join(', ')}]`,
    `      match: {${flow({ ...match })}}`,
    '      reason: say here why it has to stay as it is',
  ])
  return ['spec:', '  exemptions:', ...items]
}

const factLines = (fact: Partial<ImageFacts>): string[] =>
  Object.entries(fact).map(([key, value]) => {
    const items = [value].flat().map((item) => (typeof item === 'object' && 'path' in item ? item.path : item))
    return `      ${key}: ${Array.isArray(value) ? `[${items.join(', ')}]` : items.join()}`
  })

/** What to say of images so that more is changed, or on better evidence, as lines of YAML; the values are examples. */
export const imageLines = ({ verdicts, images }: WeighedWorkload): string[] => {
  const items = new Map<string, Set<string>>()
  for (const { container, repository } of images)
    for (const verdict of verdicts) {
      if (verdict.container !== undefined && verdict.container !== container) continue
      for (const { fact, verdict: then } of verdict.alternatives) {
        if (fact === undefined || then !== 'changed') continue
        const lines = items.get(repository) ?? new Set()
        for (const line of factLines(fact)) lines.add(line)
        items.set(repository, lines)
      }
    }
  if (items.size === 0) return []
  const lines = [...items].flatMap(([image, facts]) => [`    - image: ${image}`, ...facts])
  return ['spec:', '  images:', ...lines]
}
