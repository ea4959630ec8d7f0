import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { execa } from 'execa'
import { stringify } from 'yaml'
import { slot } from '../../support/slots.ts'

/** A program that builds kustomizations. */
export interface Kustomize {
  name: string
  /** The word that makes it build. */
  command: string
  /** Whether it has a flag that lets functions run as programs of the machine. */
  exec: boolean
}

export const KUSTOMIZES: readonly Kustomize[] = [
  { name: 'kustomize', command: 'build', exec: true },
  { name: 'kustomize5', command: 'build', exec: true },
  { name: 'kubectl', command: 'kustomize', exec: false },
]

/** Lets container functions and exec plugins run. */
export const ALPHA = ['--enable-alpha-plugins']

/** Lets exec functions run as well. */
export const EXEC = [...ALPHA, '--enable-exec']

/** Writes files and their folders; makes files that start with `#!` executable. */
export const writeInto = (folder: string, files: Readonly<Record<string, string>>): string => {
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
    if (text.startsWith('#!')) chmodSync(path, 0o755)
  }
  return folder
}

/** Returns a Hardening for `transformers:`, with the annotation that tells Kustomize how to run casehard, if necessary. */
export const hardeningYaml = (how?: object, spec: object = {}): string => {
  const annotations = how === undefined ? {} : { annotations: { 'config.kubernetes.io/function': stringify(how) } }
  const metadata = { name: 'shop', ...annotations }
  return stringify({ apiVersion: 'casehard.dev/v1', kind: 'Hardening', metadata, spec })
}

/** casehard as an exec function, found on the PATH; Kustomize before 5.7 takes no `args`. */
export const BY_EXEC = { exec: { path: 'casehard' } }

/** What a program makes of a kustomization, whether it fails or not. */
export const tryBuild = (
  { name, command }: Kustomize,
  folder: string,
  env: NodeJS.ProcessEnv,
  flags: readonly string[] = [],
) => execa(slot(name), [command, ...flags, folder], { env, extendEnv: false, reject: false, stripFinalNewline: false })

/** Builds a kustomization with a program; rejects if it fails. */
export const build = async (...args: Parameters<typeof tryBuild>): Promise<string> => {
  const { failed, message, stdout } = await tryBuild(...args)
  if (failed) throw new Error(message)
  return stdout
}

/**
 * Puts a `docker` before all others on the PATH that notes its arguments in a file and runs a program of this machine
 * in place of a container: without our variables, from the root folder, with a home that is not there.
 * @param program the command of the image
 */
export const withDocker = (folder: string, env: NodeJS.ProcessEnv, program: readonly string[]): NodeJS.ProcessEnv => {
  const bin = resolve(folder, 'docker-bin')
  const quoted = program.map((word) => `'${word}'`).join(' ')
  writeInto(bin, {
    docker: `#!/bin/sh
printf '%s\\n' "$@" > '${join(folder, 'docker-arguments')}'
cd /
exec env -i PATH="$PATH" HOME=/nonexistent ${quoted}
`,
  })
  return { ...env, PATH: `${bin}:${env.PATH}` }
}
