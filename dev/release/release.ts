// Makes the files of a release in dist/release, and uploads nothing: .github/workflows/release.yml does that.
//
//     npm run release                  for a clean checkout of the version's tag; fails if anything cannot be made
//     npm run release -- --dry-run     for any checkout; says what was skipped, and why
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { makeImage } from './image.ts'
import { filesIn, type Make, type Making, type Signing, Skipped } from './making.ts'
import { makeAction, makeExecutable, makeNpmPackage, makeSchemas } from './package.ts'
import { makeHelmPlugin } from './plugin.ts'
import { makeSboms } from './sbom.ts'

/** All artefacts by the names that `--only` takes. */
const ARTEFACTS: Record<string, Make> = {
  npm: makeNpmPackage,
  executable: makeExecutable,
  image: makeImage,
  'helm-plugin': makeHelmPlugin,
  schemas: makeSchemas,
  action: makeAction,
  sbom: makeSboms,
}

const SUMS = 'SHA256SUMS'

const OPTIONS = {
  'dry-run': { type: 'boolean' },
  output: { type: 'string', default: 'dist/release' },
  only: { type: 'string', multiple: true },
  key: { type: 'string' },
  keyring: { type: 'string' },
  'passphrase-file': { type: 'string' },
} as const

const parse = () => parseArgs({ options: OPTIONS }).values

const git = (...args: string[]): string => spawnSync('git', args, { encoding: 'utf8' }).stdout?.trim() ?? ''

/** The time of the release: SOURCE_DATE_EPOCH, or that of the commit, in seconds since 1970. */
const findEpoch = (): number => {
  const text = process.env.SOURCE_DATE_EPOCH || git('log', '-1', '--format=%ct') || '0'
  if (!/^\d+$/.test(text)) throw new Error(`SOURCE_DATE_EPOCH: "${text}" is not a number of seconds since 1970`)
  return Number(text)
}

/** Throws an error unless the checkout is exactly the tag of the version. */
const checkTag = (version: string): void => {
  const tags = git('tag', '--points-at', 'HEAD').split('\n')
  if (!tags.includes(`v${version}`)) throw new Error(`HEAD is not tagged v${version}; use --dry-run for any checkout`)
  if (git('status', '--porcelain') !== '') throw new Error('files have changed since the commit; use --dry-run')
}

const signingOf = (values: ReturnType<typeof parse>): Signing | undefined => {
  const { key, keyring, 'passphrase-file': passphraseFile } = values
  if (key === undefined && keyring === undefined) return undefined
  if (key === undefined || keyring === undefined) throw new Error('--key and --keyring need each other')
  return { key, keyring, ...(passphraseFile === undefined ? {} : { passphraseFile }) }
}

const chooseArtefacts = (only: readonly string[] | undefined): [name: string, make: Make][] => {
  const unknown = only?.find((name) => !(name in ARTEFACTS))
  if (unknown !== undefined)
    throw new Error(`--only: unknown artefact "${unknown}"; use ${Object.keys(ARTEFACTS).join(', ')}`)
  return Object.entries(ARTEFACTS).filter(([name]) => only?.includes(name) ?? true)
}

/** Makes artefacts one after the other and prints a line for each; returns the reasons for those that were skipped. */
const makeAll = (making: Making, artefacts: readonly [string, Make][]): string[] =>
  artefacts.flatMap(([name, make]) => {
    try {
      for (const file of make(making))
        console.log(`${name}: ${file}, ${Math.ceil(statSync(join(making.output, file)).size / 1024)} KiB`)
      return []
    } catch (error) {
      if (!(error instanceof Skipped)) throw error
      console.log(`${name}: skipped, because ${error.message}`)
      return [name]
    }
  })

const writeSums = (output: string): void => {
  const lines = filesIn(output).map((name) => {
    const hash = createHash('sha256').update(readFileSync(join(output, name)))
    return `${hash.digest('hex')}  ${name}\n`
  })
  writeFileSync(join(output, SUMS), lines.join(''))
}

const release = (): void => {
  const values = parse()
  const { version } = JSON.parse(readFileSync('package.json', 'utf8'))
  if (values['dry-run'] !== true) checkTag(version)
  const artefacts = chooseArtefacts(values.only)
  const signing = signingOf(values)
  const output = resolve(values.output)
  rmSync(output, { recursive: true, force: true })
  mkdirSync(output, { recursive: true })
  const work = mkdtempSync(join(tmpdir(), 'casehard-release-'))
  try {
    const making = { version, epoch: findEpoch(), output, work, ...(signing === undefined ? {} : { signing }) }
    const skipped = makeAll(making, artefacts)
    if (artefacts.some(([name]) => name === 'helm-plugin') && signing === undefined)
      console.log(
        'helm-plugin: not signed; Helm 4 installs it with --verify=false only. Sign it with --key and --keyring',
      )
    writeSums(output)
    if (skipped.length > 0 && values['dry-run'] !== true) throw new Error(`not made: ${skipped.join(', ')}`)
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

try {
  release()
} catch (error) {
  console.error(`release: ${(error as Error).message}`)
  process.exitCode = 1
}
