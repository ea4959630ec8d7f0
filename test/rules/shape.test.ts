import test from 'ava'
import { findShapeProblems } from '../../dev/shape/rules.ts'
import { readSources, type SourceFile } from '../../dev/shape/sources.ts'

const sourceFile = (path: string, lines: number, ...imports: string[]): SourceFile => ({
  path,
  text: '',
  lines,
  isTest: false,
  imports: imports.map((to) => ({ from: path, to, form: 'static' })),
})

const problemsOf = (...sources: SourceFile[]): string[] =>
  findShapeProblems(sources).filter((problem) => !problem.includes('needs no exception'))

test('the files of the project keep the rules of its shape', (t) => {
  t.deepEqual(findShapeProblems(readSources()), [])
})

test('a folder with 17 source files is a problem, unless it is a catalogue', (t) => {
  const files = (folder: string) => Array.from({ length: 17 }, (_, i) => sourceFile(`${folder}/f${i}.ts`, 100))
  t.deepEqual(problemsOf(...files('src/kube')), ['src/kube has 17 source files; group them by topic (at most 16)'])
  t.deepEqual(problemsOf(...files('src/kube').slice(1)), [])
  t.deepEqual(problemsOf(...files('src/controls')), [])
})

test('a short file needs two importers', (t) => {
  const short = sourceFile('src/kube/a.ts', 29)
  const importers = ['b', 'c'].map((name) => sourceFile(`src/kube/${name}.ts`, 100, 'src/kube/a.ts'))
  t.regex(problemsOf(short, ...importers.slice(1))[0] ?? '', /^src\/kube\/a\.ts has 29 lines and fewer than two/)
  t.deepEqual(problemsOf(short, ...importers), [])
})

test('a file above 250 lines fails, and one above 200 lines needs a reason', (t) => {
  t.deepEqual(problemsOf(sourceFile('src/kube/a.ts', 200)), [])
  t.is(problemsOf(sourceFile('src/kube/a.ts', 201)).length, 1)
  t.is(problemsOf(sourceFile('src/yaml/full/tree.ts', 250)).length, 0)
  t.is(problemsOf(sourceFile('src/yaml/full/tree.ts', 251)).length, 1)
})
