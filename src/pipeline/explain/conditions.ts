import { locatePods } from '../../kube/pod/locate.ts'
import { type Account, accountOf } from '../../kube/pod/service-accounts.ts'
import type { Binding, Container, ImageFacts, InputObject, Operation, Pod, Stance } from '../../model.ts'
import { appendItem, setField } from '../../patch/operations.ts'
import { formatStanceOption } from '../../report/format.ts'
import { viewOf } from '../harden/targets.ts'
import { type Ruling, Subject } from '../types.ts'

/** An object and what it is judged by. */
export interface Scenario {
  object: InputObject
  ruling: Ruling
}

/** A condition that may change verdicts: the same object is judged again under it. */
export interface Condition {
  /** The condition in words, for a verdict of a control. */
  if(control: string): string
  /** The only control that it is about; absent: all. */
  control?: string
  fact?: Partial<ImageFacts>
  /** Puts in a need that was not there, maybe in place of another: it tells only what would be held. */
  isNeed?: true
  change(scenario: Scenario): Scenario
}

/** Stands for any user that is not root. */
export const SOME_USER = 10001

/** The pods of an object, as they came. */
export const podsOf = ({ object, ruling }: Scenario): Pod[] => {
  const subject = new Subject(object.resource, object.at.pointer, object.value)
  return locatePods(object, ruling.options.configuration.kinds).pods.map((location) => viewOf(subject, location))
}

/** Changes every container of an object's pods. */
const withContainers = (scenario: Scenario, operationsOf: (container: Container) => Operation[]): Scenario => {
  const { object, ruling } = scenario
  const subject = new Subject(object.resource, object.at.pointer, object.value)
  const operations = podsOf(scenario).flatMap((pod) => pod.containers.flatMap(operationsOf))
  return { object: { ...object, value: subject.patched(operations) }, ruling }
}

/** What may show in a container that it needs what a change takes away. */
const NEEDS: readonly { words: string; operations(container: Container): Operation[] }[] = [
  ...[
    { words: 'its command steps down from root, e.g. by gosu', command: ['gosu', 'app', 'app'] },
    { words: 'its command starts a setuid program, e.g. sudo', command: ['sudo', 'app'] },
    { words: 'its command installs packages', command: ['sh', '-c', 'apt-get install app'] },
    { words: 'its command writes where no volume is mounted', command: ['sh', '-c', 'app > /opt/app/log'] },
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
    words: 'it sizes its own memory, e.g. by GOMEMLIMIT or -Xmx',
    operations: (container) => appendItem(container, ['env'], { name: 'GOMEMLIMIT', value: '200MiB' }),
  },
]

/** What the manifest may say of the containers, one thing at a time. */
export const MANIFEST_CONDITIONS: readonly Condition[] = [
  {
    if: () => 'the manifest gives a numeric runAsUser other than 0',
    change: (scenario) =>
      withContainers(scenario, (container) => setField(container, ['securityContext', 'runAsUser'], SOME_USER)),
  },
  ...NEEDS.map(
    ({ words, operations }): Condition => ({
      if: () => words,
      isNeed: true,
      change: (trial) => withContainers(trial, operations),
    }),
  ),
]

/** What a user may know of an image, one thing at a time: a value to try, and what it means. */
const FACTS: readonly { fact: Partial<ImageFacts>; words: string }[] = [
  { fact: { user: SOME_USER }, words: `user: ${SOME_USER} (the user that it works as)` },
  { fact: { readOnlyRoot: true }, words: 'readOnlyRoot: true (it works so, given its writable paths)' },
  { fact: { writable: [{ path: '/var/cache/app' }] }, words: 'writable: [/var/cache/app] (all that it writes to)' },
  { fact: { root: 'it changes owners of files' }, words: 'root: ... (why it has to be root)' },
  { fact: { readOnlyRoot: false }, words: 'readOnlyRoot: false (it does not work so)' },
  { fact: { lowPorts: [80] }, words: 'lowPorts: [80] (it listens there)' },
  { fact: { capabilities: ['NET_ADMIN'] }, words: 'capabilities: [NET_ADMIN] (it needs them in any case)' },
]

const withStance = ({ object, ruling }: Scenario, stance: Stance, of?: string): Scenario => ({
  object,
  ruling: {
    ...ruling,
    controls: ruling.controls.map((row) => (of === undefined || row.control.id === of ? { ...row, stance } : row)),
  },
})

