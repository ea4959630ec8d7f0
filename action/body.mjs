/** GitHub's limit for a comment, in characters. */
const COMMENT_LIMIT = 65_536

/** GitHub's limit for the summary of a step is 1 MiB; a character takes up to three bytes. */
const SUMMARY_LIMIT = 300_000

/** Left for the sentences around the diff, in characters. */
const FRAME = 1000

/** Takes whole lines from the start of a text up to a number of characters; tells how many there are. */
const takeLines = (text, limit) => {
  const lines = text.replace(/\n$/, '').split('\n')
  let size = 0
  const end = lines.findIndex((line) => {
    size += line.length + 1
    return size > limit
  })
  const taken = end === -1 ? lines : lines.slice(0, end)
  return { text: taken.join('\n'), shown: taken.length, all: lines.length }
}

/** A fence that no line of the text can close. */
const fenceFor = (text) => '`'.repeat(Math.max(3, ...[...text.matchAll(/`+/g)].map(([run]) => run.length + 1)))

const diffPart = (diff, limit) => {
  const { text, shown, all } = takeLines(diff, limit)
  const fence = fenceFor(text)
  const missing =
    shown === all
      ? ''
      : `\n**Only the first ${shown} of ${all} lines of the diff are shown.** The file in the output \`diff\` of this step has all.\n`
  return `<details><summary>What hardening changes (${all} lines)</summary>\n\n${fence}diff\n${text}\n${fence}\n\n</details>\n${missing}`
}

/** The totals, the table of workloads, which the report itself keeps short, and the diff, cut between lines if it is long. */
const bodyOf = ({ diff, markdown, counts, commit }, limit, withDiff) => {
  const [table] = markdown.split('\n<details>')
  const head = `### casehard: ${counts.changed} to change, ${counts.held} held\n\n${table.trimEnd()}\n`
  const foot = commit === undefined ? '' : `\nFor commit ${commit}.\n`
  const shown = withDiff && counts.changed > 0 ? diffPart(diff, limit - FRAME - head.length) : ''
  return `${head}\n${shown}${foot}`
}

/**
 * Returns the first line of a comment, by which a later run finds it.
 * @param key tells the comments of several uses apart
 */
export const markerOf = (key) => `<!-- casehard: ${key.replace(/[^\w. /-]/g, '_').slice(0, 100)} -->`

/** Returns the text of a comment, below the marker. */
export const commentBody = (found, withDiff) => bodyOf(found, COMMENT_LIMIT, withDiff)

/** Returns the text of the job's summary. */
export const summaryBody = (found, withDiff) => bodyOf(found, SUMMARY_LIMIT, withDiff)
