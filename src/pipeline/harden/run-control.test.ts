import test from 'ava'
import type { Assessment, Control, Operation } from '../../model.ts'
import { ControlRun, type HardeningTarget, type Refusal } from './run-control.ts'

const REFUSAL: Refusal = { reason: 'refused', evidence: { source: 'kubernetes', text: 'refused' } }

const CONTROL = { id: 'x', references: [] } as unknown as Control

/** Assesses fields of containers that are not set yet, `pod` and `v0` as the pod and a volume; logs what is applied together. */
const targetOf = (fields: readonly string[], refused: readonly string[]) => {
  const set = new Set<string>()
  const log: string[][] = []
  let assessments = 0
  const assess = (): Assessment[] => {
    assessments++
    return fields.map((name): Assessment => {
      const [container = '', field = ''] = name.split('.')
      const volume = /^v(\d+)$/.exec(container)?.[1]
      const ofPod = volume === undefined ? `/spec/${field}` : `/spec/volumes/${volume}/${field}`
      const isOfPod = container === 'pod' || volume !== undefined
      const path = isOfPod ? ofPod : `/spec/containers/0/${container}/${field}`
      const operations: Operation[] = [{ op: 'add', path, value: name }]
      const own = isOfPod ? { path } : { path, container }
      return set.has(name) ? { ...own, state: 'compliant' } : { ...own, state: 'open', operations }
    })
  }
  const target = {
    assess,
    decide: (control: Control, _: unknown, assessment: Assessment) => ({
      verdict: { verdict: assessment.state === 'open' ? 'changed' : 'compliant', control, assessment, ...assessment },
    }),
    tryApply: (_: unknown, changes: readonly (readonly Operation[])[]) => {
      const names = changes.map(([operation]) => String((operation as { value?: unknown }).value))
      log.push(names)
      for (const name of names) if (!refused.includes(name)) set.add(name)
      return names.map((name) => (refused.includes(name) ? REFUSAL : undefined))
    },
  } as unknown as HardeningTarget
  const decisions = new ControlRun(target, CONTROL, 'default').run()
  const verdicts = decisions.map(
    ({ verdict }) => `${verdict.verdict} ${verdict.assessment.path.replace(/^.*?0?\/(?=\w+\/\w+$)/, '')}`,
  )
  return { log, verdicts, assessments }
}

test('changes of different containers are applied together, other fields of a container after a new assessment', (t) => {
  const { log, verdicts, assessments } = targetOf(['a.1', 'a.2', 'b.1', 'b.2', 'c.1'], [])
  t.deepEqual(log, [
    ['a.1', 'b.1', 'c.1'],
    ['a.2', 'b.2'],
  ])
  t.deepEqual(verdicts, ['changed a/1', 'changed b/1', 'changed c/1', 'changed a/2', 'changed b/2'])
  t.is(assessments, 2)
})

test('the number of assessments does not grow with the number of containers', (t) => {
  const fields = Array.from({ length: 1000 }, (_, i) => [`c${i}.1`, `c${i}.2`]).flat()
  const { log, assessments } = targetOf(fields, ['c3.1'])
  t.is(assessments, 2)
  t.is(log.length, 3)
})

test('a refused change is held in its place, and the other fields of its container need no new assessment', (t) => {
  const { log, verdicts } = targetOf(['a.1', 'a.2', 'b.1', 'b.2', 'c.1'], ['b.1'])
  t.deepEqual(log, [['a.1', 'b.1', 'c.1'], ['b.2'], ['a.2']])
  t.deepEqual(verdicts, ['changed a/1', 'held b/1', 'changed b/2', 'changed c/1', 'changed a/2'])
})

test('a change of the pod is applied alone, and what follows is assessed again', (t) => {
  const { log, verdicts } = targetOf(['a.1', 'pod.x', 'b.1'], [])
  t.deepEqual(log, [['a.1'], ['b.1'], ['pod.x']])
  t.deepEqual(verdicts, ['changed a/1', 'changed b/1', 'changed spec/x'])
})

test('changes of different volumes are applied together, and another change of the pod after a new assessment', (t) => {
  const { log, verdicts, assessments } = targetOf(['v0.x', 'v1.x', 'a.1', 'pod.x', 'v1.y', 'v2.x'], [])
  t.deepEqual(log, [['v0.x', 'v1.x', 'a.1'], ['v2.x'], ['pod.x'], ['v1.y']])
  t.deepEqual(verdicts, ['changed 0/x', 'changed 1/x', 'changed a/1', 'changed 2/x', 'changed spec/x', 'changed 1/y'])
  t.is(assessments, 3)
})

test('the number of assessments does not grow with the number of volumes', (t) => {
  const { log, assessments } = targetOf(
    Array.from({ length: 1000 }, (_, i) => `v${i}.x`),
    [],
  )
  t.is(assessments, 1)
  t.is(log.length, 1)
})
