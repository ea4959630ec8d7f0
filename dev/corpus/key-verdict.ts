import type { Held, Report } from '../../src/model.ts'

/** What the oracle counted in one chart. */
export interface KeyCounts {
  containers: number
  fields: number
  met: number
  missed: number
  wrong: number
  mounts: number
}

/** One thing that the maintainers chose and casehard did not (`missed`), or the other way (`wrong`). */
export interface KeyFinding {
  verdict: 'missed' | 'wrong'
  kind: string
  name: string
  container: string
  what: string
}

const SUMMARY =
  /^(\d+) containers, (\d+) fields chosen by the maintainers, (\d+) met, (\d+) missed, (\d+) contradicted, (\d+) more mounts$/m
const FINDING = /^(missed|wrong) ([^/\n]+)\/([^/\n]+)\/([^:\n]+): (.*)$/gm

/** Parses the output of `judge key`. @throws Error if it has no summary, or a finding cannot be parsed */
export const readVerdict = (stdout: string): { counts: KeyCounts; findings: KeyFinding[] } => {
  const numbers = SUMMARY.exec(stdout)?.slice(1).map(Number)
  if (numbers === undefined) throw new Error(`judge key has another summary: ${stdout}`)
  const [containers = 0, fields = 0, met = 0, missed = 0, wrong = 0, mounts = 0] = numbers
  const findings = [...stdout.matchAll(FINDING)].map(
    ([, verdict = '', kind = '', name = '', container = '', what = '']): KeyFinding => ({
      verdict: verdict === 'wrong' ? 'wrong' : 'missed',
      kind,
      name,
      container,
      what,
    }),
  )
  if (findings.length !== missed + wrong) throw new Error(`judge key has other findings: ${stdout}`)
  return { counts: { containers, fields, met, missed, wrong, mounts }, findings }
}

/** The control that answers for a finding, by the oracle's words. */
const CONTROLS: readonly (readonly [RegExp, string])[] = [
  [/read-only|writable|volume over/, 'read-only-root-filesystem'],
  [/drop ALL|is dropped/, 'drop-capabilities'],
  [/escalation/, 'no-privilege-escalation'],
  [/seccomp/, 'seccomp-runtime-default'],
  [/confined here/, 'no-privileged'],
  [/non-root|runs as/, 'run-as-non-root'],
]

const quote = ({ cause, reason, evidence: [first] }: Held): string => {
  const seen = first === undefined ? '' : ` (${first.line === undefined ? '' : `line ${first.line}: `}${first.text})`
  return `held [${cause}]: ${reason}${seen}`
}

/** Returns casehard's cause for a finding: of the held change or, if none was held, of the change. */
export const causeOf = (finding: KeyFinding, report: Report): string => {
  const { verdict, kind, name, container, what } = finding
  const control = CONTROLS.find(([words]) => words.test(what))?.[1] ?? ''
  const isMeant = (entry: Report['held'][number] | Report['changes'][number]): boolean =>
    entry.control === control &&
    entry.resource.kind === kind &&
    entry.resource.name === name &&
    (entry.container === undefined || entry.container === container)
  const held = report.held.find(isMeant)
  if (held !== undefined) return `${control} ${quote(held)}`
  const change = report.changes.find(isMeant)
  if (change !== undefined) {
    const because = verdict === 'missed' ? 'no fact or evidence named this besides' : change.reason
    return `${control} changed [${change.confidence}]: ${because}`
  }
  return `${control} says nothing of it`
}
