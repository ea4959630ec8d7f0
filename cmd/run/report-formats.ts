import type { Report } from '../../src/model.ts'
import { reportJson } from '../../src/report/json/json.ts'
import { reportText } from '../../src/report/text/text.ts'

/** Makes the text of a report. With `color`, for a terminal that can show it; most formats have none. */
export type Render = (report: Report, style: { color: boolean }) => string

/** A format of `--report`. */
export interface FormatRow {
  name: string
  /** Endings of file names that ask for it. */
  extensions: readonly string[]
  /** Whether each run adds to the file instead of replacing it. */
  appends?: true
  /** Whether the texts of several reports, one after the other, are a text of this format too. */
  several?: true
  /** Loads what makes the text, which runs that do not ask for it do not pay for. */
  load(): Promise<Render>
}

/** The one table of report formats; the first is taken where neither the user nor the file's name says one. */
export const FORMATS: readonly FormatRow[] = [
  { name: 'json', extensions: ['.json'], load: async () => (report) => reportJson(report, 2) },
  {
    name: 'jsonl',
    extensions: ['.jsonl', '.ndjson'],
    appends: true,
    several: true,
    load: async () => (report) => reportJson(report, 0),
  },
  {
    name: 'text',
    extensions: ['.txt'],
    several: true,
    load:
      async () =>
      (report, { color }) =>
        reportText(report, { color, full: true }),
  },
  {
    name: 'sarif',
    extensions: ['.sarif', '.sarif.json'],
    load: async () => (await import('../../src/report/sarif/sarif.ts')).reportSarif,
  },
  {
    name: 'markdown',
    extensions: ['.md', '.markdown'],
    load: async () => (await import('../../src/report/markdown/markdown.ts')).reportMarkdown,
  },
  { name: 'junit', extensions: ['.xml'], load: async () => (await import('../../src/report/junit.ts')).reportJunit },
  {
    name: 'github',
    extensions: [],
    several: true,
    load: async () => (await import('../../src/report/github.ts')).reportGithub,
  },
  {
    name: 'html',
    extensions: ['.html', '.htm'],
    load: async () => {
      const [{ createHash }, { reportHtml }] = await Promise.all([
        import('node:crypto'),
        import('../../src/report/html/html.ts'),
      ])
      return (report) => reportHtml(report, (text) => createHash('sha256').update(text).digest('base64'))
    },
  },
]
