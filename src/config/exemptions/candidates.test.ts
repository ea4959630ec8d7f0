import test from 'ava'
import type { Exemption } from '../../model.ts'
import { exemptionsFor, targetFinder } from './candidates.ts'
import { type ExemptionTarget, matchesExemption } from './match.ts'

const PATTERNS = [undefined, 'a', 'b', 'a*', '?', '*']

const EXEMPTIONS = PATTERNS.flatMap((name) =>
  PATTERNS.flatMap((namespace) =>
    PATTERNS.map((container) => {
      const match = Object.fromEntries(
        Object.entries({ name, namespace, container }).filter(([, pattern]) => pattern !== undefined),
      )
      return { controls: ['x', 'y'], match, reason: 'r' } as unknown as Exemption
    }),
  ),
)

const TARGETS = ['x', 'z'].flatMap((control) =>
  ['a', 'ab'].flatMap((name) =>
    [{}, { namespace: 'a' }, { namespace: 'c' }].flatMap((own) =>
      [{}, { container: 'a' }, { container: 'c' }, { containers: ['a', 'b'] }].map(
        (part): ExemptionTarget => ({
          control,
          resource: { apiVersion: 'v1', kind: 'Pod', name, ...own },
          labels: [],
          ...part,
        }),
      ),
    ),
  ),
)

test('the candidates of a target and of an exemption contain all matches, in their order', (t) => {
  for (const namespace of [undefined, 'a']) {
    const targetsFor = targetFinder(TARGETS, namespace)
    const matches = (exemption: Exemption, target: ExemptionTarget) => matchesExemption(exemption, target, namespace)
    for (const target of TARGETS)
      t.deepEqual(
        exemptionsFor(EXEMPTIONS, target, namespace).filter((exemption) => matches(exemption, target)),
        EXEMPTIONS.filter((exemption) => matches(exemption, target)),
      )
    for (const exemption of EXEMPTIONS)
      t.deepEqual(
        targetsFor(exemption).filter((target) => matches(exemption, target)),
        TARGETS.filter((target) => matches(exemption, target)),
      )
  }
})
