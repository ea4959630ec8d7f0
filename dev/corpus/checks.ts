import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { EXIT_REFUSED } from '../../cmd/cli/failure.ts'
import type { Report } from '../../src/model.ts'
import type { CorpusFile } from '../../test/support/streams.ts'
import type { Oracles } from './oracles.ts'
import { hardenFile } from './program.ts'

/** What came of one file. */
export interface Outcome {
  file: CorpusFile
  output: string
  /** Absent if the input was refused. */
  report?: Report
  findings: string[]
}

/** Runs an oracle and returns its findings: all lines except the last, which is the summary. */
const ask = async (oracle: string, args: readonly string[]): Promise<string[]> => {
  const { exitCode, stdout, stderr } = await execa(oracle, args, { reject: false })
  if (exitCode === 0) return []
  const lines = stdout.trimEnd().split('\n').slice(0, -1)
  return [...lines, ...stderr.trimEnd().split('\n')].filter((line) => line !== '')
}

const isReadable = async (kubecheck: string, path: string): Promise<boolean> => {
  const { stdout } = await execa(kubecheck, ['valid', '--json', path], { reject: false })
  return JSON.parse(stdout).summary.unreadable === 0
}

/** Hardens a file twice with generators; returns the findings of the oracles. */
const checkGenerated = async (file: CorpusFile, folder: string, { judge, kubecheck }: Oracles): Promise<string[]> => {
  const [output, again, report, second] = ['yaml', 'again.yaml', 'json', 'again.json'].map((extension) =>
    join(folder, `${file.name.replace('/', '-')}.generated.${extension}`),
  ) as [string, string, string, string]
  const { code, message } = await hardenFile(file.path, output, report, ['--generate'])
  if (code !== 0) return [`exit code ${code}: ${message}`]
  await hardenFile(output, again, second, ['--generate'])
  const added = (JSON.parse(readFileSync(report, 'utf8')) as Report).changes.filter((change) => change.document.new)
  const names = new Set(added.map(({ resource }) => resource.name))
  const { stdout } = await execa(kubecheck, ['valid', '--all', '--json', output], { reject: false })
  const valid = (JSON.parse(stdout).objects as { name: string; verdict: string }[]).filter(
    ({ name, verdict }) => verdict === 'valid' && names.has(name),
  )
  return [
    ...(await ask(judge, ['stream', file.path, output, report])),
    ...(await ask(judge, ['same', output, again])).map((finding) => `second pass: ${finding}`),
    ...(valid.length === added.length ? [] : [`${added.length} objects are added, ${valid.length} of them are valid`]),
  ].map((finding) => `--generate: ${finding}`)
}

/** Hardens a file twice; returns the findings of the oracles. */
const check = async (file: CorpusFile, folder: string, { judge, kubecheck }: Oracles): Promise<Outcome> => {
  const [output, again, report, second] = ['yaml', 'again.yaml', 'json', 'again.json'].map((extension) =>
    join(folder, `${file.name.replace('/', '-')}.${extension}`),
  ) as [string, string, string, string]
  const { code, message } = await hardenFile(file.path, output, report)
  if (code !== 0) {
    const right = code === EXIT_REFUSED && !(await isReadable(kubecheck, file.path))
    return { file, output, findings: right ? [] : [`exit code ${code}: ${message}`] }
  }
  const repeat = await hardenFile(output, again, second)
  const findings = [
    ...(repeat.code === 0 ? [] : [`the output is refused as input: exit code ${repeat.code}: ${repeat.message}`]),
    ...(await ask(judge, ['stream', file.path, output, report])),
    ...(await ask(judge, ['same', output, again])).map((finding) => `second pass: ${finding}`),
    ...(await ask(kubecheck, ['compare', file.path, output])),
    ...(await checkGenerated(file, folder, { judge, kubecheck })),
  ]
  const fresh = repeat.code === 0 ? (JSON.parse(readFileSync(second, 'utf8')) as Report).changes.length : 0
  if (fresh > 0) findings.push(`second pass: ${fresh} changes reported`)
  return { file, output, report: JSON.parse(readFileSync(report, 'utf8')), findings }
}

/** Takes files through casehard, some at once, and asks the oracles of each. */
export const checkAll = async (files: CorpusFile[], folder: string, oracles: Oracles): Promise<Outcome[]> => {
  const outcomes: Outcome[] = []
  const queue = [...files.entries()]
  const work = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      outcomes[next[0]] = await check(next[1], folder, oracles)
    }
  }
  await Promise.all(Array.from({ length: availableParallelism() }, work))
  return outcomes
}
