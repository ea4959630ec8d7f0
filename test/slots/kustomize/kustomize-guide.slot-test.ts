import { readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import { imageCommand } from '../../support/dockerfile.ts'
import { readBlocks } from '../../support/page-blocks.ts'
import { harden, installInto, makeFolder, objectsByName, slot, testWith } from '../../support/slots.ts'
import { build, KUSTOMIZES, withDocker, writeInto } from './kustomize.ts'
import { SHOP } from './kustomize-shop.ts'

/** The name of the file that a block of YAML is, by its first line. */
const fileOf = (text: string): string => /^# (\S+)\n/.exec(text)?.[1] ?? ''

for (const kustomize of KUSTOMIZES.filter(({ exec }) => exec))
  testWith(kustomize.name, 'kubectl')(
    `the guide's lines harden what ${kustomize.name} and kubectl build`,
    async (t) => {
      const folder = makeFolder()
      const app = writeInto(join(folder, 'app'), {
        'shop.yaml': SHOP['shop.yaml'],
        'kustomization.yaml': 'resources: [shop.yaml]\n',
      })
      const { XDG_CONFIG_HOME: _, ...env } = installInto(folder)
      symlinkSync(slot(kustomize.name), join(folder, 'bin', 'kustomize'))
      symlinkSync(slot('kubectl'), join(folder, 'bin', 'kubectl'))
      const there = { ...withDocker(folder, env, imageCommand()), HOME: join(folder, 'home') }
      const wanted = objectsByName(await harden(await build(kustomize, app, env), env))
      const run = (line: string) =>
        execa('bash', ['-o', 'pipefail', '-c', line], {
          cwd: app,
          env: there,
          extendEnv: false,
          stripFinalNewline: false,
        })
      const ran: string[] = []
      for (const { language, text } of readBlocks('docs/guides/kustomize.md')) {
        if (language === 'yaml') writeInto(app, { [fileOf(text)]: text })
        else
          for (const line of text.trimEnd().split('\n')) {
            const { stdout } = await run(line)
            const [, file] = /> (\S+)$/.exec(line) ?? []
            const built = file === undefined ? stdout : readFileSync(join(app, file), 'utf8')
            const builds = /kustomize /.test(line) && !/casehard (?:check|plugin)/.test(line)
            if (builds) t.deepEqual(objectsByName(built), wanted, line)
            ran.push(line)
          }
      }
      t.true(ran.length >= 6)
      // What the guide gives to CI tells: the same line fails over a build that skips the function.
      writeInto(app, { 'kustomization.yaml': 'resources: [shop.yaml]\n' })
      const checks = ran.filter((line) => line.includes('casehard check'))
      t.true(checks.length > 0)
      for (const line of checks) t.is((await run(line).catch(({ exitCode }) => ({ exitCode }))).exitCode, 1, line)
    },
  )
