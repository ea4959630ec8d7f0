import { locatePods } from '../kube/locate.ts'
import type { Container, ImageFacts, Operation, Pod, StreamObject } from '../model.ts'
import { appendItem, setField } from '../patch/operations.ts'
import { viewOf } from './pod-bench.ts'
import type { Ruling } from './ruling.ts'
import { Subject } from './settle.ts'

/** An object and what it is judged by. */
export interface Trial {
  object: StreamObject
  ruling: Ruling
}

/** A condition that may change verdicts: the same object is judged again under it. */
export interface Probe {
  /** The condition in words, for a verdict of a control. */
  if(control: string): string
  /** The only control that it is about; absent: all. */
  control?: string
  fact?: Partial<ImageFacts>
  /** Puts in a need that was not there, maybe in place of another: it tells only what would be held. */
  isNeed?: true
  change(trial: Trial): Trial
}

/** Stands for any user that is not root. */
export const SOME_USER = 10001

/** The pods of an object, as they came. */
export const podsOf = ({ object, ruling }: Trial): Pod[] => {
  const subject = new Subject(object.resource, object.at.pointer, object.value)
  return locatePods(object, ruling.options.configuration.kinds).pods.map((location) => viewOf(subject, location))
}

/** Changes every container of an object's pods. */
const withContainers = (trial: Trial, operationsOf: (container: Container) => Operation[]): Trial => {
  const { object, ruling } = trial
  const subject = new Subject(object.resource, object.at.pointer, object.value)
  const operations = podsOf(trial).flatMap((pod) => pod.containers.flatMap(operationsOf))
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
export const MANIFEST_PROBES: readonly Probe[] = [
  {
    if: () => 'the manifest gives a numeric runAsUser other than 0',
    change: (trial) =>
      withContainers(trial, (container) => setField(container, ['securityContext', 'runAsUser'], SOME_USER)),
  },
  ...NEEDS.map(
    ({ words, operations }): Probe => ({
      if: () => words,
      isNeed: true,
      change: (trial) => withContainers(trial, operations),
    }),
  ),
]
