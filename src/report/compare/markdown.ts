import { formatCount } from '../../lib/format.ts'
import { markdownText } from '../markdown/markdown.ts'
import { formatTitle } from '../text/text.ts'
import type { Comparison } from './compare.ts'
import type { Trend } from './levels.ts'
import {
  formatCounts,
  formatLevelChange,
  formatOtherChange,
  formatRemovedObject,
  formatRunDifferences,
  formatVerdictChange,
  groupByObject,
} from './text.ts'

/** GitHub accepts comments of 65,536 characters, GitLab longer ones. */
const MOST_CHARACTERS = 60_000

const TREND_WORDS: Readonly<Record<Trend, string>> = { worse: '**worse**', even: '', better: 'better' }

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string[] =>
  rows.length === 0
    ? []
    : [`| ${head.join(' | ')} |`, `|${'---|'.repeat(head.length)}`, ...rows.map((row) => `| ${row.join(' | ')} |`), '']

const levelSection = ({ levels }: Comparison): string[] =>
  levels.length === 0
    ? []
    : [
        '### Pod Security levels',
        '',
        ...table(
          ['workload', 'level', ''],
          levels.map((news) => [
            markdownText(formatTitle(news)),
            markdownText(formatLevelChange(news)),
            TREND_WORDS[news.trend],
          ]),
        ),
      ]

const verdictSections = (comparison: Comparison): string[][] =>
  groupByObject(comparison.verdicts).map((group) => {
    const removed = formatRemovedObject(comparison, group)
    const rows = group.verdicts.map((news) => [
      `\`${news.control}\``,
      markdownText(news.container ?? ''),
      markdownText(formatVerdictChange(news)),
      TREND_WORDS[news.trend],
    ])
    const body = removed === undefined ? table(['control', 'container', 'what', ''], rows) : [`gone, ${removed}`, '']
    return [`### ${markdownText(formatTitle(group))}`, '', ...body]
  })

const otherSection = ({ others }: Comparison): string[] =>
  others.length === 0
    ? []
    : [
        '### Skipped workloads and notices',
        '',
        ...others.map((news) => `- ${markdownText(news.code)}: ${markdownText(formatOtherChange(news))}`),
        '',
      ]

/**
 * Formats a comparison as Markdown for a pull request, the worse differences first. Sections that do not fit into a
 * comment are omitted, and counted at the end.
 */
export const comparisonMarkdown = (comparison: Comparison): string => {
  const { before, after } = comparison
  const head = [
    `**casehard**: ${formatCounts(comparison)}`,
    '',
    ...formatRunDifferences(before, after).flatMap((line) => [markdownText(line), '']),
  ]
  const sections = [levelSection(comparison), ...verdictSections(comparison), otherSection(comparison)]
  let text = head.join('\n')
  let left = 0
  for (const section of sections.filter((lines) => lines.length > 0)) {
    const more = `\n${section.join('\n')}`
    if (left > 0 || text.length + more.length > MOST_CHARACTERS) left += 1
    else text += more
  }
  const rest = left === 0 ? '' : `\nOmitted because of the size limit: ${formatCount(left, 'section')}.\n`
  return `${(text + rest).trimEnd()}\n`
}
