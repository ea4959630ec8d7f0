import { CONTROLS } from '../../src/controls/index.ts'
import { GENERATORS } from '../../src/generate/index.ts'
import type { Control } from '../../src/model.ts'
import { clausesTable } from './clauses.ts'

/** Builds a Markdown table; the first row is its head. */
export const formatTable = ([head = [], ...rows]: readonly (readonly string[])[]): string => {
  const lines = [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |\n`)
  return lines.join('').replace(/^\|(?: --- \|)+$/m, (line) => line.replaceAll(' ', ''))
}

/**
 * Builds a table of controls.
 * @param folder the path to the pages of the controls
 */
export const controlsTable = (folder: string, controls: readonly Control[] = CONTROLS): string =>
  formatTable([
    ['control', 'the state afterwards'],
    ...controls.map(({ id, title, optional }) => [
      `[\`${id}\`](${folder}${id}.md)`,
      `${title}${optional ? ' (off by default)' : ''}`,
    ]),
  ])

const generatorsTable = (): string =>
  formatTable([
    ['generator', 'what it adds', 'the state afterwards'],
    ...GENERATORS.map(({ id, adds, title }) => [`\`${id}\``, adds, title]),
  ])

/** The tables that stand below a marker `<!-- NAME -->` in a page. */
export const TABLES: Readonly<Record<string, () => string>> = {
  'default-controls': () =>
    controlsTable(
      'docs/controls/',
      CONTROLS.filter(({ optional }) => !optional),
    ),
  clauses: clausesTable,
  generators: generatorsTable,
}

/** Replaces the table below each marker of a page. */
export const fillTables = (page: string): string =>
  Object.entries(TABLES).reduce(
    (text, [name, build]) =>
      text.replace(new RegExp(`<!-- ${name} -->\\n(?:\\n(?:\\|.*\\n)+)?`), () => `<!-- ${name} -->\n\n${build()}`),
    page,
  )
