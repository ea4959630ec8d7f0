import type { ExemptionSnippet, ExplainedVerdict, ExplainedWorkload } from '../../model/explanation.ts'
import type { ImageFacts } from '../../model.ts'

const PLAIN = /^(?!(?:true|false|yes|no|on|off|null|y|n)$)[a-z][\w-]*$/i

/** Quotes a word if YAML of any version might read it as something else. */
const word = (text: string): string => (PLAIN.test(text) ? text : JSON.stringify(text))

const flow = (fields: Readonly<Record<string, string | undefined>>): string =>
  Object.entries(fields)
    .flatMap(([key, value]) => (value === undefined || value === '' ? [] : [`${key}: ${word(value)}`]))
    .join(', ')

/** Formats the exemptions that would hold all assumed changes as lines of YAML; empty without such changes. */
export const exemptionLines = (verdicts: readonly ExplainedVerdict[]): string[] => {
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
    '      reason: give the reason here',
  ])
  return ['spec:', '  exemptions:', ...items]
}

const factLines = (fact: Partial<ImageFacts>): string[] =>
  Object.entries(fact).map(([key, value]) => {
    const items = [value].flat().map((item) => (typeof item === 'object' && 'path' in item ? item.path : item))
    return `      ${key}: ${Array.isArray(value) ? `[${items.join(', ')}]` : items.join()}`
  })

/** Formats facts about images that would allow more changes, or better evidence, as lines of YAML with example values. */
export const imageLines = ({ verdicts, images }: ExplainedWorkload): string[] => {
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