const withStream = ({ object, ruling }: Scenario, stream: Partial<Ruling['context']['input']>): Scenario => ({
  object,
  ruling: { ...ruling, context: { ...ruling.context, input: { ...ruling.context.input, ...stream } } },
})

const accountNamed = (pod: Pod): Pick<Account, 'name' | 'namespace'> => {
  const { name, namespace } = accountOf(pod)
  return namespace === undefined ? { name } : { name, namespace }
}

const bindingFor = (account: Pick<Account, 'name' | 'namespace'>, { at }: InputObject): Binding => ({
  resource: { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRoleBinding', name: '' },
  role: { kind: 'ClusterRole', name: 'view' },
  subjects: [{ subject: { kind: 'ServiceAccount', ...account }, at }],
})

/** The accounts of the pods are in the stream, and so are roles, which are bound to others. */
const withAccounts = (scenario: Scenario): Scenario => {
  const { serviceAccounts, bindings } = scenario.ruling.context.input
  const { at } = scenario.object
  const added = podsOf(scenario).map((pod): InputObject => {
    const resource = { apiVersion: 'v1', kind: 'ServiceAccount', ...accountNamed(pod) }
    return { resource, value: { apiVersion: 'v1', kind: 'ServiceAccount' }, at }
  })
  const isKnown = ({ resource: { name, namespace } }: InputObject): boolean =>
    serviceAccounts.some(({ resource }) => resource.name === name && resource.namespace === namespace)
  return withStream(scenario, {
    serviceAccounts: [...serviceAccounts, ...added.filter((account) => !isKnown(account))],
    bindings: [...bindings, bindingFor({ name: '' }, scenario.object)],
  })
}

const withBindings = (scenario: Scenario): Scenario => {
  const added = podsOf(scenario).map((pod) => bindingFor(accountNamed(pod), scenario.object))
  return withStream(scenario, { bindings: [...scenario.ruling.context.input.bindings, ...added] })
}

const withOptions = (
  { object, ruling }: Scenario,
  change: (options: Ruling['options']) => Ruling['options'],
): Scenario => ({
  object,
  ruling: { ...ruling, options: change(ruling.options) },
})

const withoutExemptions = (scenario: Scenario): Scenario =>
  withOptions(scenario, (options) => ({
    ...options,
    configuration: { ...options.configuration, exemptions: [], exemptionAnnotations: false },
  }))

const stanceFor = (profile: string, stance: 'cautious' | 'enforce', control: string): string => {
  const { flag, setting } = formatStanceOption(stance, profile, control)
  return flag === undefined ? setting : `${flag}, or ${setting}`
}

const GENERAL: readonly Condition[] = [
  ...MANIFEST_CONDITIONS,
  ...FACTS.map(
    ({ fact, words }): Condition => ({
      if: () => `casehard.yaml says under images: ${words}`,
      fact,
      change: ({ object, ruling }) => {
        const known: ImageFacts = { ...fact, image: '*', status: 'configured' }
        const context = { ...ruling.context, images: [known, ...ruling.context.images] }
        return { object, ruling: { ...ruling, context } }
      },
    }),
  ),
  { if: () => 'the stream holds its ServiceAccount, and binds its roles to others', change: withAccounts },
  { if: () => 'the stream binds a role to its service account', change: withBindings },
  { if: () => 'the exemption goes or has expired', change: withoutExemptions },
  {
    if: () => 'its expired exemption is renewed',
    change: (scenario) => withOptions(scenario, (options) => ({ ...options, today: '0000-01-01' })),
  },
]

/** All conditions that are tried; stances one control at a time for those that are given. */
export const conditionsFor = (controls: readonly { id: string }[], profile: string): Condition[] => [
  ...GENERAL,
  { if: (control) => stanceFor(profile, 'cautious', control), change: (scenario) => withStance(scenario, 'cautious') },
  ...controls.flatMap(({ id }): Condition[] => [
    {
      if: () => stanceFor(profile, 'enforce', id),
      control: id,
      change: (trial) => withStance(trial, 'enforce', id),
    },
    { if: () => `${id}: default in casehard.yaml`, control: id, change: (trial) => withStance(trial, 'default', id) },
  ]),
]
