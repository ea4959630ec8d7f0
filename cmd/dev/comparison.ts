import { execa } from 'execa'
import type { Report } from '../../src/model.ts'

/** What the oracle finds of an object after hardening that was not so before. */
export interface Finding {
  finding: string
  line: number
  kind: string
  name: string
  errors?: string[]
  violations?: { check: string; detail: string }[]
}

/** Whether the report says that a container was given capabilities because it stays root, in place of all defaults. */
const isTold = (container: string, { kind, name }: Finding, { changes }: Report): boolean =>
  changes.some(
    (change) =>
      change.control === 'drop-capabilities' &&
      change.resource.kind === kind &&
      change.resource.name === name &&
      change.container === container &&
      change.reason.includes('which Baseline allows and Restricted does not'),
  )

/**
 * One line for each thing that got worse. Restricted counts a named capability as a violation of its own, although a
 * container that drops ALL and keeps some has fewer than one that dropped none, which Restricted refuses as well: where
 * the report says so, that is no finding.
 */
export const findWorse = (findings: readonly Finding[], report: Report): string[] =>
  findings.flatMap((finding) => {
    const fresh = (finding.violations ?? []).filter(({ check, detail }) => {
      const containers = [...detail.matchAll(/\bcontainer "([^"]+)"/g)].map(([, name = '']) => name)
      const areTold = containers.length > 0 && containers.every((name) => isTold(name, finding, report))
      return !(check === 'capabilities_restricted' && areTold)
    })
    if (finding.finding === 'psa' && fresh.length === 0) return []
    const what = [...(finding.errors ?? []), ...fresh.map(({ check, detail }) => `${check}: ${detail}`)].join('; ')
    return [`${finding.finding}: line ${finding.line}: ${finding.kind} ${finding.name}: ${what}`]
  })

/** Compares a stream with what it was hardened to, by the API server's own rules. */
export const compareStreams = async (
  kubecheck: string,
  before: string,
  after: string,
  report: Report,
): Promise<string[]> => {
  const { stdout, stderr, exitCode } = await execa(kubecheck, ['compare', '--json', before, after], { reject: false })
  if (exitCode !== 0 && exitCode !== 1) throw new Error(`kubecheck compare failed: ${stderr}`)
  return findWorse(JSON.parse(stdout).findings, report)
}
