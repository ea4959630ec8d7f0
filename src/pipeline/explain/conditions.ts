import type { Container, ImageFacts, Operation } from '../../model.ts'
import { appendItem, setField } from '../../patch/operations.ts'
import { formatStanceOption } from '../../report/format.ts'
import {
  type Scenario,
  withAccounts,
  withAssumption,
  withBindings,
  withContainers,
  withOptions,
  withoutExemptions,
  withStance,
} from './scenarios.ts'

/** A condition that may change verdicts: the same object is hardened again under it. */
export interface Condition {
  /** Describes the condition, for a verdict of a control. */
  if(control: string): string
  /** The only control that it concerns; absent if it concerns all. */
  control?: string
  fact?: Partial<ImageFacts>
  /** Adds a need, maybe in place of another, so that only changes that it would hold count. */
  isNeed?: true
  change(scenario: Scenario): Scenario
}

/** Stands for any user that is not root. */
export const SOME_USER = 10001

/** Signs that a container needs what a change would take away. */
const NEEDS: readonly { words: string; operations(container: Container): Operation[] }[] = [
  ...[
    { words: 'its command drops root, e.g. with gosu', command: ['gosu', 'app', 'app'] },
    { words: 'its command starts a setuid program, e.g. sudo', command: ['sudo', 'app'] },
    { words: 'its command installs packages', command: ['sh', '-c', 'apt-get install app'] },
    { words: 'its command writes outside its volumes', command: ['sh', '-c', 'app > /opt/app/log'] },
  ].map(({ words, command }) => ({
    words,
    operations: (container: Container) => setField(container, ['command'], command),
  })),
  {
    words: 'it has a containerPort below 1024',
    operations: (container) => appendItem(container, ['ports'], { containerPort: 80 }),
  },
  {
    words: 'it reads a variable such as DB_SERVICE_HOST',
    operations: (container) => appendItem(container, ['env'], { name: 'ADDRESS', value: '$(DB_SERVICE_HOST)' }),
  },
  {
    words: 'it sets its own memory size, e.g. GOMEMLIMIT or -Xmx',
    operations: (container) => appendItem(container, ['env'], { name: 'GOMEMLIMIT', value: '200MiB' }),
  },
]

/** Conditions on the manifest, one setting of the containers at a time. */
export const MANIFEST_CONDITIONS: readonly Condition[] = [
  {
    if: () => 'the manifest sets a numeric runAsUser other than 0',
    change: (scenario) =>
      withContainers(scenario, (container) => setField(container, ['securityContext', 'runAsUser'], SOME_USER)),
  },
  ...NEEDS.map(
    ({ words, operations }): Condition => ({
      if: () => words,
      isNeed: true,
      change: (scenario) => withContainers(scenario, operations),
    }),
  ),
]

/** Facts that a user may know about an image, one at a time, with a value to try. */
const FACTS: readonly { fact: Partial<ImageFacts>; words: string }[] = [
  { fact: { user: SOME_USER }, words: `user: ${SOME_USER} (the user it works as)` },
  {
    fact: { readOnlyRoot: true },
    words: 'readOnlyRoot: true (it works with a read-only root filesystem, given its writable paths)',
  },
  { fact: { seed: true }, words: 'seed: true (an init container copies its files to where it writes)' },
  { fact: { writable: [{ path: '/var/cache/app' }] }, words: 'writable: [/var/cache/app] (every path it writes to)' },
  { fact: { root: 'it changes the owner of files' }, words: 'root: ... (why it must be root)' },
  { fact: { readOnlyRoot: false }, words: 'readOnlyRoot: false (it needs a writable root filesystem)' },
  { fact: { lowPorts: [80] }, words: 'lowPorts: [80] (the low ports it listens on)' },
  { fact: { capabilities: ['NET_ADMIN'] }, words: 'capabilities: [NET_ADMIN] (capabilities it always needs)' },
]

const stanceFor = (profile: string, stance: 'cautious' | 'enforce', control: string): string => {
  const { flag, setting } = formatStanceOption(stance, profile, [control])
  return flag === undefined ? setting : `${flag}, or ${setting}`
}

const GENERAL: readonly Condition[] = [
  ...MANIFEST_CONDITIONS,
  ...FACTS.map(
    ({ fact, words }): Condition => ({
      if: () => `casehard.yaml sets under images: ${words}`,
      fact,
      change: ({ object, context }) => {
        const known: ImageFacts = { ...fact, image: '*', status: 'configured' }
        const evidence = { ...context.evidence, images: [known, ...context.evidence.images] }
        return { object, context: { ...context, evidence } }
      },
    }),
  ),
  { if: () => 'the input has its ServiceAccount, and binds roles to others only', change: withAccounts },
  { if: () => 'the input binds a role to its service account', change: withBindings },
  { if: () => 'the exemption is removed or has expired', change: withoutExemptions },
  {
    if: () => 'its expired exemption is renewed',
    change: (scenario) => withOptions(scenario, (options) => ({ ...options, today: '0000-01-01' })),
  },
]

/**
 * Lists all conditions to try.
 * @param controls those whose stance is changed, one at a time
 */
export const conditionsFor = (controls: readonly { id: string }[], profile: string): Condition[] => [
  ...GENERAL,
  { if: (control) => stanceFor(profile, 'cautious', control), change: (scenario) => withStance(scenario, 'cautious') },
  ...controls.flatMap(({ id }): Condition[] => [
    {
      if: () => `--assume, or assume: [${id}] in casehard.yaml`,
      control: id,
      change: (scenario) => withAssumption(scenario, id),
    },
    {
      if: () => stanceFor(profile, 'enforce', id),
      control: id,
      change: (scenario) => withStance(scenario, 'enforce', id),
    },
    {
      if: () => `${id}: default in casehard.yaml`,
      control: id,
      change: (scenario) => withStance(scenario, 'default', id),
    },
  ]),
]
