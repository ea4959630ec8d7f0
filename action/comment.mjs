/** How long GitHub's API may take for an answer, in milliseconds. */
const TIMEOUT = 30_000

const PAGE = 100

/** Calls GitHub's API; throws an error with the answer's status if it refuses. */
const call = async ({ api, token }, method, path, body) => {
  const response = await fetch(`${api}${path}`, {
    method,
    headers: {
      accept: 'application/vnd.github+json',
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'user-agent': 'casehard',
      'x-github-api-version': '2022-11-28',
    },
    signal: AbortSignal.timeout(TIMEOUT),
    ...(body === undefined ? {} : { body: JSON.stringify({ body }) }),
  })
  if (!response.ok)
    throw Object.assign(new Error(`GitHub answers ${response.status} to ${method} ${path}`), {
      status: response.status,
    })
  return response.json()
}

/** Finds the comment of an earlier run. Only a bot's counts: anybody can write the marker into a comment. */
const findComment = async (github, { repository, number }, marker) => {
  for (let page = 1; ; page++) {
    const path = `/repos/${repository}/issues/${number}/comments?per_page=${PAGE}&page=${page}`
    const comments = await call(github, 'GET', path)
    const found = comments.find(({ user, body }) => user?.type === 'Bot' && body?.startsWith(marker))
    if (found !== undefined || comments.length < PAGE) return found
  }
}

/**
 * Writes the comment of a pull request: changes that of an earlier run, or adds one; where there is nothing to say and no
 * comment to correct, none. Returns its address, or undefined. Throws an error if GitHub refuses.
 * @param isWorth whether the text is worth a new comment
 */
export const writeComment = async (github, pull, marker, text, isWorth) => {
  const body = `${marker}\n${text}`
  const { repository, number } = pull
  const found = await findComment(github, pull, marker)
  if (found === undefined && !isWorth) return undefined
  if (found !== undefined) {
    try {
      return (await call(github, 'PATCH', `/repos/${repository}/issues/comments/${found.id}`, body)).html_url
    } catch (error) {
      // Somebody has deleted it since.
      if (error.status !== 404) throw error
    }
  }
  return (await call(github, 'POST', `/repos/${repository}/issues/${number}/comments`, body)).html_url
}
