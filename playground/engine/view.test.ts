import { readFileSync } from 'node:fs'
import test from 'ava'
import { builtinImages } from '../../cmd/run/configuration.ts'
import { builtinProfiles } from '../../cmd/run/profiles.ts'
import { writeSettings } from './decisions.ts'
import { run } from './run.ts'
import { overviewOf, viewOf } from './view.ts'

const report = (() => {
  const task = { profile: 'restricted', settings: writeSettings('restricted', []), today: '2026-01-01' }
  const text = readFileSync('examples/shop.yaml', 'utf8')
  const outcome = run({ ...task, text }, { profiles: builtinProfiles(), images: builtinImages(), version: '1.0.0' })
  if ('error' in outcome) throw new Error(outcome.error.message)
  return outcome.report
})()

test('a view has the first objects with such verdicts, and the number of the others', (t) => {
  const all = viewOf(report, { verdict: '', most: 100 })
  t.true(all.workloads.length > 1)
  t.is(all.rest, 0)
  const first = viewOf(report, { verdict: '', most: 1 })
  t.deepEqual([first.workloads, first.rest], [all.workloads.slice(0, 1), all.workloads.length - 1])
  for (const verdict of ['changed', 'held'] as const) {
    const list = verdict === 'held' ? 'held' : 'changes'
    const { workloads, rest } = viewOf(report, { verdict, most: 100 })
    t.deepEqual([workloads, rest], [all.workloads.filter((workload) => workload[list].length > 0), 0])
  }
})

test('the overview counts the pods that meet restricted', (t) => {
  const { summary, restricted } = overviewOf(report)
  t.is(summary, report.summary)
  const met = report.pods.filter(({ level }) => level.after === 'restricted').length
  t.true(met > 0)
  t.deepEqual(restricted, { before: 0, after: met })
})
