import test from 'ava'
import type { Assessment, Control, Operation } from '../../model.ts'
import { ControlRun, type HardeningTarget, type Refusal } from './run-control.ts'

const REFUSAL: Refusal = { reason: 'refused', evidence: { source: 'kubernetes', text: 'refused' } }

const CONTROL = { id: 'x', references: [] } as unknown as Control

/** Assesses fields of containers that are not set yet, and `pod` as a field of the pod; logs what is applied together. */
const targetOf = (fields: readonly string[], refused: readonly string[]) => {
  const set = new Set<string>()
  const log: string[][] = []
  let assessments = 0
  const assess = (): Assessment[] => {
    assessments++
    return fields.map((name): Assessment => {
      const [container = '', field = ''] = name.split('.')
      const path = container === 'pod' ? `/spec/${field}` : `/spec/containers/0/${container}/${field}`
      const operations: Operation[] = [{ op: 'add', path, value: name }]
      const own = container === 'pod' ? { path } : { path, container }
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
