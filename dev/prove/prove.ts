import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { execa } from 'execa'
import type { Report } from '../../src/model.ts'
import { PROGRAM } from '../../test/support/streams.ts'
import { hardenFile } from '../corpus/program.ts'
import { type Cluster, clusterOf } from './cluster.ts'
import { lockWorkloads } from './locked.ts'
import { countImages, lockedPageOf, pageOf, sayImages } from './page.ts'
import { tryOut } from './steps.ts'
import { isRestricted, problemsOf, type Row, summaryOf, type Trial, tableOf } from './table.ts'
import { readWorkloads, type Workload } from './workload.ts'

/*
 * Runs workloads on a real cluster, as they are and hardened, on nodes with and without open low ports, and fails if one
 * worked and does not work hardened. Arguments are words: only workloads whose names contain one of them run.
 *
 *   --locked        give the images names that no fact knows, and harden with a lock file of them
 *   --images        build the images of `testdata/prove/images` first
 *   --ports KIND    only `open` or `closed`
 *   --jobs NUMBER   workloads at a time, 3 by default
 *   --keep FILE     read the results of earlier runs of the same manifests from it, and add those of this run
 *   --write FILE    write the result as a page
 */

const FOLDER = 'testdata/prove'

/** The share of the workloads that have to pass Pod Security `restricted` hardened. */
const LEAST_RESTRICTED = 0.8

/** With `--locked`, the number of the cluster's images that have to have a workload which passes `restricted`. */
const LEAST_IMAGES = 15

const LEVELS = ['privileged', 'baseline', 'restricted']

const lowest = (levels: readonly string[]): string => LEVELS.find((level) => levels.includes(level)) ?? '-'

const hardenedPath = (folder: string, { name }: Workload): string => join(folder, `${name}.yaml`)

const hardenInto = async (folder: string, workload: Workload, lock: string | undefined): Promise<Row> => {
  const { path, name, config } = workload
  const report = join(folder, `${name}.json`)
  const options = [
    ...(config === undefined ? [] : ['--config', config]),
    ...(lock === undefined ? [] : ['--images', lock]),
  ]
  const { code, message } = await hardenFile(path, hardenedPath(folder, workload), report, options)
  if (code !== 0) throw new Error(`${path}: exit code ${code}: ${message}`)
  const { pods }: Report = JSON.parse(readFileSync(report, 'utf8'))
  const levels = {
    before: lowest(pods.map(({ level }) => level.before)),
    after: lowest(pods.map(({ level }) => level.after)),
  }
  return { workload, levels, trials: [] }
}

const buildImages = async (cluster: Cluster): Promise<void> => {
  const folder = join(FOLDER, 'images')
  for (const name of readdirSync(folder).sort()) {
    const image = /^# image: (.+)$/m.exec(readFileSync(join(folder, name, 'Dockerfile'), 'utf8'))?.[1]
    if (image === undefined) throw new Error(`${folder}/${name}/Dockerfile:1: no \`# image: NAME:TAG\``)
    const { ok, text } = await cluster.build(image, join(folder, name))
    console.log(ok ? `built ${image}` : `${name}: ${text}`)
    if (!ok) throw new Error(`${name}: the image is not built`)
  }
}

/** The results of one workload, and a hash of its manifest in both forms. */
interface Kept {
  of: string
  trials: Trial[]
}

type Results = Record<string, Kept>

/** Adds the earlier trials of the same manifests to the rows; the rows then share their trials with the results. */
const takeKept = (rows: readonly Row[], results: Results, folder: string): void => {
  for (const row of rows) {
    const { workload } = row
    const hash = createHash('sha256')
    for (const path of [workload.path, hardenedPath(folder, workload)]) hash.update(readFileSync(path))
    const of = hash.digest('hex')
    const kept = results[workload.name]
    if (kept?.of === of) row.trials.push(...kept.trials)
    results[workload.name] = { of, trials: row.trials }
  }
}

/** Runs each row in both forms, some at a time, on one kind of nodes. */
const runAll = async (
  cluster: Cluster,
  rows: readonly Row[],
  { openPorts, jobs, folder, save }: { openPorts: boolean; jobs: number; folder: string; save(): void },
): Promise<void> => {
  await cluster.start(openPorts)
  const queue = rows.filter(({ trials }) => !trials.some((trial) => trial.openPorts === openPorts))
  const work = async (): Promise<void> => {
    for (let row = queue.shift(); row !== undefined; row = queue.shift()) {
      const { workload, trials } = row
      const before = await tryOut(cluster, workload, `${workload.name}-0`, workload.path)
      const after = await tryOut(cluster, workload, `${workload.name}-1`, hardenedPath(folder, workload))
      trials.push({ openPorts, before, after })
      save()
      const kind = openPorts ? 'open' : 'closed'
      console.log(`${kind}: ${workload.name}: ${before ?? 'works'}; hardened: ${after ?? 'works'}`)
    }
  }
  try {
    await Promise.all(Array.from({ length: jobs }, work))
  } finally {
    await cluster.stop()
  }
}

const main = async (): Promise<number> => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      locked: { type: 'boolean' },
      images: { type: 'boolean' },
      ports: { type: 'string' },
      jobs: { type: 'string', default: '3' },
      keep: { type: 'string' },
      write: { type: 'string' },
    },
  })
  const cluster = clusterOf(process.env)
  if (cluster === undefined) {
    console.log('prove: skipped; CASEHARD_CLUSTER names the program of a cluster, CASEHARD_CLUSTER_STATE its folder')
    return 0
  }
  if (!existsSync(PROGRAM)) throw new Error('dist is missing: run npm run build')
  const folder = mkdtempSync(join(tmpdir(), 'casehard-prove-'))
  try {
    if (values.images === true) await buildImages(cluster)
    const own = readWorkloads(FOLDER, positionals)
    const { workloads, lock } =
      values.locked === true ? await lockWorkloads(own, cluster.layout, folder) : { workloads: own, lock: undefined }
    const rows: Row[] = []
    for (const workload of workloads) rows.push(await hardenInto(folder, workload, lock))
    const { keep } = values
    const results: Results = keep !== undefined && existsSync(keep) ? JSON.parse(readFileSync(keep, 'utf8')) : {}
    takeKept(rows, results, folder)
    const save = (): void => {
      if (keep !== undefined) writeFileSync(keep, JSON.stringify(results, undefined, 1))
    }
    const kinds = { open: true, closed: false }
    for (const [kind, openPorts] of Object.entries(kinds))
      if (values.ports === undefined || values.ports === kind)
        await runAll(cluster, rows, { openPorts, jobs: Number(values.jobs), folder, save })
    const problems = rows.flatMap(problemsOf)
    const images = countImages(rows, own, FOLDER)
    console.log(['', tableOf(rows), '', ...summaryOf(rows), sayImages(images), ...problems].join('\n'))
    if (values.write !== undefined) {
      const { stdout } = await execa('git', ['rev-parse', '--short', 'HEAD'])
      const page =
        values.locked === true ? lockedPageOf(rows, images, problems, stdout) : pageOf(rows, problems, stdout)
      writeFileSync(values.write, page)
    }
    const restricted = rows.filter(isRestricted).length
    const isEnough =
      values.locked === true ? images.restricted >= LEAST_IMAGES : restricted >= LEAST_RESTRICTED * rows.length
    return problems.length === 0 && (positionals.length > 0 || isEnough) ? 0 : 1
  } finally {
    rmSync(folder, { recursive: true })
  }
}

process.exitCode = await main()
