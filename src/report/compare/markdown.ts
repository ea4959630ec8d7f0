import { markdownText } from '../markdown/escape.ts'
import { titleOf } from '../text/text.ts'
import type { Comparison } from './compare.ts'
import type { Trend } from './order.ts'
import { byObject, countsText, goneText, levelNewsText, otherText, runsText, verdictNewsText } from './text.ts'

/** Comments of GitHub take 65,536 characters, those of GitLab more. */
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
            markdownText(titleOf(news)),
            markdownText(levelNewsText(news)),
            TREND_WORDS[news.trend],
          ]),
        ),
      ]

const verdictSections = (comparison: Comparison): string[][] =>
  byObject(comparison.verdicts).map((group) => {
    const gone = goneText(comparison, group)
    const rows = group.verdicts.map((news) => [
      `\`${news.control}\``,
      markdownText(news.container ?? ''),
      markdownText(verdictNewsText(news)),
      TREND_WORDS[news.trend],
    ])
    const body = gone === undefined ? table(['control', 'container', 'what', ''], rows) : [`gone, ${gone}`, '']
    return [`### ${markdownText(titleOf(group))}`, '', ...body]
  })

const otherSection = ({ others }: Comparison): string[] =>
  others.length === 0
    ? []
    : [
        '### Skipped and noticed',
        '',
        ...others.map((news) => `- ${markdownText(news.code)}: ${markdownText(otherText(news))}`),
        '',
      ]

/**
 * A comparison for a pull request: what worsened first. Objects that would make it longer than a comment may be are
 * left out, and counted at the end.
 */
export const comparisonMarkdown = (comparison: Comparison): string => {
  const { before, after } = comparison
  const head = [
    `**casehard**: ${countsText(comparison)}`,
    '',
    ...runsText(before, after).flatMap((line) => [markdownText(line), '']),
  ]
  const sections = [levelSection(comparison), ...verdictSections(comparison), otherSection(comparison)]
  let text = head.join('\n')
  let left = 0
  for (const section of sections.filter((lines) => lines.length > 0)) {
    const more = `\n${section.join('\n')}`
    if (left > 0 || text.length + more.length > MOST_CHARACTERS) left += 1
    else text += more
  }
  const rest =
    left === 0 ? '' : `\nToo long for a comment: ${left} more ${left === 1 ? 'section is' : 'sections are'} left out.\n`
  return `${(text + rest).trimEnd()}\n`
}
