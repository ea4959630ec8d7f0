import { readHelmIgnore } from '../../cmd/files/search/ignore.ts'
import { type Dimension, type GrowthInput, hardening } from './dimension.ts'
import { container, object, pod, stream, times } from './manifests.ts'

/** A pod with one container, which has a text in one of its fields. */
const withText = (field: (quoted: string) => string, text: string): GrowthInput =>
  stream(pod('web', container(0, `    ${field(JSON.stringify(text))}\n`)))

const inScript = (quoted: string): string => `command: [sh, -c, ${quoted}]`

const withConfigMap = (data: string, mountPath: string, command: string): GrowthInput =>
  stream(
    object('v1', 'ConfigMap', 'scripts', `data:\n${data}`),
    pod(
      'web',
      container(0, `    command: [${command}]\n    volumeMounts: [{name: v, mountPath: ${mountPath}}]\n`),
      '  volumes: [{name: v, configMap: {name: scripts}}]\n',
    ),
  )

const scriptFile = (name: string, text: string): string => `  ${name}: ${JSON.stringify(`#!/bin/sh\n${text}`)}\n`

const REPEATED: readonly (readonly [name: string, text: string])[] = [
  ['blanks', ' '],
  ['tabs', '\t'],
  ['line feeds', '\n'],
  ['`$(`', '$('],
  ['dashes', '-'],
  ['`-1`', '-1'],
  ['`a-`', 'a-'],
  ['`$((`', '$(('],
  ['`${`', '${'],
  ['`${A:-`', '${A:-'],
  ['closed substitutions', '$(x y) '],
  ['quoted substitutions', '"$('],
  ['shells in substitutions', 'sh -c $('],
  ['backquotes', '`'],
  ['parentheses', '('],
  ['comments', '$(#x) '],
  ['here-documents', 'cat <<EOF\n'],
  ['keywords', '! '],
  ['slashes', '/a'],
  ['parents', '../'],
  ['backslashes', '\\'],
  ['assignments', 'A=$A '],
  ['assignments that double', 'A=$A$A; '],
  ['scripts', 'cd /tmp && sh -c "ping x"\n'],
  ['options', 'apt -a plugin -b '],
  ['names of plugins', 'x-plugin '],
  ['service variables', '_SERVICE_PORT'],
  ['reads of service variables', '$A_SERVICE_HOST '],
  ['schemes', '://'],
  ['letters', 'a'],
]

const FIELDS: readonly (readonly [name: string, field: (quoted: string) => string])[] = [
  ['an argument', (quoted) => `args: [${quoted}]`],
  ['a probe', (quoted) => `livenessProbe: {exec: {command: [sh, -c, ${quoted}]}}`],
  ['a variable', (quoted) => `env: [{name: OPTIONS, value: ${quoted}}]`],
]

const repeated = (where: string, field: (quoted: string) => string, texts: typeof REPEATED): Dimension[] =>
  texts.map(([name, text]) =>
    hardening(`${name} in ${where}`, 1000, (n) =>
      withText(field, `a${text.repeat(Math.ceil((2 * n) / text.length))}b`),
    ),
  )

const MOST_CHARACTERS = 200

/** Dimensions of the length of a text. */
export const TEXTS: readonly Dimension[] = [
  ...repeated('a script', inScript, REPEATED),
  ...FIELDS.flatMap(([where, field]) => repeated(where, field, REPEATED.slice(0, 7))),
  hardening('commands in a script', 100, (n) =>
    withText(
      inScript,
      times(n, (i) => `mkdir -p /data/${i}; `),
    ),
  ),
  hardening('substitutions in each other', 1000, (n) => withText(inScript, `${'a $('.repeat(n)}b${')'.repeat(n)}`)),
  hardening('blanks in a ConfigMap', 1000, (n) =>
    withConfigMap(scriptFile('run.sh', `a${' '.repeat(n)}b`), '/scripts', '/scripts/run.sh'),
  ),
  hardening('lines of a ConfigMap', 100, (n) =>
    withConfigMap(
      scriptFile(
        'run.sh',
        times(n, (i) => `mkdir -p /data/${i}\n`),
      ),
      '/scripts',
      '/scripts/run.sh',
    ),
  ),
  hardening('scripts of a ConfigMap', 20, (n) =>
    withConfigMap(
      times(n, (i) => scriptFile(`s${i}.sh`, `/scripts/s${i + 1}.sh\n`)),
      '/scripts',
      '/scripts/s0.sh',
    ),
  ),
  hardening('lines without content', 1000, (n) => stream('\n'.repeat(n), pod('web'))),
  {
    name: 'stars in a pattern of .helmignore',
    base: 10,
    prepare: (n) => {
      const ignores = readHelmIgnore(`${'*a'.repeat(n)}*b\n`)
      const path = 'a'.repeat(MOST_CHARACTERS)
      return () => times(100, () => String(ignores(path, false)))
    },
  },
  {
    name: 'patterns of .helmignore',
    base: 100,
    prepare: (n) => {
      const text = times(n, (i) => `*a*a*a${i}\n`)
      return () => readHelmIgnore(text)('a'.repeat(MOST_CHARACTERS), false)
    },
  },
]
