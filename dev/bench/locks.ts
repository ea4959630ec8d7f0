import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { formatLock } from '../../cmd/images/lock-file.ts'
import type { LockedImage } from '../../src/model.ts'
import { PROGRAM } from '../../test/support/streams.ts'
import type { BenchInput } from './inputs.ts'
import { benchEnvironment, firstQuartile, type Job, type Measured, time } from './measure.ts'

/** Images in a lock file. */
const IMAGES = 500

/** An entry with as many facts as those of usual images, a kilobyte. */
const entryFor = (image: string, index: number): LockedImage => ({
  image,
  digest: `sha256:${String(index).padStart(64, '0')}`,
  platform: 'linux/amd64',
  found: '2026-11-30',
  config: {
    user: 'app',
    entrypoint: ['docker-entrypoint.sh'],
    command: ['server', '--port', '8080'],
    workingDir: '/srv/app',
    env: ['APP_HOME', 'LANG', 'PATH'],
    ports: ['8080/tcp', '9090/tcp'],
    volumes: ['/data'],
  },
  files: {
    shell: true,
    accounts: [{ name: 'app', uid: 1000, gid: 1000, home: '/srv/app' }],
    temporary: ['/tmp', '/var/tmp'],
    writable: [{ user: 1000, paths: ['/data', '/srv/app'] }],
    seeded: ['/etc/alternatives', '/run', '/srv/app', '/var/lib/dpkg/alternatives', '/var/log'],
    setuid: 'chfn chsh gpasswd mount newgrp passwd su umount'.split(' ').map((name) => `/usr/bin/${name}`),
    program: '/usr/local/bin/docker-entrypoint.sh',
    script: { path: '/usr/local/bin/docker-entrypoint.sh', asksForUser: true },
  },
})

const writeLock = (path: string, own: readonly string[]): string => {
  const others = Array.from({ length: IMAGES - own.length }, (_, index) => `registry.example/team/app-${index}:1.0`)
  const images = [...own, ...others].sort().map(entryFor)
  writeFileSync(path, formatLock({ apiVersion: 'casehard.dev/v1', kind: 'ImageLock', images }))
  return path
}

const imagesIn = (path: string): string[] => [
  ...new Set(
    [...readFileSync(path, 'utf8').matchAll(/^[ -]*image: ["']?([^\s"']+)/gm)].map(([, name]) => name as string),
  ),
]

/** Measures what a lock file costs, with the images of the input in it and without them, and prints a row for each. */
export const raceLocks = ({ name, path, rounds }: BenchInput, folder: string): void => {
  const rows = [
    { name: 'no lock file', lock: 'none' },
    { name: `${IMAGES} other images`, lock: writeLock(join(folder, 'others.yaml'), []) },
    {
      name: `${IMAGES} images, those of the input among them`,
      lock: writeLock(join(folder, 'own.yaml'), imagesIn(path)),
    },
  ].map((row) => ({ ...row, taken: [] as Measured[] }))
  const jobOf = (lock: string): Job => ({
    command: process.execPath,
    args: [PROGRAM],
    input: path,
    output: join(folder, 'output.yaml'),
    env: { ...benchEnvironment(), CASEHARD_IMAGES: lock, CASEHARD_REPORT: join(folder, 'report.json') },
  })
  // The first round only warms the file cache. The differences are small, so there are more rounds.
  for (let round = 0; round <= 3 * rounds; round++) {
    for (const { lock, taken } of rows) {
      const measured = time(jobOf(lock))
      if (measured.code !== 0)
        throw new Error(`casehard fails with exit code ${measured.code} and the lock file ${lock}`)
      if (round > 0) taken.push(measured)
    }
  }
  const quartile = (taken: readonly Measured[], of: 'wall' | 'cpu'): number =>
    firstQuartile(taken.map((run) => run[of]))
  const [none] = rows
  const cell = (taken: readonly Measured[], of: 'wall' | 'cpu'): string => {
    const more = quartile(taken, of) - quartile(none?.taken ?? [], of)
    return `${Math.round(quartile(taken, of))} ms | ${more.toFixed(1)} ms`
  }
  console.log(`\n| lock file, ${name} | time | more | CPU time | more |`)
  console.log('|---|--:|--:|--:|--:|')
  for (const { name: row, taken } of rows) console.log(`| ${row} | ${cell(taken, 'wall')} | ${cell(taken, 'cpu')} |`)
}
