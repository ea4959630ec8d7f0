import { readFileSync } from 'node:fs'
import test from 'ava'
import { DOCKERFILE, imageCommand, instructionsOf } from './dockerfile.ts'
import { INSTALLED } from './programs.ts'

const instructions = instructionsOf(readFileSync(DOCKERFILE, 'utf8'))
const last = Math.max(...instructions.map(({ stage }) => stage))
const final = instructions.filter(({ stage }) => stage === last)
const textsOf = (name: string, among = instructions): string[] =>
  among.filter((instruction) => instruction.name === name).map(({ text }) => text)

test('a Dockerfile is read by instruction and stage, comments and continued lines too', (t) => {
  const text = '# a\nARG A=1\nFROM x AS y\nRUN a \\\n  b\n\n# c\nfrom z\nUSER nobody\n'
  t.deepEqual(instructionsOf(text), [
    { name: 'ARG', text: 'A=1', stage: -1 },
    { name: 'FROM', text: 'x AS y', stage: 0 },
    { name: 'RUN', text: 'a    b', stage: 0 },
    { name: 'FROM', text: 'z', stage: 1 },
    { name: 'USER', text: 'nobody', stage: 1 },
  ])
})

test('the image runs as a number other than root, as runAsNonRoot asks for', (t) => {
  t.regex(textsOf('USER', final).at(-1) ?? '', /^[1-9]\d*:[1-9]\d*$/)
})

test('the image needs no network, port, home or volume, and runs nothing of its own when it is made', (t) => {
  const names = new Set(final.map(({ name }) => name))
  t.deepEqual([...names].sort(), ['COPY', 'ENTRYPOINT', 'FROM', 'USER'])
})

test('the image is built by a named version of Node that the package supports, and has nothing of it', (t) => {
  const { engines } = JSON.parse(readFileSync('package.json', 'utf8'))
  const [, oldest] = /^>=(\d+)/.exec(engines.node) ?? []
  const [builder = '', base] = textsOf('FROM')
  const [, version] = /^docker\.io\/library\/node:(\d+)-bookworm-slim AS build$/.exec(builder) ?? []
  t.true(Number(version) >= Number(oldest))
  t.is(base, 'scratch')
})

test('the image starts the program itself, without a shell, and takes its files from the stage that builds it', (t) => {
  t.deepEqual(textsOf('ENTRYPOINT'), ['["/casehard"]'])
  t.deepEqual(textsOf('COPY', final), ['--from=build /rootfs /'])
  t.regex(textsOf('RUN')[0] ?? '', /&& npm run executable && node dev\/build\/rootfs\.mjs \/rootfs$/)
  t.deepEqual(imageCommand(), [INSTALLED])
})

test('what the image is built from is not kept out of it', (t) => {
  const ignored = readFileSync('.dockerignore', 'utf8').trim().split('\n')
  t.true(ignored.includes('node_modules'))
  t.true(ignored.includes('dist'))
  const needed = [
    'cmd',
    'dev',
    'src',
    'profiles',
    'examples',
    'executable',
    'LICENSE',
    'package.json',
    'package-lock.json',
    'tsconfig.json',
  ]
  for (const path of needed) t.false(ignored.includes(path), path)
})
