import type { Report } from '../../src/model.ts'
import { reportJson } from '../../src/report/json/json.ts'
import { reportText } from '../../src/report/text/text.ts'

/** Formats a report. `color` enables terminal colours, which most formats do not use. */
export type Render = (report: Report, style: { color: boolean }) => string

/** A format of `--report`. */
export interface FormatRow {
  name: string
  /** File extensions that select it. */
  extensions: readonly string[]
  /** Each run appends to the file instead of replacing it. */
  appends?: true
  /** The concatenation of several reports is valid in this format. */
  several?: true
  /** Loads the formatter, so that other runs do not load it. */
  load(): Promise<Render>
}

/** All report formats. The first is the default if neither the user nor the file extension selects one. */
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
        reportText(report, { color }),
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
