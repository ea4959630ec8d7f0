import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { POST_RENDERER, prepareHelm } from '../../test/slots/helm/helms.ts'
import { WEB_CHART } from '../../test/support/charts.ts'
import { slot } from '../../test/support/slot-path.ts'
import { firstQuartile, type Job, time, withoutSlowing } from './measure.ts'

/** A program that can call casehard: the same work without it and with it. */
interface Caller {
  name: string
  without: readonly string[]
  with: readonly string[]
  cwd: string
  env: NodeJS.ProcessEnv
}

/** What a caller took, in milliseconds (first quartiles). */
interface Result {
  name: string
  without: number
  with: number
}

const CHART = resolve(WEB_CHART.path)

const functionOf = (program: string): string => `apiVersion: casehard.dev/v1
kind: Hardening
metadata:
  name: casehard
  annotations:
    config.kubernetes.io/function: |
      exec: {path: ${program}}
spec:
  profile: restricted
`

const prepareTemplate = (binary: string): Caller => {
  const { folder, env } = prepareHelm(binary)
  const without = ['template', 'shop', CHART]
  return { name: `${binary} template`, without, with: [...without, ...POST_RENDERER], cwd: folder, env }
}

const prepareBuilds = async (): Promise<Caller[]> => {
  const { folder, env, run } = prepareHelm('helm3')
  const rendered = await run(['template', 'shop', CHART])
  const add = (name: string, program?: string): void => {
    mkdirSync(join(folder, name))
    writeFileSync(join(folder, name, 'shop.yaml'), rendered)
    writeFileSync(join(folder, name, 'function.yaml'), functionOf(program ?? ''))
    const transformers = program === undefined ? '' : 'transformers: [function.yaml]\n'
    writeFileSync(join(folder, name, 'kustomization.yaml'), `resources: [shop.yaml]\n${transformers}`)
  }
  add('plain')
  add('copied', '/bin/cat')
  add('hardened', '../bin/casehard')
  const build = (name: string): string[] => ['build', '--enable-alpha-plugins', '--enable-exec', name]
  const caller = { with: build('hardened'), cwd: folder, env }
  return [
    { ...caller, name: 'kustomize build', without: build('plain') },
    // Kustomize's own work for a function, whatever that does, is more than all else.
    { ...caller, name: 'kustomize build, cat as its function instead', without: build('copied') },
  ]
}

const CALLERS: readonly { binary: string; needs: readonly string[]; prepare(): Promise<Caller[]> }[] = [
  { binary: 'helm3', needs: ['helm3'], prepare: async () => [prepareTemplate('helm3')] },
  { binary: 'helm4', needs: ['helm4'], prepare: async () => [prepareTemplate('helm4')] },
  { binary: 'kustomize', needs: ['kustomize', 'helm3'], prepare: prepareBuilds },
]

const measure = ({ name, ...caller }: Caller, binary: string, rounds: number): Result => {
  const jobOf = (args: readonly string[]): Job => ({
    command: slot(binary),
    args,
    input: '/dev/null',
    output: join(caller.cwd, 'output.yaml'),
    cwd: caller.cwd,
    env: withoutSlowing(caller.env),
  })
  const jobs = [jobOf(caller.without), jobOf(caller.with)]
  const times = jobs.map((): number[] => [])
  // The first round only warms the file cache.
  for (let round = 0; round <= rounds; round++) {
    for (const [index, job] of jobs.entries()) {
      const { wall, code } = time(job)
      if (code !== 0) throw new Error(`${name} ends with ${code}: ${[job.command, ...job.args].join(' ')}`)
      if (round > 0) times[index]?.push(wall)
    }
  }
  return { name, without: firstQuartile(times[0] ?? []), with: firstQuartile(times[1] ?? []) }
}

/** Measures the programs of the slots that are there, with and without casehard in turn, and prints a row for each. */
export const raceSlots = async (rounds: number): Promise<void> => {
  console.log('\n| caller | without casehard | with it | ratio |')
  console.log('|---|--:|--:|--:|')
  const absent: string[] = []
  for (const { binary, needs, prepare } of CALLERS) {
    const missing = needs.filter((name) => !existsSync(slot(name)))
    absent.push(...missing)
    for (const caller of missing.length > 0 ? [] : await prepare()) {
      const result = measure(caller, binary, rounds)
      const ratio = (result.with / result.without).toFixed(2)
      console.log(`| ${result.name} | ${Math.round(result.without)} ms | ${Math.round(result.with)} ms | ${ratio} |`)
    }
  }
  if (absent.length === 0) return
  const names = [...new Set(absent)].join(', ')
  console.log(`\nNot all rows are there: no ${names} in testdata/slots/bin; npm run slots puts them there.`)
}
