import test from 'ava'
import { parseHardening } from '../../src/config/parse.ts'
import { RULES } from '../../src/generate/index.ts'
import { type Decision, keyOf, writeSettings } from './decisions.ts'

const NAMES = { controls: RULES, profiles: ['restricted'] }

const DECISIONS: Decision[] = [
  {
    type: 'exempt',
    control: 'run-as-non-root',
    match: { kind: 'Deployment', namespace: 'shop', name: 'web', container: 'app' },
    reason: 'it binds port 80: see the "ticket" #12',
  },
  { type: 'stance', control: 'no-service-links' },
  { type: 'assume', control: 'drop-capabilities' },
  { type: 'image', image: 'registry.example/shop/web', user: 1000, writable: ['/tmp', '/var/cache'] },
]

test('every decision is in the configuration, which casehard reads', (t) => {
  const { spec } = parseHardening('casehard.yaml', writeSettings('restricted', DECISIONS), NAMES)
  t.deepEqual(spec, {
    profile: 'restricted',
    assume: ['drop-capabilities'],
    controls: { 'no-service-links': 'report' },
    exemptions: [
      {
        controls: ['run-as-non-root'],
        match: { kind: 'Deployment', namespace: 'shop', name: 'web', container: 'app' },
        reason: 'it binds port 80: see the "ticket" #12',
      },
    ],
    images: [{ image: 'registry.example/shop/web', user: 1000, writable: ['/tmp', '/var/cache'] }],
  })
})

test('a configuration without decisions names the profile alone', (t) => {
  t.deepEqual(parseHardening('casehard.yaml', writeSettings('restricted', []), NAMES).spec, { profile: 'restricted' })
})

test('names from a manifest cannot add keys to the configuration', (t) => {
  const name = 'a}\n  stance: off\n#'
  const exempt: Decision = { type: 'exempt', control: 'drop-capabilities', match: { kind: 'Pod', name }, reason: name }
  const { spec } = parseHardening('casehard.yaml', writeSettings('restricted', [exempt]), NAMES)
  t.deepEqual(Object.keys(spec), ['profile', 'exemptions'])
  t.is(spec.exemptions?.[0]?.match.name, name)
  t.is(spec.exemptions?.[0]?.reason, name)
})

test('a decision about another container has another key', (t) => {
  const match = { kind: 'Pod', name: 'a' }
  const one: Decision = { type: 'exempt', control: 'drop-capabilities', match, reason: 'a' }
  t.not(keyOf(one), keyOf({ ...one, match: { ...match, container: 'a' } }))
  t.is(keyOf(one), keyOf({ ...one, reason: 'b' }))
})
