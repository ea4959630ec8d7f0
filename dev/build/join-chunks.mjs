import { basename } from 'node:path'

/** An import statement as esbuild writes it minified: `import{a as b}from"c";`, `import*as d from"c";`, `import"c";`. */
const IMPORT = /(?<=^|[;}\n])import(?: ?([\w$]+))?,?(?:\*as ([\w$]+))?(?:\{([\w$, ]+)\})?(?: ?from)?"([^"\\]+)";/g

/** The export statement, the last of a chunk. */
const EXPORT = /export\{([\w$, ]+)\};\s*$/

const DYNAMIC_IMPORT = /\bimport\("([^"\\]+)"\)/g

/** What looks like such a statement and was not understood; text in a string that does stops the build, too. */
const LEFT_OVER = /(?<=^|[;}\n])(?:import[\s{*"]|export[\s{*])/

/** What an import or export statement names, each thing under both of its names. */
const namesIn = (text = '') =>
  text
    .split(',')
    .filter((part) => part !== '')
    .map((part) => part.split(' as '))

/** The body of a function that stands for a chunk: it gives what the chunk exports. */
const bodyOf = ({ path, text }, load) => {
  const given = EXPORT.exec(text)
  const body = (given === null ? text : text.slice(0, given.index))
    .replace(IMPORT, (_statement, byDefault, all, named, from) => {
      const whole = [byDefault, all].filter((name) => name !== undefined).map((name) => `var ${name}=${load(from)};`)
      const some = namesIn(named).map(([theirs, ours = theirs]) => `${theirs}:${ours}`)
      // `var`, because V8 checks every use of a captured `const` for whether it has its value already.
      if (some.length > 0) whole.push(`var{${some}}=${load(from)};`)
      return whole.length > 0 ? whole.join('') : `${load(from)};`
    })
    .replace(DYNAMIC_IMPORT, (_call, from) => `Promise.resolve().then(()=>${load(from)})`)
  if (LEFT_OVER.test(body)) throw new Error(`${basename(path)} has an import or export that is not understood`)
  const exported = namesIn(given?.[1]).map(([ours, theirs = ours]) => `${theirs}:${ours}`)
  return `${body.trim()}${exported.length === 0 ? '' : `\nreturn{${exported}}`}`
}

/**
 * Joins the chunks of a minified build of ES modules into one CommonJS program. Each chunk becomes a function that runs
 * when it is first wanted: V8 compiles nothing of those that are not, and keeps nothing of them in its cache. What a
 * chunk exports is taken as it is once the chunk has run, so that no module may export what it changes later.
 * @param files esbuild's output files
 * @param entry the name of the file that starts the program
 * @param before statements that run before all chunks
 * @returns the program's text, in strict mode as modules are
 * @throws Error for a chunk that it does not understand
 */
export const joinChunks = (files, entry, before = '') => {
  const numbers = new Map(files.map(({ path }, i) => [basename(path), i]))
  const load = (from) => {
    if (!from.startsWith('./')) return `require(${JSON.stringify(from)})`
    const number = numbers.get(from.slice('./'.length))
    if (number === undefined) throw new Error(`there is no chunk ${from}`)
    return `chunk${number}()`
  }
  const chunks = files.map(
    (file, i) => `var given${i},chunk${i}=()=>given${i}??=make${i}(),make${i}=()=>{${bodyOf(file, load)}\nreturn{}};`,
  )
  return `"use strict";\n${before}${chunks.join('\n')}\n${load(`./${entry}`)};\n`
}
