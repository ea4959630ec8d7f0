import { CONTROLS } from '../../src/controls/index.ts'
import type { Reference } from '../../src/model.ts'
import { BASELINE_CHECKS } from '../../src/pod-security/baseline.ts'
import type { PodSecurityCheck } from '../../src/pod-security/check.ts'
import { RESTRICTED_CHECKS } from '../../src/pod-security/restricted.ts'
import { CIS_VERSIONS, RECOMMENDATIONS } from '../../src/standards/cis.ts'
import { SECTIONS } from '../../src/standards/nsa.ts'

/** A clause of a standard, as docs/standards.md lists it. */
export interface Clause {
  /** Standard and id, in Markdown. */
  name: string
  asks: string
  /** Whether a reference of a control means it. */
  isMeant(reference: Reference): boolean
  /** The text if no control covers the clause. */
  note?: string
}

const ofLevel = (level: string, checks: readonly PodSecurityCheck[]): Clause[] =>
  checks.map(({ id, requirement, rules }) => ({
    name: `PSS ${level} \`${id}\``,
    asks: requirement,
    isMeant: ({ standard, version, section }) =>
      standard === 'Pod Security Standards' &&
      section === `${level}: ${id}` &&
      rules.some(({ since }) => version === `1.${since}`),
  }))

const numbersOf = (numbers: Readonly<Record<string, string>>): string => {
  const versions = new Map<string, string[]>()
  for (const version of CIS_VERSIONS) {
    const number = numbers[version]
    if (number !== undefined) versions.set(number, [...(versions.get(number) ?? []), version])
  }
  return [...versions].map(([number, list]) => `${number} (${list.join(', ')})`).join(', ')
}

/** All clauses by which `check --standard` judges, and those of the same sections that no manifest can meet. */
export const CLAUSES: readonly Clause[] = [
  ...ofLevel('baseline', BASELINE_CHECKS),
  ...ofLevel('restricted', RESTRICTED_CHECKS),
  ...RECOMMENDATIONS.map(({ numbers, title, why, note }): Clause => {
    const remark = why === undefined ? note : `no manifest can meet it: ${why}`
    return {
      name: `CIS ${numbersOf(numbers)}`,
      asks: title,
      isMeant: ({ standard, version, section }) =>
        standard === 'CIS Kubernetes Benchmark' && new Map(Object.entries(numbers)).get(version) === section,
      ...(remark === undefined ? {} : { note: remark }),
    }
  }),
  ...SECTIONS.map(
    ({ title, rules, why }): Clause => ({
      name: 'NSA/CISA 1.2',
      asks: `${title}${rules.length === 0 ? '' : `: ${rules.map(({ requirement }) => requirement).join('; ')}`}`,
      isMeant: ({ standard, section }) => standard === 'NSA/CISA' && section === title,
      ...(why === undefined ? {} : { note: `no manifest can meet it: ${why}` }),
    }),
  ),
]

/** The ids of the controls whose references mean a clause. */
export const controlsFor = (clause: Clause): string[] =>
  CONTROLS.filter(({ references }) => references.some(clause.isMeant)).map(({ id }) => id)

/** The table of clauses: which controls meet each clause, and which clauses no manifest can meet. */
export const clausesTable = (): string => {
  const rows = CLAUSES.map((clause) => {
    const controls = controlsFor(clause).map((id) => `\`${id}\``)
    return `| ${clause.name} | ${clause.asks} | ${controls.length > 0 ? controls.join(', ') : (clause.note ?? '')} |`
  })
  return ['| clause | what it asks | met by |', '|---|---|---|', ...rows, ''].join('\n')
}
