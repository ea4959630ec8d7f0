import test from 'ava'
import fc from 'fast-check'
import { loadConfiguration } from '../../cmd/run/profiles.ts'
import { CONTROLS } from '../../src/controls/index.ts'
import { catalogOf } from '../../src/evidence/image/catalog.ts'
import type { Held, JsonObject, Options, Report } from '../../src/model.ts'
import { hardenText } from '../support/hardening.ts'
import { podArbitrary, policyOf } from './policy-arbitrary-testing.ts'
import { refusedPlaces } from './policy-oracle-testing.ts'

const optionsFor = (...policies: JsonObject[]): Options => {
  const text = policies.map((policy) => JSON.stringify(policy)).join('\n---\n')
  const wanted = { controls: CONTROLS, profile: 'psp.yaml' }
  const { configuration } = loadConfiguration(wanted, () => Buffer.from(text))
  return { configuration, images: catalogOf([]), version: '0.0.0', today: '2026-01-01' }
}

const hardenPod = (pod: JsonObject, options: Options): { pod: JsonObject; report: Report; text: string } => {
  const { text, report } = hardenText(JSON.stringify(pod, null, 2), options)
  return { pod: JSON.parse(text) as JsonObject, report, text }
}

/** Where something is held; an added capability by its name, since the list may be sorted by now. */
const placeOf = ({ container = '', path, evidence }: Held): string => {
  const name = /^capabilities\.add: (.+)$/.exec(evidence[0]?.text ?? '')?.[1]
  return `${container} ${name === undefined ? path : `${path.replace(/\/\d+$/, '')} ${name}`}`
}

/** What admission fills in although the policy would admit the pod without. */
const FILLED_ANYWAY =
  /\/(?:runtimeClassName|seccompProfile|appArmorProfile|capabilities\/add|capabilities\/drop|allowPrivilegeEscalation)$/

const RUNS = { numRuns: 500 }

test('what a policy fills in leaves just those violations that are held, by a validation of its own', (t) => {
  fc.assert(
    fc.property(policyOf('one'), podArbitrary, (policy, before) => {
      const { pod, report } = hardenPod(before, optionsFor(policy))
      t.deepEqual([...new Set(report.held.map(placeOf))].sort(), refusedPlaces(policy, pod))
    }),
    RUNS,
  )
})

test('a field that is unset and that a policy fills in is never held', (t) => {
  const unset: JsonObject = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web' },
    spec: { automountServiceAccountToken: false, containers: [{ name: 'app', image: 'registry.example/team/app:1' }] },
  }
  const mended =
    /\/(?:fsGroup|supplementalGroups|seLinuxOptions|runAsUser|runAsGroup|runAsNonRoot|drop|readOnlyRootFilesystem|allowPrivilegeEscalation|runtimeClassName)$/
  fc.assert(
    fc.property(policyOf('one'), (policy) => {
      const { report } = hardenPod(unset, optionsFor(policy))
      t.deepEqual(
        report.held.map(({ path }) => path).filter((path) => mended.test(path)),
        [],
      )
    }),
    RUNS,
  )
})

test('a pod that satisfies a policy is changed only in fields that admission defaults', (t) => {
  let satisfying = 0
  fc.assert(
    fc.property(policyOf('one'), podArbitrary, (policy, before) => {
      const { pod: filled } = hardenPod(before, optionsFor(policy))
      for (const pod of [before, filled]) {
        if (refusedPlaces(policy, pod).length > 0) continue
        satisfying++
        const { report } = hardenPod(pod, optionsFor(policy))
        t.deepEqual(
          report.changes.map(({ path }) => path).filter((path) => !FILLED_ANYWAY.test(path)),
          [],
        )
      }
    }),
    RUNS,
  )
  t.true(satisfying > 20, `${satisfying}`)
})

test('nothing that is set is overwritten, and a second run changes nothing', (t) => {
  const kept = (before: unknown, after: unknown, path = ''): string[] => {
    if (/\/capabilities\/(?:add|drop)$/.test(path)) {
      const missing = (before as string[]).filter((name) => !(after as string[]).includes(name))
      return missing.length === 0 ? [] : [path]
    }
    if (before === null || typeof before !== 'object') return before === after ? [] : [path]
    return Object.entries(before).flatMap(([key, value]) =>
      kept(value, (after as Record<string, unknown>)?.[key], `${path}/${key}`),
    )
  }
  fc.assert(
    fc.property(policyOf('a'), policyOf('b'), podArbitrary, fc.boolean(), (a, b, before, isAlone) => {
      const options = isAlone ? optionsFor(a) : optionsFor(b, a)
      const once = hardenPod(before, options)
      t.deepEqual(kept(before, once.pod), [])
      const twice = hardenPod(once.pod, options)
      t.deepEqual(twice.report.changes, [])
    }),
    RUNS,
  )
})

test('of several policies the one is used that admission would have used', (t) => {
  const reasons = new Set<string>()
  fc.assert(
    fc.property(policyOf('a'), policyOf('b'), podArbitrary, (a, b, before) => {
      const both = hardenPod(before, optionsFor(b, a))
      const admit = (policy: JsonObject) => {
        const { pod, report } = hardenPod(before, optionsFor(policy))
        return { pod, isRefused: refusedPlaces(policy, pod).length > 0, isChanged: report.changes.length > 0 }
      }
      const [first, second] = [admit(a), admit(b)]
      const order = [first, second]
      const chosen =
        order.find(({ isRefused, isChanged }) => !isRefused && !isChanged) ?? order.find(({ isRefused }) => !isRefused)
      reasons.add(chosen === undefined ? 'refused' : chosen.isChanged ? 'mutated' : 'unchanged')
      // If no policy admits the pod, it is unchanged.
      t.deepEqual(both.pod, chosen?.pod ?? before)
      const name = both.report.pods[0]?.policy
      if (chosen !== undefined) t.is(name, chosen === first ? 'a' : 'b')
      t.is(both.report.held.length > 0, chosen === undefined)
    }),
    RUNS,
  )
  t.deepEqual([...reasons].sort(), ['mutated', 'refused', 'unchanged'])
})
